/** Holidays and events that a configuration leaves to iCalendar files or to a package. */
import { packagedHolidays } from '../adapters/calendar/date-holidays.ts';
import { readEvents, readHolidays } from '../adapters/calendar/read-calendar.ts';
import type { LoadCalendar } from '../app/known-days.ts';
import { eventPlansOf, holidayCalendarOf, needsPackage } from '../config/calendar.ts';
import type { Problem } from '../config/checks.ts';
import { toPolicies } from '../config/policies.ts';
import type { Config, GroupConfig } from '../config/schema.ts';
import { isBuiltIn } from '../core/calendar/countries.ts';
import type { Holiday } from '../core/calendar/holidays.ts';
import { dateOf, type LocalDay } from '../core/calendar/local-day.ts';
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

/** What the calendars and countries that `config` names have wrong, each where it is named. */
export function calendarProblems({ groups }: Config, at: EpochSeconds): Problem[] {
  const calendars = new Calendars(at);
  return groups.flatMap((group, index) =>
    calendars
      .problemsOf(group)
      .map(({ path, message }) => ({ path: ['groups', index, ...path], message })),
  );
}

/** What `read` fails with, at `path`; nothing when it does not. */
function problemOf(path: Problem['path'], read: () => unknown): Problem[] {
  try {
    read();
    return [];
  } catch (cause) {
    if (!(cause instanceof ForewarmError)) throw cause;
    const { message, hint } = cause;
    return [{ path, message: hint === null ? message : `${message}: ${hint}` }];
  }
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

  /** What cannot be read of all that `named` names, each at its place in it. */
  problemsOf(named: NamedDays): Problem[] {
    const { holidays, events } = named;
    const isOfRegion = holidays.country !== null && isBuiltIn(holidays.country);
    const place = ['holidays', isOfRegion ? 'region' : 'country'];
    return [
      ...holidays.calendars.flatMap((file, k) =>
        problemOf(['holidays', 'calendars', k], () => this.#daysOfFile(file)),
      ),
      ...problemOf(place, () => this.#packagedDays(named)),
      ...events.flatMap((event, k) =>
        problemOf(['events', k, 'calendar'], () => this.#eventsOfFile(event, named.zone)),
      ),
    ];
  }

  /** Days of files and of the package. */
  daysOf(named: NamedDays): readonly Holiday[] {
    const imported = named.holidays.calendars.flatMap((file) => this.#daysOfFile(file));
    return [...imported, ...this.#packagedDays(named)];
  }

  #daysOfFile(file: string): readonly Holiday[] {
    const { from, to } = this.#days();
    return this.#once(`days ${file}`, () => readHolidays(file, from, to));
  }

  #packagedDays({ holidays }: NamedDays): readonly Holiday[] {
    const { country, region } = holidays;
    if (country === null || !needsPackage(holidays)) return [];
    const { from, to } = this.#days();
    const years = [dateOf(from).year, dateOf(to).year] as const;
    return this.#once(`days ${country} ${region}`, () =>
      packagedHolidays({ country, region, years }),
    );
  }

  #days(): { readonly from: LocalDay; readonly to: LocalDay } {
    const today = Math.floor(this.#at / secondsPerDay);
    return { from: today - span.pastDays, to: today + span.aheadDays };
  }

  /** Events of files. */
  eventsOf({ events, zone }: NamedDays): readonly AnnouncedEvent[] {
    return events.flatMap((event) => this.#eventsOfFile(event, zone));
  }

  #eventsOfFile(entry: NamedDays['events'][number], zone: string): readonly AnnouncedEvent[] {
    const { calendar, multiple, ramp: rampSeconds, decay: decaySeconds } = entry;
    if (calendar === undefined) return [];
    const from = this.#at - span.pastDays * secondsPerDay;
    const to = this.#at + span.aheadDays * secondsPerDay;
    const read = () => readEvents(calendar, { zone, from, to });
    return this.#once(`events ${zone} ${calendar}`, read).map((event) => ({
      ...event,
      multiple: event.multiple ?? multiple,
      rampSeconds,
      decaySeconds,
    }));
  }

  #once<Value>(key: string, read: () => Value): Value {
    if (!this.#read.has(key)) this.#read.set(key, read());
    return this.#read.get(key) as Value;
  }
}
