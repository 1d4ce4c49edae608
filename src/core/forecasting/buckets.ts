/**
 * Horizons are treated in buckets: what forecasts the next minutes (where the load stands now) is
 * not what forecasts tomorrow (its profile), so each bucket has coefficients, errors and weights
 * of its own.
 */
import { secondsPerDay, secondsPerHour } from '../units.ts';

/** Steps ahead [first, last], 1 ≤ first ≤ last. */
export interface HorizonBucket {
  readonly first: number;
  readonly last: number;
}

const boundsSeconds = [secondsPerHour, 3 * secondsPerHour, 8 * secondsPerHour, secondsPerDay];

/** Buckets that cover [1, horizon]: up to 3 steps, 1 h, 3 h, 8 h, 24 h and the rest. */
export function horizonBuckets(stepSeconds: number, horizon: number): HorizonBucket[] {
  const bounds = [3, ...boundsSeconds.map((seconds) => Math.floor(seconds / stepSeconds)), horizon];
  const buckets: HorizonBucket[] = [];
  let first = 1;
  for (const bound of bounds) {
    const last = Math.min(bound, horizon);
    if (last < first) continue;
    buckets.push({ first, last });
    first = last + 1;
  }
  return buckets;
}

/** Index of the bucket of `ahead`; steps past the last bucket belong to it. */
export function bucketOf(buckets: readonly HorizonBucket[], ahead: number): number {
  let index = 0;
  while (index < buckets.length - 1 && ahead > buckets[index]!.last) index++;
  return index;
}
