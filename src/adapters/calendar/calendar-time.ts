import { type LocalDay, parseDay } from '../../core/calendar/local-day.ts';
import { isZone, type Zone, zoneOf } from '../../core/series/zone.ts';
import { type EpochSeconds, secondsPerDay } from '../../core/units.ts';
import { type ContentLine, malformed } from './content-lines.ts';

/** A date, or a date and time, as a calendar writes it. */
export interface CalendarTime {
  readonly day: LocalDay;
  /** Seconds since midnight; null = the whole day. */
  readonly seconds: number | null;
  /** Null = on whatever clock the reader has. */
  readonly zone: string | null;
}

const form = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/;
const help = 'write 20261224, 20261224T090000Z, or a time with TZID=Europe/Berlin';

/** The times of a property such as DTSTART or EXDATE. @throws ForewarmError FW_INPUT_INVALID. */
export function calendarTimes(property: ContentLine): CalendarTime[] {
  const zone = property.parameters.get('TZID') ?? null;
  if (zone !== null && !isZone(zone)) {
    throw malformed(property, `TZID ${zone} is no IANA time zone: write one such as Europe/Berlin`);
  }
  return property.value.split(',').map((text) => calendarTime(property, text, zone));
}

/** One time of `property`, written as `text`. @throws ForewarmError FW_INPUT_INVALID. */
export function calendarTime(
  property: ContentLine,
  text: string,
  zone: string | null,
): CalendarTime {
  const [, year, month, date, hour, minute, second, utc] = form.exec(text) ?? [];
  const day = parseDay(`${year}-${month}-${date}`);
  const clock = [hour, minute, second].map((part) => Number(part ?? 0));
  const [hours, minutes, seconds] = clock as [number, number, number];
  if (day === null || hours > 23 || minutes > 59 || seconds > 60) {
    throw malformed(property, `${property.name} '${text}' is no date or time: ${help}`);
  }
  if (hour === undefined) return { day, seconds: null, zone: null };
  const sinceMidnight = hours * 3600 + minutes * 60 + Math.min(59, seconds);
  return { day, seconds: sinceMidnight, zone: utc === 'Z' ? 'UTC' : zone };
}

/** The instant of `time`; that of midnight for a whole day. `clock` serves where none is named. */
export function instantOf({ day, seconds, zone }: CalendarTime, clock: Zone): EpochSeconds {
  return (zone === null ? clock : zoneOf(zone)).epochOf({
    year: 1970,
    month: 1,
    day: 1 + day,
    second: seconds ?? 0,
  });
}

const durationForm = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Seconds of a DURATION such as PT1H30M or P2D. @throws ForewarmError FW_INPUT_INVALID. */
export function durationSeconds(property: ContentLine): number {
  const parts = durationForm.exec(property.value)?.slice(1);
  const seconds = (parts ?? []).map((part) => Number(part ?? 0));
  const units = [7 * secondsPerDay, secondsPerDay, 3600, 60, 1];
  const total = seconds.reduce((sum, count, index) => sum + count * units[index]!, 0);
  if (total > 0) return total;
  throw malformed(property, `DURATION '${property.value}' is none: write one such as PT2H or P1D`);
}
