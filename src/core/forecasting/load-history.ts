/**
 * A history made ready for learning: in asinh units, without holes, on the local clock.
 *
 * asinh is linear near zero and logarithmic far above it, so errors are additive where load is
 * small and multiplicative where it is large, and zero needs no special care. Going back is sinh,
 * which never leaves a spread that asinh has not seen.
 */
import { assert } from '../assert.ts';
import {
  dayOfWeek,
  daysBefore,
  type LocalClock,
  localClock,
  secondOfDay,
} from '../series/calendar.ts';
import { endOf, stepAt, type TimeSeries } from '../series/series.ts';
import { secondsPerDay } from '../units.ts';

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
  const span = 40 * secondsPerDay;
  const clock = localClock(options.zone, series.start - span, endOf(series) + span);
  const scale = options.scale ?? scaleOf(values);
  const observed = Uint8Array.from(values, (value, i) =>
    Number.isFinite(value) && options.excluded?.[i] !== 1 ? 1 : 0,
  );
  const z = values.map((value) => Math.asinh(value / scale));
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
  assert(first < end, `no steps in ${from}…${to}`);
  return (sums[end]! - sums[first]!) / (end - first);
}

/** Share of the local day that has passed at the start of step `index`, in [0, 1). */
export function dayPhase({ series, clock }: LoadHistory, index: number): number {
  return secondOfDay(clock, stepAt(series, index)) / secondsPerDay;
}

/** 1 on a local Saturday or Sunday, else 0. */
export function isWeekend({ series, clock }: LoadHistory, index: number): number {
  return dayOfWeek(clock, stepAt(series, index)) >= 5 ? 1 : 0;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}
