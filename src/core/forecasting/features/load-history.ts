/**
 * A history made ready for learning: in asinh units, without holes, on the local clock.
 *
 * asinh is linear near zero and logarithmic far above it, so errors are additive where load is
 * small and multiplicative where it is large, and zero needs no special care. Going back is sinh,
 * which never leaves a spread that asinh has not seen.
 */
import { assert } from '../../assert.ts';
import {
  dayOfWeek,
  daysBefore,
  isRestDay,
  type LocalClock,
  localClock,
  localDay,
  secondOfDay,
} from '../../series/calendar.ts';
import { stepAt, type TimeSeries } from '../../series/series.ts';
import { secondsPerDay } from '../../units.ts';

export interface LoadHistory {
  readonly series: TimeSeries;
  readonly clock: LocalClock;
  readonly steps: number;
  /** Whole steps in a day, ≥ 1. */
  readonly stepsPerDay: number;
  /** Load at which asinh turns from linear to logarithmic, > 0. */
  readonly scale: number;
  /** asinh(load ÷ scale), gaps filled from the same slot of an earlier day. Shape [steps]. */
  readonly z: Float64Array;
  /** 1 where the load was observed and may be learnt from. Shape [steps]. */
  readonly observed: Uint8Array;
  /** sums[i] = z[0] + … + z[i − 1]. Shape [steps + 1]. */
  readonly sums: Float64Array;
}

export interface HistoryOptions {
  readonly zone: string;
  /** Scale of the model that reads this history; by default that of the history itself. */
  readonly scale?: number;
  /** Steps not to learn from, such as announced events and outages. Shape [steps]. */
  readonly excluded?: Uint8Array;
}

export function loadHistory(series: TimeSeries, options: HistoryOptions): LoadHistory {
  const { values, stepSeconds } = series;
  const clock = localClock(options.zone);
  const scale = options.scale ?? scaleOf(values);
  const observed = new Uint8Array(values.length);
  const z = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    observed[i] = Number.isFinite(values[i]!) && options.excluded?.[i] !== 1 ? 1 : 0;
    z[i] = Math.asinh(values[i]! / scale);
  }
  const stepsPerDay = Math.max(1, Math.round(secondsPerDay / stepSeconds));
  const history = { series, clock, steps: values.length, stepsPerDay, scale, z, observed };
  fillGaps(history);
  return { ...history, sums: prefixSums(z) };
}

/** Half the median of the positive loads, or 1 where there is none: a typical quiet load. */
export function scaleOf(values: Float64Array): number {
  const positive = values.filter((value) => value > 0 && value < Infinity).sort();
  return positive.length === 0 ? 1 : Math.max(positive[positive.length >> 1]! / 2, 1e-9);
}

/** Fills each unobserved step of `z` from the same slot of the day before, else the step before. */
function fillGaps(history: Omit<LoadHistory, 'sums'>): void {
  const { z, observed } = history;
  const first = observed.indexOf(1);
  for (let i = 0; i < z.length; i++) {
    if (observed[i] === 1) continue;
    const yesterday = lagIndex(history, i, 1);
    if (yesterday >= 0) z[i] = z[yesterday]!;
    else z[i] = i > first && i > 0 ? z[i - 1]! : (z[first] ?? 0);
  }
}

/** Index of the step with the same local clock time `days` earlier; negative = before the history. */
export function lagIndex(
  history: Pick<LoadHistory, 'series' | 'clock'>,
  index: number,
  days: number,
): number {
  const at = daysBefore(history.clock, stepAt(history.series, index), days);
  return Math.round((at - history.series.start) / history.series.stepSeconds);
}

/** Mean of z over [from, to), clipped to the history; `from` < `to`. */
export function meanOver({ sums, steps }: LoadHistory, from: number, to: number): number {
  const [first, end] = [Math.max(0, from), Math.min(steps, to)];
  assert(first < end, () => `no steps in ${from}…${to}`);
  return (sums[end]! - sums[first]!) / (end - first);
}

/** Share of the local day that has passed at the start of step `index`, in [0, 1). */
export function dayPhase({ series, clock }: LoadHistory, index: number): number {
  return secondOfDay(clock, stepAt(series, index)) / secondsPerDay;
}

/** 1 on a local Saturday, Sunday or holiday, else 0. */
export function isWeekend({ series, clock }: LoadHistory, index: number): number {
  return isRestDay(clock, stepAt(series, index), series.holidays) ? 1 : 0;
}

/**
 * Indices of the same slot on the newest `count` days of its weekday that lie at least `daysMin`
 * back, newest first, fewer where the history is short. A holiday counts as a Sunday: it looks back
 * on Sundays, and no ordinary day looks back on it.
 */
export function weekdaysBefore(
  history: LoadHistory,
  index: number,
  daysMin: number,
  count: number,
): number[] {
  const resting = isHoliday(history, index);
  const { clock, series } = history;
  const newest = resting ? dayOfWeek(clock, stepAt(series, index)) + 1 : 7;
  const found: number[] = [];
  for (let days = newest + 7 * Math.max(0, Math.ceil((daysMin - newest) / 7)); ; days += 7) {
    const earlier = lagIndex(history, index, days);
    if (earlier < 0 || found.length === count) return found;
    if (resting || !isHoliday(history, earlier)) found.push(earlier);
  }
}

/**
 * Index of the same slot on the newest day that lies at least `daysMin` back; negative = before the
 * history. A holiday is no yesterday for an ordinary day, which looks past it, up to a week.
 */
export function dayBefore(history: LoadHistory, index: number, daysMin: number): number {
  const newest = lagIndex(history, index, daysMin);
  if (isHoliday(history, index)) return newest;
  for (let days = daysMin; days < daysMin + 7; days++) {
    const earlier = lagIndex(history, index, days);
    if (earlier < 0) break;
    if (!isHoliday(history, earlier)) return earlier;
  }
  return newest;
}

function isHoliday({ series, clock }: LoadHistory, index: number): boolean {
  return series.holidays?.has(localDay(clock, stepAt(series, index))) ?? false;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}
