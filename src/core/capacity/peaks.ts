import { assert } from '../assert.ts';
import { indexOf, type TimeSeries } from '../series/series.ts';

/**
 * How far the load rises above its mean within one step: highest fine value ÷ mean of each step of
 * `stepSeconds` that is wholly observed, ascending, each ≥ 1. A group scales on the peak, a forecast
 * speaks of the mean. Empty where `fine` is no finer than the step, or nothing was observed.
 */
export function peakRatiosOf(fine: TimeSeries, stepSeconds: number): number[] {
  const within = stepSeconds / fine.stepSeconds;
  assert(Number.isInteger(within), `${fine.stepSeconds} s does not divide ${stepSeconds} s`);
  if (within < 2) return [];
  const first = indexOf(fine, Math.ceil(fine.start / stepSeconds) * stepSeconds);
  const ratios: number[] = [];
  for (let from = first; from + within <= fine.values.length; from += within) {
    const values = fine.values.subarray(from, from + within);
    const mean = values.reduce((sum, value) => sum + value, 0) / within;
    if (mean > 0) ratios.push(Math.max(...values) / mean); // NaN, where a value is missing, is not > 0
  }
  return ratios.sort((a, b) => a - b);
}
