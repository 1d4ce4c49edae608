import type { Forecast } from './forecaster.ts';

/** Sums from which accuracy is computed; tallies of several forecasts may be added. */
export interface Tally {
  /** Twice the pinball loss, averaged over the levels, summed over the steps. */
  readonly loss: number;
  /** Sum of absolute actual loads. */
  readonly load: number;
  /** Sum of absolute errors of the median. */
  readonly error: number;
  /** Steps whose actual load lay within the 80 % interval, its ends included. */
  readonly inside: number;
  readonly steps: number;
}

export interface Accuracy {
  /** Weighted quantile loss: mean pinball loss × 2 ÷ mean load. 0 is perfect. */
  readonly weightedQuantileLoss: number;
  /** Share of actual loads inside the 80 % interval. */
  readonly coverage80: number;
  /** Weighted absolute percentage error of the median. */
  readonly wape: number;
  readonly steps: number;
}

export const emptyTally: Tally = { loss: 0, load: 0, error: 0, inside: 0, steps: 0 };

/** Pinball loss of saying `quantile` for `level` when `actual` came: ≥ 0, least at the true quantile. */
export function pinball(level: number, quantile: number, actual: number): number {
  const error = actual - quantile;
  return error >= 0 ? level * error : (level - 1) * error;
}

/**
 * Scores steps ahead [first, last] of a forecast. `actual[0]` is the load of its first step;
 * unobserved steps (NaN, or past the end) are skipped. The forecast has the levels 0.1, 0.5, 0.9.
 */
export function tallyOf(
  forecast: Forecast,
  actual: Float64Array,
  first = 1,
  last = forecast.quantiles[0]!.length,
): Tally {
  const { levels, quantiles } = forecast;
  const [low, middle, high] = [0.1, 0.5, 0.9].map((level) => quantiles[levels.indexOf(level)]!);
  let [loss, load, error, inside, steps] = [0, 0, 0, 0, 0];
  for (let step = first - 1; step < Math.min(last, actual.length); step++) {
    const value = actual[step]!;
    if (!Number.isFinite(value)) continue;
    levels.forEach((level, l) => {
      loss += (2 * pinball(level, quantiles[l]![step]!, value)) / levels.length;
    });
    load += Math.abs(value);
    error += Math.abs(value - middle![step]!);
    inside += low![step]! <= value && value <= high![step]! ? 1 : 0;
    steps++;
  }
  return { loss, load, error, inside, steps };
}

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    loss: a.loss + b.loss,
    load: a.load + b.load,
    error: a.error + b.error,
    inside: a.inside + b.inside,
    steps: a.steps + b.steps,
  };
}

/** Accuracy over everything tallied; zeros where nothing was. */
export function accuracyOf({ loss, load, error, inside, steps }: Tally): Accuracy {
  if (steps === 0) return { weightedQuantileLoss: 0, coverage80: 0, wape: 0, steps };
  const scale = Math.max(load, 1e-9);
  return {
    weightedQuantileLoss: loss / scale,
    coverage80: inside / steps,
    wape: error / scale,
    steps,
  };
}
