/** The calendar of a zone as a forecast reads it: time of day, day of the week, the day before. */
import { type EpochSeconds, secondsPerDay } from '../units.ts';
import { zoneOf } from './zone.ts';

/** The clock that the load's rhythm follows. */
export interface LocalClock {
  readonly zone: string;
  /** Local time minus UTC at `at`, in seconds. */
  offsetAt(at: EpochSeconds): number;
}

/** Clock of the IANA zone `zone`. @throws RangeError for one that is not known. */
export function localClock(zone: string): LocalClock {
  if (zone === 'UTC') return { zone, offsetAt: () => 0 };
  return { zone, offsetAt: zoneOf(zone).offsetSeconds };
}

/** Seconds that the clock shows since midnight, in [0, 86 400). */
export function secondOfDay(clock: LocalClock, at: EpochSeconds): number {
  return modulo(at + clock.offsetAt(at), secondsPerDay);
}

/** Day of the local week: 0 = Monday … 6 = Sunday. */
export function dayOfWeek(clock: LocalClock, at: EpochSeconds): number {
  return modulo(localDay(clock, at) + 3, 7);
}

/** The local date at `at`, as days since 1970-01-01. */
export function localDay(clock: LocalClock, at: EpochSeconds): number {
  return Math.floor((at + clock.offsetAt(at)) / secondsPerDay);
}

/** True on a local Saturday or Sunday, and on one of `holidays`, days since 1970-01-01. */
export function isRestDay(
  clock: LocalClock,
  at: EpochSeconds,
  holidays?: ReadonlySet<number>,
): boolean {
  return dayOfWeek(clock, at) >= 5 || (holidays?.has(localDay(clock, at)) ?? false);
}

/**
 * The instant whose local time is `days` ≥ 1 calendar days before that of `at`; always earlier than
 * `at`. For a time within a skipped hour it is as long after the skip as the time lies within it;
 * for one on a skipped day, the same time of the day before.
 */
export function daysBefore(clock: LocalClock, at: EpochSeconds, days: number): EpochSeconds {
  const naive = at - days * secondsPerDay;
  const there = naive + clock.offsetAt(at) - clock.offsetAt(naive);
  return there < at ? there : naive;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
