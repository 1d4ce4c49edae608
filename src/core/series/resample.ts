import { assert } from '../assert.ts';
import type { EpochSeconds } from '../units.ts';
import type { Sample, TimeSeries } from './series.ts';

/** Samples of one resolution, strictly ascending in time. */
export interface SampleRun {
  readonly stepSeconds: number;
  readonly samples: readonly Sample[];
}

/** Steps of `stepSeconds` over [from, to); the span is a whole number of them. */
export interface Grid {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly stepSeconds: number;
}

/**
 * Load on a regular grid, from samples of any mixture of resolutions.
 *
 * A sample no longer than a step counts in the step in which it begins, and a step is the mean of
 * its samples. A longer one holds for every step that begins within it. Where resolutions overlap,
 * the one that covers more of the step serves, and the finer one of two equals. NaN = unobserved.
 */
export function resample(runs: readonly SampleRun[], grid: Grid): TimeSeries {
  const { from, to, stepSeconds } = grid;
  const steps = (to - from) / stepSeconds;
  assert(Number.isInteger(steps) && steps >= 0, `[${from}, ${to}) in steps of ${stepSeconds}`);

  const values = new Float64Array(steps).fill(Number.NaN);
  const covered = new Float64Array(steps);
  const coarsestFirst = [...runs].sort((a, b) => b.stepSeconds - a.stepSeconds);
  for (const run of coarsestFirst) {
    const layer = run.stepSeconds > stepSeconds ? spread(run, grid) : average(run, grid);
    for (let i = 0; i < steps; i++) {
      if (layer.covered[i]! === 0 || layer.covered[i]! < covered[i]!) continue;
      covered[i] = layer.covered[i]!;
      values[i] = layer.values[i]!;
    }
  }
  return { start: from, stepSeconds, values };
}

/** The samples on their own grid, from the first to the last; NaN where one is missing. */
export function gridOf(run: SampleRun): TimeSeries {
  const first = run.samples[0];
  const last = run.samples.at(-1);
  assert(first !== undefined && last !== undefined, 'a grid needs a sample');
  const { stepSeconds } = run;
  const steps = Math.floor((last.at - first.at) / stepSeconds) + 1;
  return resample([run], { from: first.at, to: first.at + steps * stepSeconds, stepSeconds });
}

/** Stops on samples that no store may hold: out of order, off whole seconds, negative, not finite. */
export function assertSamples({ stepSeconds, samples }: SampleRun): void {
  assert(Number.isInteger(stepSeconds) && stepSeconds >= 1, `step of ${stepSeconds} s`);
  let before = -1;
  for (const { at, value } of samples) {
    assert(Number.isSafeInteger(at) && at > before, () => `sample at ${at} after one at ${before}`);
    assert(Number.isFinite(value) && value >= 0, () => `load of ${value} at ${at}`);
    before = at;
  }
}

/** One resolution on the grid: shape [steps] each; `covered` in seconds, 0 = nothing observed. */
interface Layer {
  readonly values: Float64Array;
  readonly covered: Float64Array;
}

function average(run: SampleRun, { from, to, stepSeconds }: Grid): Layer {
  const steps = (to - from) / stepSeconds;
  const values = new Float64Array(steps);
  const covered = new Float64Array(steps);
  const counts = new Uint32Array(steps);
  for (const { at, value } of run.samples) {
    if (at < from || at >= to) continue;
    const i = Math.floor((at - from) / stepSeconds);
    counts[i]! += 1;
    values[i]! += (value - values[i]!) / counts[i]!;
    covered[i]! += run.stepSeconds;
  }
  return { values, covered };
}

function spread(run: SampleRun, { from, to, stepSeconds }: Grid): Layer {
  const steps = (to - from) / stepSeconds;
  const values = new Float64Array(steps);
  const covered = new Float64Array(steps);
  const stepAfter = (at: EpochSeconds) => Math.ceil((at - from) / stepSeconds);
  for (const { at, value } of run.samples) {
    const first = Math.max(0, stepAfter(at));
    const end = Math.min(steps, stepAfter(at + run.stepSeconds));
    if (first >= end) continue;
    values.fill(value, first, end);
    covered.fill(stepSeconds, first, end);
  }
  return { values, covered };
}
