/**
 * Local clocks without a time-zone library: the transitions of a zone are found once by bisection
 * over Intl, after which every conversion is arithmetic.
 */
import { type EpochSeconds, secondsPerDay } from '../units.ts';

/** The clock that the load's rhythm follows, exact for times inside the span it was built for. */
export interface LocalClock {
  readonly zone: string;
  /** Local time minus UTC at `at`, in seconds; whole minutes. */
  offsetAt(at: EpochSeconds): number;
}

/** Seconds since local midnight, in [0, 86 400). */
export function secondOfDay(clock: LocalClock, at: EpochSeconds): number {
  return modulo(at + clock.offsetAt(at), secondsPerDay);
}

/** Day of the local week: 0 = Monday … 6 = Sunday. */
export function dayOfWeek(clock: LocalClock, at: EpochSeconds): number {
  return modulo(Math.floor((at + clock.offsetAt(at)) / secondsPerDay) + 3, 7);
}

/** The instant whose local time is `days` calendar days before that of `at`. */
export function daysBefore(clock: LocalClock, at: EpochSeconds, days: number): EpochSeconds {
  const naive = at - days * secondsPerDay;
  return naive + clock.offsetAt(at) - clock.offsetAt(naive);
}

/**
 * Clock of `zone` for [from, to]; outside, the nearest offset holds.
 * @throws RangeError for a zone that Intl does not know.
 */
export function localClock(zone: string, from: EpochSeconds, to: EpochSeconds): LocalClock {
  if (zone === 'UTC') return { zone, offsetAt: () => 0 };
  const [starts, offsets] = transitions(offsetReader(zone), from, to);
  const offsetAt = (at: EpochSeconds): number => {
    let span = starts.length - 1;
    while (span > 0 && at < starts[span]!) span--;
    return offsets[span]!;
  };
  return { zone, offsetAt };
}

/** No zone changes its clock twice within a week and back. */
const probeSeconds = 7 * secondsPerDay;

/** Starts of the spans of constant offset over [from, to], with their offsets. */
function transitions(
  read: (at: EpochSeconds) => number,
  from: EpochSeconds,
  to: EpochSeconds,
): [EpochSeconds[], number[]] {
  const starts = [from];
  const offsets = [read(from)];
  for (let probe = from; probe < to; probe += probeSeconds) {
    const next = Math.min(probe + probeSeconds, to);
    const offset = read(next);
    if (offset === offsets.at(-1)) continue;
    starts.push(firstWith(read, offset, probe, next));
    offsets.push(offset);
  }
  return [starts, offsets];
}

/** The first whole second of (low, high] with `offset`, which holds at `high` but not at `low`. */
function firstWith(
  read: (at: EpochSeconds) => number,
  offset: number,
  low: EpochSeconds,
  high: EpochSeconds,
): EpochSeconds {
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (read(middle) === offset) after = middle;
    else before = middle;
  }
  return after;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetReader(zone: string): (at: EpochSeconds) => number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...fields });
    formats.set(zone, format);
  }
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at * 1000)) part[type] = Number(value);
    const { year, month, day, hour, minute, second } = part;
    const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
    return Math.round(local / 1000) - at;
  };
}

const fields = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
