/** What the calendar tells a training: the days of rest, and what past events brought. */
import { type HolidayCalendar, holidaysBetween, noHolidays } from '../core/calendar/holidays.ts';
import type { LocalDay } from '../core/calendar/local-day.ts';
import type { EventPlan } from '../core/calendar/occurrences.ts';
import { learntUplifts } from '../core/forecasting/events/events.ts';
import type { MeasuredUplift } from '../core/forecasting/events/measured-uplift.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import { localClock, localDay } from '../core/series/calendar.ts';
import { endOf, type TimeSeries, withHolidays } from '../core/series/series.ts';
import { secondsPerDay } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { SeriesStore } from './ports/series.ts';

/** What is known of a load beforehand. */
export interface LoadCalendar {
  /** IANA zone of the load's daily rhythm. */
  readonly zone: string;
  readonly events: readonly EventPlan[];
  readonly holidays: HolidayCalendar;
}

/** A model knows the calendar for so long after its training: it is replaced long before. */
const aheadDays = 400;
/** A yearly event is found again within so many days, which is what CloudWatch keeps. */
const rememberedDays = 455;

/** Days of rest from the start of `history` to well after it, on the group's clock. */
export function holidayDays(
  { holidays = noHolidays, zone }: Pick<GroupPolicy, 'holidays' | 'zone'>,
  history: TimeSeries,
): LocalDay[] {
  const clock = localClock(zone);
  const last = localDay(clock, endOf(history)) + aheadDays;
  return holidaysBetween(holidays, localDay(clock, history.start), last).map(({ day }) => day);
}

/** What each announced event of the past brought, as far back as the store goes from `history`. */
export function rememberedUplifts(
  { policy, series }: ManagedGroup,
  history: TimeSeries,
  store: SeriesStore,
): readonly MeasuredUplift[] {
  if (policy.events.length === 0) return [];
  const { stepSeconds } = history;
  const end = endOf(history);
  const first = store.extent(series)?.first ?? history.start;
  const from = Math.max(first - (first % stepSeconds), end - rememberedDays * secondsPerDay);
  return upliftsIn(store.range(series, from, end, stepSeconds), policy);
}

/** What each announced event brought as far as `history` saw it. */
export function upliftsIn(
  history: TimeSeries,
  known: Pick<GroupPolicy, 'events' | 'holidays' | 'zone'>,
): readonly MeasuredUplift[] {
  if (known.events.length === 0) return [];
  const whole = withHolidays(history, holidayDays(known, history));
  return learntUplifts(known.events, whole, known.zone);
}
