/** Holidays and events that a configuration leaves to iCalendar files or to a package. */
import { packagedHolidays } from '../adapters/calendar/date-holidays.ts';
import { readEvents, readHolidays } from '../adapters/calendar/read-calendar.ts';
import type { LoadCalendar } from '../app/known-days.ts';
import { eventPlansOf, holidayCalendarOf, needsPackage } from '../config/calendar.ts';
import { toPolicies } from '../config/policies.ts';
import type { Config, GroupConfig } from '../config/schema.ts';
import type { Holiday } from '../core/calendar/holidays.ts';
import { dateOf } from '../core/calendar/local-day.ts';
import type { AnnouncedEvent } from '../core/calendar/occurrences.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';

/** Read around the time of reading: as far back as load is kept, and for years of running on. */
const span = { pastDays: 455, aheadDays: 3 * 365 } as const;

/**
 * The policies of `config` in its order, with the calendars that it names as they stand around `at`.
 * @throws ForewarmError FW_CONFIG_INVALID naming the group, and file and line or the package.
 */
export function completePolicies(config: Config, at: EpochSeconds): GroupPolicy[] {
  const calendars = new Calendars(at);
  const { groups } = toPolicies(config);
  return groups.map((policy, index) => calendars.complete(policy, config.groups[index]!));
}

/**
 * What `named` says of a load, with its files and packages as they stand around `at`.
 * @throws ForewarmError naming file and line or the package.
 */
export function loadCalendarOf(named: NamedDays, at: EpochSeconds): LoadCalendar {
  const { zone, events, holidays } = named;
  const calendars = new Calendars(at);
  const known = holidayCalendarOf(holidays);
  return {
    zone,
    events: [...eventPlansOf(events, zone), ...calendars.eventsOf(named)],
    holidays: { ...known, days: [...known.days, ...calendars.daysOf(named)] },
  };
}

/** The part of a group's configuration that names days. */
type NamedDays = Pick<GroupConfig, 'zone' | 'events' | 'holidays'>;

/** Completes policies as of one time; what several groups name is read once. */
class Calendars {
  readonly #at: EpochSeconds;
  readonly #read = new Map<string, unknown>();

  constructor(at: EpochSeconds) {
    this.#at = at;
  }

  /** `policy` with the days and events that `group` leaves to files and packages. */
  complete(policy: GroupPolicy, group: GroupConfig): GroupPolicy {
    const { holidays } = policy;
    if (holidays === undefined) return policy;
    try {
      const days = [...holidays.days, ...this.daysOf(group)];
      const events = [...policy.events, ...this.eventsOf(group)];
      return { ...policy, events, holidays: { ...holidays, days } };
    } catch (cause) {
      if (!(cause instanceof ForewarmError)) throw cause;
      const { message, hint } = cause;
      const options = hint === null ? { cause } : { cause, hint };
      throw new ForewarmError('FW_CONFIG_INVALID', `group ${group.name}: ${message}`, options);
    }
  }

  /** Days of files and of the package. */
  daysOf({ holidays }: NamedDays): readonly Holiday[] {
    const today = Math.floor(this.#at / secondsPerDay);
    const [from, to] = [today - span.pastDays, today + span.aheadDays];
    const imported = holidays.calendars.flatMap((file) =>
      this.#once(`days ${file}`, () => readHolidays(file, from, to)),
    );
    const { country, region } = holidays;
    if (country === null || !needsPackage(holidays)) return imported;
    const years = [dateOf(from).year, dateOf(to).year] as const;
    const packaged = this.#once(`days ${country} ${region}`, () =>
      packagedHolidays({ country, region, years }),
    );
    return [...imported, ...packaged];
  }

  /** Events of files. */
  eventsOf({ events, zone }: NamedDays): readonly AnnouncedEvent[] {
    const from = this.#at - span.pastDays * secondsPerDay;
    const to = this.#at + span.aheadDays * secondsPerDay;
    return events.flatMap(({ calendar, multiple, ramp: rampSeconds, decay: decaySeconds }) => {
      if (calendar === undefined) return [];
      const read = () => readEvents(calendar, { zone, from, to });
      return this.#once(`events ${zone} ${calendar}`, read).map((event) => ({
        ...event,
        multiple: event.multiple ?? multiple,
        rampSeconds,
        decaySeconds,
      }));
    });
  }

  #once<Value>(key: string, read: () => Value): Value {
    if (!this.#read.has(key)) this.#read.set(key, read());
    return this.#read.get(key) as Value;
  }
}
