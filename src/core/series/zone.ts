import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../units.ts';

/** Where a clock on the wall of one time zone stands. */
export interface LocalParts {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  /** 1–31. */
  readonly day: number;
  /** 0 = Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seconds the clock shows since 00:00, whatever was skipped or repeated: [0, 86 400). */
  readonly secondOfDay: number;
}

/** A local date and time; parts beyond their range carry over, so day 32 is in the next month. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

/**
 * The calendar of one IANA time zone. Hours, days and months partition time without gap or overlap:
 * no zone has put its clock back from just after midnight into the day before since 2011.
 */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC at `at`. */
  offsetSeconds(at: EpochSeconds): number;
  localParts(at: EpochSeconds): LocalParts;
  /** The first instant that shows `local`, or, when the clock skips it, the instant of the skip. */
  epochOf(local: LocalTime): EpochSeconds;
  /** An hour also begins where the clock is moved, so that a repeated hour is an hour of its own. */
  startOfHour(at: EpochSeconds): EpochSeconds;
  nextStartOfHour(at: EpochSeconds): EpochSeconds;
  startOfDay(at: EpochSeconds): EpochSeconds;
  nextStartOfDay(at: EpochSeconds): EpochSeconds;
  startOfMonth(at: EpochSeconds): EpochSeconds;
  nextStartOfMonth(at: EpochSeconds): EpochSeconds;
}

const zones = new Map<string, Zone>();

/** The calendar of `name`, built once. @throws RangeError when no such zone is known. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const built = calendarOf(name, offsetTable(intlOffsets(name)));
  zones.set(name, built);
  return built;
}

/** True when `name` is an IANA time zone this runtime knows. */
export function isZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function calendarOf(name: string, offsetSeconds: OffsetAt): Zone {
  const localParts = (at: EpochSeconds) => partsOf(at + offsetSeconds(at));

  const epochOf = ({ year, month, day, hour = 0, minute = 0, second = 0 }: LocalTime) => {
    const shown = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
    // A day to either side lies beyond every offset, so these are the offsets around the moment.
    const before = offsetSeconds(shown - secondsPerDay);
    const after = offsetSeconds(shown + secondsPerDay);
    const early = shown - Math.max(before, after);
    const late = shown - Math.min(before, after);
    if (early + offsetSeconds(early) === shown) return early;
    if (late + offsetSeconds(late) === shown) return late;
    return firstChange(offsetSeconds, early, late)!; // the skip lies between the two
  };

  const startOfHour = (at: EpochSeconds) => {
    const start = at - mod(at + offsetSeconds(at), secondsPerHour);
    return firstChange(offsetSeconds, start, at) ?? start;
  };
  const nextStartOfHour = (at: EpochSeconds) => {
    const next = at + secondsPerHour - mod(at + offsetSeconds(at), secondsPerHour);
    return firstChange(offsetSeconds, at, next - 1) ?? next;
  };
  const dayAfter = (at: EpochSeconds, days: number) => {
    const { year, month, day } = localParts(at);
    return epochOf({ year, month, day: day + days });
  };
  const monthAfter = (at: EpochSeconds, months: number) => {
    const { year, month } = localParts(at);
    return epochOf({ year, month: month + months, day: 1 });
  };

  return {
    name,
    offsetSeconds,
    localParts,
    epochOf,
    startOfHour,
    nextStartOfHour,
    startOfDay: (at) => dayAfter(at, 0),
    nextStartOfDay: (at) => dayAfter(at, 1),
    startOfMonth: (at) => monthAfter(at, 0),
    nextStartOfMonth: (at) => monthAfter(at, 1),
  };
}

/** What a clock shows that counts `local` seconds from 1970-01-01T00:00. */
function partsOf(local: number): LocalParts {
  const date = new Date(local * 1000);
  const secondOfDay = mod(local, secondsPerDay);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: Math.floor(secondOfDay / secondsPerHour),
    minute: Math.floor(secondOfDay / 60) % 60,
    second: secondOfDay % 60,
    secondOfDay,
  };
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

type OffsetAt = (at: EpochSeconds) => number;

/** First second in (low, high] with another offset than `low` has; null when both ends agree. */
function firstChange(
  offsetAt: OffsetAt,
  low: EpochSeconds,
  high: EpochSeconds,
): EpochSeconds | null {
  const offset = offsetAt(low);
  if (offsetAt(high) === offset) return null;
  let [same, other] = [low, high];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/** [from, to) over which the offset does not change. */
interface Stretch {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly offset: number;
}

const probeSeconds = 7 * secondsPerDay;
const chunkSeconds = 52 * probeSeconds;

/**
 * Looks offsets up in stretches found by bisection over Intl, one chunk of 52 weeks when it is first
 * asked for. Probes are a week apart: the shortest summer time on record (Egypt, 2014) is longer.
 * Intl takes microseconds for each answer, and planning asks for millions.
 */
function offsetTable(intlOffsetAt: OffsetAt): OffsetAt {
  const chunks = new Map<number, readonly Stretch[]>();
  let last: Stretch = { from: 0, to: 0, offset: 0 };

  return (at) => {
    if (last.from <= at && at < last.to) return last.offset;
    const chunk = Math.floor(at / chunkSeconds);
    let stretches = chunks.get(chunk);
    if (stretches === undefined) {
      stretches = stretchesOf(intlOffsetAt, chunk * chunkSeconds);
      chunks.set(chunk, stretches);
    }
    last = stretches.find(({ to }) => at < to)!; // the last stretch ends with the chunk
    return last.offset;
  };
}

function stretchesOf(intlOffsetAt: OffsetAt, chunkStart: EpochSeconds): Stretch[] {
  const stretches: Stretch[] = [];
  let from = chunkStart;
  for (let week = chunkStart; week < chunkStart + chunkSeconds; week += probeSeconds) {
    const change = firstChange(intlOffsetAt, week, week + probeSeconds);
    if (change === null) continue;
    stretches.push({ from, to: change, offset: intlOffsetAt(week) });
    from = change;
  }
  stretches.push({ from, to: chunkStart + chunkSeconds, offset: intlOffsetAt(from) });
  return stretches;
}

/** Offsets as Intl answers them. @throws RangeError when no such zone is known. */
function intlOffsets(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at * 1000)) shown[type] = Number(value);
    const { year, month, day, hour, minute, second } = shown;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000 - at;
  };
}
