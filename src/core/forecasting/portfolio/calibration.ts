/**
 * Conformal widths: how far the load really lay from the median, in units of what was said, on the
 * origins of a contest. Only then is an 80 % interval known to hold four loads of five.
 */
import { bucketOf, type HorizonBucket } from '../buckets.ts';
import { weightedQuantile } from '../features/questions.ts';
import { gridLevels } from '../levels.ts';
import type { Contest } from './contest.ts';

/** Factors on the distance of quantiles from the median, below it and above it; 1 = as said. */
export interface Stretch {
  readonly below: number;
  readonly above: number;
}

export const unstretched: Stretch = { below: 1, above: 1 };

const middle = gridLevels.indexOf(0.5);
const low = gridLevels.indexOf(0.1);
const high = gridLevels.indexOf(0.9);
/** Never narrower than said: a day to come may be less like the others than those of the contest. */
const [factorLeast, factorMost] = [1, 1.6];

/** Origins at which a measured stretch and none at all count alike. */
const trustedOrigins = 120;

/** Stretch of each bucket that would have made the combination's 80 % interval hold 80 % of cases. */
export function stretchesFrom(
  contest: Contest,
  quantiles: readonly Float64Array[],
  buckets: readonly HorizonBucket[],
): Stretch[] {
  return buckets.map((_, bucket) => {
    const [below, above]: [number[], number[]] = [[], []];
    const origins = new Set<number>();
    contest.actual.forEach((load, i) => {
      if (bucketOf(buckets, contest.ahead[i]!) !== bucket) return;
      const z = Math.asinh(load / contest.scale);
      const [from, centre, to] = [low, middle, high].map((l) => quantiles[l]![i]!);
      below.push((centre! - z) / Math.max(1e-6, centre! - from!));
      above.push((z - centre!) / Math.max(1e-6, to! - centre!));
      origins.add(contest.origins[i]!);
    });
    const trust = origins.size / (origins.size + trustedOrigins);
    const factor = (distances: number[]) => {
      if (distances.length === 0) return 1;
      const found = weightedQuantile(
        distances,
        distances.map(() => 1),
        0.9,
      );
      return Math.min(factorMost, Math.max(factorLeast, found)) ** trust;
    };
    return { below: factor(below), above: factor(above) };
  });
}

/** Moves quantiles of z away from their median, in place. Shape [gridLevels][ahead]. */
export function stretch(
  quantiles: readonly Float64Array[],
  ahead: Int32Array,
  buckets: readonly HorizonBucket[],
  stretches: readonly Stretch[],
): void {
  ahead.forEach((steps, i) => {
    const { below, above } = stretches[bucketOf(buckets, steps)]!;
    const centre = quantiles[middle]![i]!;
    quantiles.forEach((row, l) => {
      row[i] = centre + (l < middle ? below : above) * (row[i]! - centre);
    });
  });
}
