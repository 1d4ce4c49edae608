/**
 * Learnt forecasts of the peak ahead: linear quantile regressions, one for each window, refitted
 * as history grows. What precedes the start of a sizing run is forecast by models that have not
 * seen the day in question (cross-fitting), so that the record on which rules are chosen shows
 * what today's models can do and not what they could when they had seen a day or two.
 */
import { fitQuantiles } from '../forecasting/fitting/quantile-regression.ts';
import { stepsPerDay } from '../series/local-grid.ts';
import { rolledFrom, trailingMax } from '../series/rolling.ts';
import { type LoadState, loadState, type PeakTable, peakTable } from './features.ts';
import type { SizingHistory } from './history.ts';

/** Something expected in each step, in instances. Shape of `values` [steps]. */
export interface Stream {
  readonly name: string;
  readonly values: Float64Array;
}

/** Windows in boot times: a setting must cover one, and more saves boots. */
export const windowMultiples = [1, 2, 4, 8, 16] as const;
export const peakLevels = [0.5, 0.75, 0.9, 0.95, 0.98, 0.995] as const;

const tuning = {
  /** Rows that one fit reads, spread over its history. */
  rows: 4000,
  /** Days that a fit looks back, and the age at which a row counts half. */
  daysMax: 60,
  halfLifeDays: 10,
  ridge: 1e-3,
  folds: 4,
  /** Refit when history has grown by this share, but not within the same day. */
  growth: 0.08,
  /** Forecasts stay below the highest load of two weeks plus this, in asinh units. */
  headroom: 0.25,
  headroomDays: 14,
} as const;

/** What one fit learnt: enough to forecast the peaks ahead of any later step. Plain data. */
export interface PeakModel {
  /** Where asinh turns logarithmic, in instances. */
  readonly scale: number;
  /** Steps and coefficients of each window; null = there was too little to learn from. */
  readonly windows: readonly {
    readonly steps: number;
    /** Shape [levels][1 + columns], the intercept first. */
    readonly coefficients: readonly (readonly number[])[] | null;
  }[];
}

/** Peaks forecast over a whole history, with the model that serves from its step `from` on. */
export interface LearntPeaks {
  readonly streams: Stream[];
  readonly model: PeakModel;
}

/** Quantiles of the peak of demand over each window, causal from step `from` on. */
export function learntPeaks(history: SizingHistory, from: number, bootSteps: number): LearntPeaks {
  const { grid, load } = history;
  const day = stepsPerDay(grid);
  const scale = scaleOf(load.subarray(0, Math.max(1, from)));
  const state = loadState(grid, load, scale);
  const limits = peakLimits(history, state);
  const learnt = windowMultiples.map((multiple) => {
    const window = { multiple, steps: Math.min(multiple * bootSteps, day) };
    const job = peakJob(state, limits, window);
    forecastPast(job, from);
    const model = learn(job, from, () => true);
    forecastOnward(job, from, model);
    return { job, model };
  });
  return {
    streams: learnt.flatMap(({ job }) => job.streams),
    model: {
      scale,
      windows: learnt.map(({ job, model }) => ({
        steps: job.windowSteps,
        coefficients: model?.map((row) => [...row]) ?? null,
      })),
    },
  };
}

/** The same quantiles at steps from `first` on, by a model learnt before. */
export function peaksAhead(model: PeakModel, history: SizingHistory, first: number): Stream[] {
  const state = loadState(history.grid, history.load, model.scale, first);
  const limits = peakLimits(history, state);
  return model.windows.flatMap(({ steps, coefficients }, window) => {
    const job = peakJob(state, limits, { multiple: windowMultiples[window]!, steps });
    if (coefficients !== null) forecast(job, coefficients, first, history.grid.steps);
    return job.streams;
  });
}

/** What bounds the forecasts of every window. Shapes [rows]. */
interface PeakLimits {
  /** The day's highest load: what stands in where nothing was learnt. */
  readonly unlearnt: Float64Array;
  /** What no forecast exceeds, in asinh units. */
  readonly ceiling: Float64Array;
}

function peakLimits({ grid, load }: SizingHistory, { first, z }: LoadState): PeakLimits {
  const day = stepsPerDay(grid);
  const highest = rolledFrom(first, trailingMax, z, tuning.headroomDays * day);
  return {
    unlearnt: rolledFrom(first, trailingMax, load, day),
    ceiling: highest.map((value) => value + tuning.headroom),
  };
}

/** One window's learning, from its table to the streams it fills. Rows begin at `first`. */
interface PeakJob {
  readonly first: number;
  readonly table: PeakTable;
  readonly level: Float64Array;
  readonly ceiling: Float64Array;
  readonly day: number;
  readonly windowSteps: number;
  readonly scale: number;
  readonly streams: readonly Stream[];
}

function peakJob(
  state: LoadState,
  { unlearnt, ceiling }: PeakLimits,
  window: { readonly multiple: number; readonly steps: number },
): PeakJob {
  const { first, level, scale } = state;
  return {
    first,
    table: peakTable(state, window.steps),
    level,
    ceiling,
    day: stepsPerDay(state.grid),
    windowSteps: window.steps,
    scale,
    streams: peakLevels.map((quantile) => ({
      name: `peak-${window.multiple}-${quantile}`,
      values: unlearnt.slice(),
    })),
  };
}

/** Forecasts every day before `from` with a model of the others. */
function forecastPast(job: PeakJob, from: number): void {
  const { day } = job;
  const foldOf = (t: number): number => Math.floor((from - 1 - t) / day) % tuning.folds;
  for (let fold = 0; fold < tuning.folds; fold++) {
    const model = learn(job, from, (t) => foldOf(t) !== fold);
    if (model === null) continue;
    for (let end = from - fold * day; end > 0; end -= tuning.folds * day) {
      forecast(job, model, Math.max(day >> 1, end - day), end);
    }
  }
}

/** Forecasts from `from` on with models of what precedes each day, the first of which is given. */
function forecastOnward(job: PeakJob, from: number, learnt: Float64Array[] | null): void {
  const { day, level } = job;
  let [model, fitted] = [learnt, from];
  for (let origin = from; origin < level.length; origin += day) {
    const isDue = model === null || origin - fitted >= Math.max(day, tuning.growth * fitted);
    if (isDue && origin > from) {
      model = learn(job, origin, () => true) ?? model;
      fitted = origin;
    }
    if (model !== null) forecast(job, model, origin, origin + day);
  }
}

/**
 * Coefficients for each level from rows whose window had closed by `origin`; null when there are
 * too few. Half of the first day is left out: its features are still filling.
 */
function learn(
  job: PeakJob,
  origin: number,
  mayLearn: (t: number) => boolean,
): Float64Array[] | null {
  const { table, level, day } = job;
  const end = origin - job.windowSteps;
  const start = Math.max(day >> 1, end - tuning.daysMax * day);
  const stride = Math.max(1, (end - start) / tuning.rows);
  const learnt: number[] = [];
  for (let at = start; at < end; at += stride)
    if (mayLearn(Math.floor(at))) learnt.push(Math.floor(at));
  const columns = table.columns.length + 1;
  if (learnt.length < Math.max(2 * columns, Math.min(day / 4, tuning.rows / 4))) return null;
  const values = new Float64Array(learnt.length * columns);
  learnt.forEach((t, i) => {
    values[i * columns] = 1;
    table.columns.forEach((column, j) => {
      values[i * columns + j + 1] = column[t]!;
    });
  });
  const target = Float64Array.from(learnt, (t) => table.peak[t]! - level[t]!);
  const weights = Float64Array.from(learnt, (t) => 0.5 ** ((end - t) / day / tuning.halfLifeDays));
  const design = { rows: learnt.length, columns, values };
  return fitQuantiles(design, target, weights, peakLevels, { ridge: tuning.ridge });
}

/** Writes the forecasts of steps [from, to) to the streams, sorted by level. */
function forecast(
  job: PeakJob,
  model: readonly ArrayLike<number>[],
  from: number,
  to: number,
): void {
  const { first, table, level, ceiling, scale, streams } = job;
  const end = Math.min(to - first, level.length);
  for (let row = Math.max(0, from - first); row < end; row++) {
    let above = Number.NEGATIVE_INFINITY;
    model.forEach((coefficients, i) => {
      let z = level[row]! + coefficients[0]!;
      table.columns.forEach((column, j) => {
        z += coefficients[j + 1]! * column[row]!;
      });
      above = Math.max(above, Math.min(z, ceiling[row]!));
      streams[i]!.values[row] = Math.max(0, Math.sinh(above) * scale);
    });
  }
}

/** Mean load, at least one instance: below, asinh is linear and errors count as they are. */
function scaleOf(load: Float64Array): number {
  return Math.max(1, load.reduce((sum, value) => sum + value, 0) / load.length);
}
