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
  const errorPath = errorPaths(forecast.stepSeconds, options);
  return Array.from({ length: options.count }, () => {
    const path = errorPath(horizon);
    for (let step = 0; step < horizon; step++) {
      path[step] = loadAt(forecast, scores, step, path[step]!);
    }
    return path;
  });
}

/** Draws standard normals that hang together over time. Shape of each draw [horizon]. */
function errorPaths(
  stepSeconds: number,
  { dependence, random }: PathOptions,
): (horizon: number) => Float64Array {
  const { shortShare, shortSeconds, longShare, longSeconds } = dependence;
  const short = { keep: Math.exp(-stepSeconds / shortSeconds), part: Math.sqrt(shortShare) };
  const long = { keep: Math.exp(-stepSeconds / longSeconds), part: Math.sqrt(longShare) };
  const [shortNew, longNew] = [short, long].map(({ keep }) => Math.sqrt(1 - keep ** 2));
  const own = Math.sqrt(Math.max(0, 1 - shortShare - longShare));
  return (horizon) => {
    const path = new Float64Array(horizon);
    let [shortNow, longNow] = [random.normal(), random.normal()];
    for (let step = 0; step < horizon; step++) {
      shortNow = short.keep * shortNow + shortNew! * random.normal();
      longNow = long.keep * longNow + longNew! * random.normal();
      path[step] = short.part * shortNow + long.part * longNow + own * random.normal();
    }
    return path;
  };
}

/** Load at the normal score `score` of one step: linear between levels, flat beyond the outermost. */
function loadAt(
  { quantiles }: Forecast,
  scores: readonly number[],
  step: number,
  score: number,
): number {
  let upper = 0;
  while (upper < scores.length && scores[upper]! < score) upper++;
  if (upper === 0) return quantiles[0]![step]!;
  if (upper === scores.length) return quantiles.at(-1)![step]!;
  const [low, high] = [quantiles[upper - 1]![step]!, quantiles[upper]![step]!];
  const share = (score - scores[upper - 1]!) / (scores[upper]! - scores[upper - 1]!);
  return low + share * (high - low);
}
