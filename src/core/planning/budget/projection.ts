/**
 * Where a cap's window will end: what is spent, and what the rest of it usually costs. What is usual
 * comes from the books, the same time of day on past days; a pool that is younger than a day costs
 * what its setting holds. The planner may still cut what would not fit, so this is no promise.
 */
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerDay } from '../../units.ts';
import type { CapUse } from '../situation.ts';

/** Spend at the end of a window, µUSD. */
export interface Projection {
  readonly expected: MicroUsd;
  /** Eight of ten windows end between these. */
  readonly low: MicroUsd;
  readonly high: MicroUsd;
  /** What it rests on: days of books, or the settings in force. */
  readonly basis: 'books' | 'settings';
}

/** What was spent over [from, to); both are rounded to whole hours. */
export type SpendBetween = (from: EpochSeconds, to: EpochSeconds) => number;

/** Days of books that are looked at. */
export const projectionDays = 28;
/** Standard deviations to either side that hold eight of ten. */
const spread = 1.2816;

/**
 * Projects `use` from `at` to the end of its window.
 *
 * @param history Where the books begin; null = they are empty.
 * @param settingHour µUSD an hour that the settings in force hold, where there is no day of books.
 */
export function project(
  use: CapUse,
  at: EpochSeconds,
  history: { readonly since: EpochSeconds | null; readonly spentBetween: SpendBetween },
  settingHour: number,
): Projection {
  const rest = Math.max(0, use.windowEnd - at);
  const days = daysOfBooks(history.since, at);
  if (days === 0) {
    const expected = (rest / 3600) * settingHour;
    return projection(use, { expected, low: 0, high: 2 * expected }, 'settings');
  }
  const wholeDays = Math.floor(rest / secondsPerDay);
  const part = rest - wholeDays * secondsPerDay;
  const past = Array.from({ length: days }, (_, n) => at - (n + 1) * secondsPerDay);
  const spentOver = (seconds: number) =>
    past.map((start) => history.spentBetween(start, start + seconds));
  const whole = moments(wholeDays === 0 ? [] : spentOver(secondsPerDay));
  const last = moments(part === 0 ? [] : spentOver(part));
  const expected = wholeDays * whole.mean + last.mean;
  const reach = spread * Math.sqrt(wholeDays * whole.variance + last.variance);
  return projection(use, { expected, low: expected - reach, high: expected + reach }, 'books');
}

/** Whole days of books before `at`, at most so many as are looked at. */
function daysOfBooks(since: EpochSeconds | null, at: EpochSeconds): number {
  if (since === null) return 0;
  return Math.min(projectionDays, Math.max(0, Math.floor((at - since) / secondsPerDay)));
}

function projection(
  { spent }: CapUse,
  ahead: { readonly expected: number; readonly low: number; readonly high: number },
  basis: Projection['basis'],
): Projection {
  const end = (more: number) => microUsd(spent + Math.round(Math.max(0, more)));
  return { expected: end(ahead.expected), low: end(ahead.low), high: end(ahead.high), basis };
}

/** Mean and variance; of one value the variance is the square of half of it, for want of better. */
function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  if (values.length === 0) return { mean: 0, variance: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, variance: (mean / 2) ** 2 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/**
 * How fast a cap is used up: the share spent over the share of the window that has passed. 1 ends
 * exactly at the cap; null at the very beginning, and under a cap of nothing.
 */
export function paceOf(use: CapUse, at: EpochSeconds): number | null {
  const { cap, windowStart, windowEnd, spent } = use;
  const passed = (at - windowStart) / (windowEnd - windowStart);
  return passed <= 0 || cap.limit === 0 ? null : spent / cap.limit / passed;
}

/** The highest of the ascending `shares` of its cap that has been spent; null = none has. */
export function shareReached({ cap, spent }: CapUse, shares: readonly number[]): number | null {
  return shares.findLast((share) => spent >= share * cap.limit && cap.limit > 0) ?? null;
}

/** A cap with the alert share of it that is spent. */
export interface WatchedCap extends CapUse {
  /** The highest that was reached; null = none. */
  readonly alert: number | null;
}

/** `uses` beside the highest of the ascending `shares` that each has reached. */
export function watchedCaps(uses: readonly CapUse[], shares: readonly number[] = []): WatchedCap[] {
  return uses.map((use) => ({ ...use, alert: shareReached(use, shares) }));
}
