import type { LocalDay } from '../../core/calendar/local-day.ts';
import type { Zone } from '../../core/series/zone.ts';
import { type EpochSeconds, secondsPerDay } from '../../core/units.ts';
import { type CalendarTime, calendarTimes, durationSeconds, instantOf } from './calendar-time.ts';
import { type ContentLine, contentLines, malformed, plainText } from './content-lines.ts';
import { type Recurrence, recurrenceOf, recurringDays } from './recurrence.ts';

/** One VEVENT of a calendar. */
export interface CalendarEntry {
  readonly name: string;
  readonly start: CalendarTime;
  /** Whole days, or where the start has a time seconds that pass, the same for every occurrence. */
  readonly length: number;
  readonly recurrence: Recurrence | null;
  /** Further occurrences, and those that do not take place. */
  readonly added: readonly CalendarTime[];
  readonly removed: readonly CalendarTime[];
  /** X-FOREWARM-MULTIPLE: load as a multiple of the ordinary; null = not said. */
  readonly multiple: number | null;
}

/**
 * Entries of the calendar `text`, without cancelled ones. `clock` serves where a time names no zone.
 * @throws ForewarmError FW_INPUT_INVALID.
 */
export function calendarEntries(file: string, text: string, clock: Zone): CalendarEntry[] {
  const lines = contentLines(file, text);
  const [opening] = lines;
  if (opening?.name !== 'BEGIN' || opening.value.toUpperCase() !== 'VCALENDAR') {
    const at = opening ?? { file, line: 1 };
    throw malformed(at, 'no iCalendar file: it begins with BEGIN:VCALENDAR');
  }
  const events = componentsOf(lines);
  const overrides = events.filter((event) => event.has('RECURRENCE-ID'));
  const kept = events.filter((event) => event.get('STATUS')?.[0]?.value !== 'CANCELLED');
  for (const event of new Set([...kept, ...overrides])) refuseMisread(event);
  return kept.map((event) => entryOf(event, event.has('RECURRENCE-ID') ? [] : overrides, clock));
}

/** Properties of one VEVENT by name; BEGIN is its first line. */
type Properties = ReadonlyMap<string, readonly ContentLine[]>;

/** The VEVENTs of a calendar, without what is nested in them. */
function componentsOf(lines: readonly ContentLine[]): Properties[] {
  const events: Properties[] = [];
  const open: ContentLine[] = [];
  let event: Map<string, ContentLine[]> | null = null;
  for (const property of lines) {
    if (property.name === 'BEGIN') {
      open.push(property);
      if (property.value.toUpperCase() === 'VEVENT') event = new Map([['BEGIN', [property]]]);
    } else if (property.name === 'END') {
      const begun = open.pop();
      if (begun?.value.toUpperCase() !== property.value.toUpperCase()) {
        throw malformed(property, `END:${property.value} ends nothing: export the calendar anew`);
      }
      if (begun.value.toUpperCase() !== 'VEVENT' || event === null) continue;
      events.push(event);
      event = null;
    } else if (event !== null && open.at(-1)!.value.toUpperCase() === 'VEVENT') {
      event.set(property.name, [...(event.get(property.name) ?? []), property]);
    }
  }
  const left = open.at(-1);
  if (left === undefined) return events;
  throw malformed(left, `BEGIN:${left.value} is never ended: the file is cut off, export it anew`);
}

/** @throws ForewarmError for what would make other occurrences than are understood here. */
function refuseMisread(event: Properties): void {
  const [, secondRule] = event.get('RRULE') ?? [];
  const [exceptions] = event.get('EXRULE') ?? [];
  const range = event
    .get('RECURRENCE-ID')
    ?.find(({ parameters }) => parameters.get('RANGE')?.toUpperCase() === 'THISANDFUTURE');
  const advice = 'is not understood: write the occurrences as single events';
  if (secondRule !== undefined) throw malformed(secondRule, `a second RRULE ${advice}`);
  if (exceptions !== undefined) throw malformed(exceptions, `EXRULE ${advice}`);
  if (range !== undefined) throw malformed(range, `RANGE=THISANDFUTURE ${advice}`);
}

function entryOf(event: Properties, overrides: readonly Properties[], clock: Zone): CalendarEntry {
  const at = event.get('BEGIN')![0]!;
  const property = (name: string) => event.get(name)?.[0];
  const times = (name: string) => (event.get(name) ?? []).flatMap(calendarTimes);
  const [start] = times('DTSTART');
  if (start === undefined) throw malformed(at, 'this event has no DTSTART: say when it begins');
  const uid = property('UID')?.value;
  const moved = overrides
    .filter((other) => uid !== undefined && other.get('UID')?.[0]?.value === uid)
    .flatMap((other) => calendarTimes(other.get('RECURRENCE-ID')![0]!));
  const rule = property('RRULE');
  return {
    name: plainText(property('SUMMARY')?.value ?? '').trim() || 'unnamed',
    start,
    length: lengthOf(event, start, clock),
    recurrence: rule === undefined ? null : recurrenceOf(rule),
    added: addedTo(start, event.get('RDATE') ?? []),
    removed: [...times('EXDATE'), ...moved],
    multiple: multipleOf(property('X-FOREWARM-MULTIPLE')),
  };
}

/** Times of the properties `further`, each of the kind of `start`. @throws ForewarmError. */
function addedTo(start: CalendarTime, further: readonly ContentLine[]): CalendarTime[] {
  return further.flatMap((property) => {
    const times = calendarTimes(property);
    if (times.every(({ seconds }) => (seconds === null) === (start.seconds === null))) return times;
    throw malformed(property, 'RDATE must be a date where DTSTART is one, else a time');
  });
}

function lengthOf(event: Properties, start: CalendarTime, clock: Zone): number {
  const [ending] = event.get('DTEND') ?? [];
  const [lasting] = event.get('DURATION') ?? [];
  const isDay = start.seconds === null;
  if (ending === undefined) {
    const seconds = lasting === undefined ? 0 : durationSeconds(lasting);
    return isDay ? Math.max(1, Math.round(seconds / secondsPerDay)) : seconds;
  }
  const [end] = calendarTimes(ending) as [CalendarTime];
  if ((end.seconds === null) !== isDay) {
    throw malformed(ending, 'DTEND must be a date where DTSTART is one, else a time');
  }
  const days = end.day - start.day;
  const length = isDay ? days : instantOf(end, clock) - instantOf(start, clock);
  if (length > 0) return length;
  // In an hour that the clock skips both ends are one instant: then what is written has to do.
  const written = days * secondsPerDay + (end.seconds ?? 0) - (start.seconds ?? 0);
  if (!isDay && end.zone === start.zone && written > 0) return written;
  throw malformed(ending, 'DTEND is not after DTSTART: it is the first moment that is over');
}

function multipleOf(property: ContentLine | undefined): number | null {
  if (property === undefined) return null;
  const multiple = Number(property.value);
  if (multiple > 0 && Number.isFinite(multiple)) return multiple;
  throw malformed(property, `X-FOREWARM-MULTIPLE '${property.value}' is no number above 0`);
}

/**
 * When `entry` takes place, by local days up to `last`, ascending and each moment once, however many
 * ways it is named; times are those of its start.
 */
export function occurrences(entry: CalendarEntry, last: LocalDay, clock: Zone): CalendarTime[] {
  const { start, recurrence, added, removed } = entry;
  const days = recurrence === null ? [start.day] : recurringDays(recurrence, start.day, last);
  const until = recurrence?.until ?? null;
  const isWithin = (time: CalendarTime) =>
    until === null ||
    (until.seconds === null || time.seconds === null
      ? time.day <= until.day
      : instantOf(time, clock) <= instantOf(until, clock));
  const isRemoved = (time: CalendarTime) =>
    removed.some((one) =>
      one.seconds === null ? one.day === time.day : sameInstant(one, time, clock),
    );
  const times = [...days.map((day) => ({ ...start, day })).filter(isWithin), ...added]
    .filter((time) => time.day <= last && !isRemoved(time))
    .map((time): [EpochSeconds, CalendarTime] => [instantOf(time, clock), time]);
  return [...new Map(times)].sort(([a], [b]) => a - b).map(([, time]) => time);
}

function sameInstant(a: CalendarTime, b: CalendarTime, clock: Zone): boolean {
  return b.seconds !== null && instantOf(a, clock) === instantOf(b, clock);
}

/** First and last instant of an occurrence of `entry` at `time`. */
export function spanOf(
  { length }: CalendarEntry,
  time: CalendarTime,
  clock: Zone,
): { readonly start: EpochSeconds; readonly end: EpochSeconds } {
  const start = instantOf(time, clock);
  if (time.seconds !== null) return { start, end: start + length };
  return { start, end: instantOf({ ...time, day: time.day + length }, clock) };
}
