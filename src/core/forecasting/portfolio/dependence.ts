/** How the errors of a combination hang together over a horizon, measured on a contest. */

import { gridLevels, normalScore } from '../levels.ts';
import { type Dependence, typicalDependence } from '../paths.ts';
import type { Contest } from './contest.ts';

/** Origins at which the measured dependence and the typical one count alike. */
const trustedOrigins = 20;
const hours = 3600;
const shortChoices = [600, 1800, 3600];
const longChoices = [3 * hours, 6 * hours, 12 * hours, 24 * hours];

/** Mean product of the errors of pairs of steps that lie one lag apart. */
interface LagProduct {
  readonly seconds: number;
  readonly correlation: number;
  readonly pairs: number;
}

/**
 * The dependence that explains best how errors of the combination, as normal scores, go together
 * with the time between them; drawn towards the typical one where there are few origins.
 *
 * @param quantiles What the combination said of each case, quantiles of z. Shape [gridLevels][cases].
 */
export function measureDependence(
  contest: Contest,
  quantiles: readonly Float64Array[],
  stepSeconds: number,
): Dependence {
  const origins = new Set(contest.origins).size;
  const products = lagProducts(contest, errorScores(contest, quantiles), stepSeconds);
  if (products.length < 3) return typicalDependence;
  let best = { ...typicalDependence, misfit: Infinity };
  for (const shortSeconds of shortChoices) {
    for (const longSeconds of longChoices) {
      const found = fitShares(products, shortSeconds, longSeconds);
      if (found.misfit < best.misfit) best = { ...found, shortSeconds, longSeconds };
    }
  }
  const trust = origins / (origins + trustedOrigins);
  const between = (key: keyof Dependence) =>
    trust * best[key] + (1 - trust) * typicalDependence[key];
  return {
    shortShare: between('shortShare'),
    shortSeconds: between('shortSeconds'),
    longShare: between('longShare'),
    longSeconds: between('longSeconds'),
  };
}

/** Normal score of each case's load within what was said of it, of variance 1. Shape [cases]. */
function errorScores({ actual, scale }: Contest, quantiles: readonly Float64Array[]): Float64Array {
  const levels = gridLevels.map(normalScore);
  const scores = actual.map((load, i) => {
    const z = Math.asinh(load / scale);
    const upper = quantiles.findIndex((row) => row[i]! >= z);
    if (upper === 0) return levels[0]!;
    if (upper < 0) return levels.at(-1)!;
    const [low, high] = [quantiles[upper - 1]![i]!, quantiles[upper]![i]!];
    const share = high > low ? (z - low) / (high - low) : 0.5;
    return levels[upper - 1]! + share * (levels[upper]! - levels[upper - 1]!);
  });
  const square = scores.reduce((sum, score) => sum + score * score, 0) / Math.max(1, scores.length);
  return scores.map((score) => score / Math.sqrt(Math.max(square, 1e-9)));
}

/** Pairs of one origin's cases, by the time between them. */
function lagProducts(
  { ahead, origins }: Contest,
  scores: Float64Array,
  stepSeconds: number,
): LagProduct[] {
  const sums = new Map<number, [sum: number, pairs: number]>();
  for (let i = 0; i < scores.length; i++) {
    for (let j = i + 1; j < scores.length && origins[j] === origins[i]; j++) {
      const lag = ahead[j]! - ahead[i]!;
      const [sum, pairs] = sums.get(lag) ?? [0, 0];
      sums.set(lag, [sum + scores[i]! * scores[j]!, pairs + 1]);
    }
  }
  return [...sums].map(([lag, [sum, pairs]]) => {
    return { seconds: lag * stepSeconds, correlation: sum / pairs, pairs };
  });
}

/** Shares ≥ 0 with a sum of at most 1 for which s·e^(−t/short) + l·e^(−t/long) fits the products. */
function fitShares(
  products: readonly LagProduct[],
  shortSeconds: number,
  longSeconds: number,
): { shortShare: number; longShare: number; misfit: number } {
  let best = { shortShare: 0, longShare: 0, misfit: Infinity };
  for (let shortShare = 0; shortShare <= 1; shortShare += 0.05) {
    for (let longShare = 0; longShare <= 1 - shortShare; longShare += 0.05) {
      let misfit = 0;
      for (const { seconds, correlation, pairs } of products) {
        const said =
          shortShare * Math.exp(-seconds / shortSeconds) +
          longShare * Math.exp(-seconds / longSeconds);
        misfit += pairs * (correlation - said) ** 2;
      }
      if (misfit < best.misfit) best = { shortShare, longShare, misfit };
    }
  }
  return best;
}
