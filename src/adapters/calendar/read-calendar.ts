import { readFileSync } from 'node:fs';
import type { Holiday } from '../../core/calendar/holidays.ts';
import type { LocalDay } from '../../core/calendar/local-day.ts';
import type { AnnouncedEvent } from '../../core/calendar/occurrences.ts';
import { localClock, localDay } from '../../core/series/calendar.ts';
import { type Zone, zoneOf } from '../../core/series/zone.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type CalendarEntry, calendarEntries, occurrences, spanOf } from './entries.ts';

/**
 * The whole days that the iCalendar `file` holds in [from, to), ascending. Entries with a time of
 * day are no holidays and are left out.
 * @throws ForewarmError FW_INPUT_INVALID naming file, line and remedy.
 */
export function readHolidays(file: string, from: LocalDay, to: LocalDay): Holiday[] {
  const clock = zoneOf('UTC');
  const entries = entriesOf(file, clock).filter(({ start }) => start.seconds === null);
  if (entries.length === 0) {
    throw new ForewarmError('FW_INPUT_INVALID', `${file}: holds no event of a whole day`, {
      hint: 'a holiday is written DTSTART;VALUE=DATE:20261224, without a time',
    });
  }
  return entries
    .flatMap((entry) =>
      occurrences(entry, to, clock).flatMap(({ day }) =>
        Array.from({ length: entry.length }, (_, i) => ({ day: day + i, name: entry.name })),
      ),
    )
    .filter(({ day }) => from <= day && day < to)
    .sort((a, b) => a.day - b.day);
}

export interface ReadEventsOptions {
  /** IANA zone of times that name none, and of whole days. */
  readonly zone: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

/**
 * The events of the iCalendar `file` that are on in [from, to), ascending; an entry without a length
 * is left out. A multiple stands in X-FOREWARM-MULTIPLE, else it is null.
 * @throws ForewarmError FW_INPUT_INVALID naming file, line and remedy.
 */
export function readEvents(
  file: string,
  { zone, from, to }: ReadEventsOptions,
): (AnnouncedEvent & { readonly multiple: number | null })[] {
  const clock = zoneOf(zone);
  const last = localDay(localClock(zone), to);
  return entriesOf(file, clock)
    .filter(({ length }) => length > 0)
    .flatMap((entry) =>
      occurrences(entry, last, clock).map((time) => {
        const { name, multiple } = entry;
        return { name, ...spanOf(entry, time, clock), multiple };
      }),
    )
    .filter(({ start, end }) => start < to && end > from)
    .sort((a, b) => a.start - b.start);
}

function entriesOf(file: string, clock: Zone): CalendarEntry[] {
  return calendarEntries(file, textOf(file), clock);
}

/** What the file system says, by its code. Source: Node.js, common system errors. */
const readProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file: check the path, it is relative to the file that names it',
  EISDIR: 'is a directory: name one .ics file',
  EACCES: 'may not be read: check its permissions',
};

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    const problem = readProblems[String(cause.code)] ?? cause.message;
    throw new ForewarmError('FW_INPUT_INVALID', `${file}: ${problem}`, { cause });
  }
}
