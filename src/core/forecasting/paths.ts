/**
 * Ways the load may go, not only how high it may stand at each step: what a pool must hold over a
 * lead time depends on how long a high load lasts, which quantiles of single steps do not say.
 */
import { assert } from '../assert.ts';
import type { Random } from '../random.ts';
import type { Forecast } from './forecaster.ts';
import { normalScore } from './levels.ts';

/**
 * How errors of neighbouring steps hang together, as a mixture of what fades fast, what lasts
 * hours and what holds for the whole horizon. Shares are ≥ 0 and sum to at most 1; the rest is
 * noise of the single step.
 */
export interface Dependence {
  readonly shortShare: number;
  readonly shortSeconds: number;
  readonly longShare: number;
  readonly longSeconds: number;
}

export const typicalDependence: Dependence = {
  shortShare: 0.4,
  shortSeconds: 1800,
  longShare: 0.3,
  longSeconds: 6 * 3600,
};

export interface PathOptions {
  readonly count: number;
  readonly dependence: Dependence;
  readonly random: Random;
}

/**
 * Load paths whose single steps follow the forecast's quantiles and whose errors hang together as
 * `dependence` says: a Gaussian copula over the forecast's marginals.
 *
 * @returns Shape [count][horizon], load ≥ 0. The same stream of chance gives the same paths.
 */
export function samplePaths(forecast: Forecast, options: PathOptions): Float64Array[] {
  const horizon = forecast.quantiles[0]?.length ?? 0;
  assert(horizon > 0, 'a forecast without steps has no paths');
  const scores = forecast.levels.map(normalScore);
  return Array.from({ length: options.count }, () => {
    const errors = errorPath(horizon, forecast.stepSeconds, options.dependence, options.random);
    return errors.map((score, step) => loadAt(forecast, scores, step, score));
  });
}

/** Standard normal at each step, correlated over time. Shape [horizon]. */
function errorPath(
  horizon: number,
  stepSeconds: number,
  { shortShare, shortSeconds, longShare, longSeconds }: Dependence,
  random: Random,
): Float64Array {
  const [shortKeep, longKeep] = [shortSeconds, longSeconds].map((s) => Math.exp(-stepSeconds / s));
  const own = Math.sqrt(Math.max(0, 1 - shortShare - longShare));
  let [short, long] = [random.normal(), random.normal()];
  return Float64Array.from({ length: horizon }, () => {
    short = shortKeep! * short + Math.sqrt(1 - shortKeep! ** 2) * random.normal();
    long = longKeep! * long + Math.sqrt(1 - longKeep! ** 2) * random.normal();
    return Math.sqrt(shortShare) * short + Math.sqrt(longShare) * long + own * random.normal();
  });
}

/** Load at the normal score `score` of one step: linear between levels, flat beyond the outermost. */
function loadAt(
  forecast: Forecast,
  scores: readonly number[],
  step: number,
  score: number,
): number {
  const { quantiles } = forecast;
  const upper = scores.findIndex((known) => known >= score);
  if (upper === 0) return quantiles[0]![step]!;
  if (upper < 0) return quantiles.at(-1)![step]!;
  const [low, high] = [quantiles[upper - 1]![step]!, quantiles[upper]![step]!];
  const share = (score - scores[upper - 1]!) / (scores[upper]! - scores[upper - 1]!);
  return low + share * (high - low);
}
