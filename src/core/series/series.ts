import { assert } from '../assert.ts';
import type { EpochSeconds } from '../units.ts';

/** One measurement: the mean load over the `stepSeconds` that begin at `at`. */
export interface Sample {
  readonly at: EpochSeconds;
  readonly value: number;
}

/** Load on a regular grid. Step i covers [start + i·stepSeconds, start + (i + 1)·stepSeconds). */
export interface TimeSeries {
  readonly start: EpochSeconds;
  readonly stepSeconds: number;
  /** Mean load of each step, ≥ 0; NaN = unobserved. Shape [steps]. */
  readonly values: Float64Array;
  /** Local days that load like a Sunday, as days since 1970-01-01; none when it is left out. */
  readonly holidays?: ReadonlySet<number>;
}

/** `series` with `holidays` in its calendar; itself when there are none. */
export function withHolidays(series: TimeSeries, holidays: readonly number[] = []): TimeSeries {
  return holidays.length === 0 ? series : { ...series, holidays: new Set(holidays) };
}

/** Start of step `index`, which may lie before or after the series. */
export function stepAt(series: TimeSeries, index: number): EpochSeconds {
  return series.start + index * series.stepSeconds;
}

/** Start of the first step after the series. */
export function endOf(series: TimeSeries): EpochSeconds {
  return stepAt(series, series.values.length);
}

/** Index of the step that covers `at`; may lie outside [0, steps). */
export function indexOf(series: TimeSeries, at: EpochSeconds): number {
  return Math.floor((at - series.start) / series.stepSeconds);
}

/** Steps [from, to) as a view of the same values. */
export function slice(series: TimeSeries, from: number, to: number): TimeSeries {
  assert(0 <= from && from <= to && to <= series.values.length, `slice ${from}…${to}`);
  return { ...series, start: stepAt(series, from), values: series.values.subarray(from, to) };
}
