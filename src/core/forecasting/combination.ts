/**
 * How much each member counts in each horizon bucket, from its record in a contest. Quantiles are
 * averaged level by level, which keeps the combination as sharp as its members.
 */
import { pinball } from './accuracy.ts';
import type { HorizonBucket } from './buckets.ts';
import type { Contest } from './contest.ts';
import { gridLevels } from './levels.ts';

/** Shape [buckets][members]; each row sums to 1. */
export type Weights = readonly Float64Array[];

/** How much faster than its loss a member's weight falls. */
const sharpness = 6;

/** Levels whose loss decides; those further out are too rare to judge by. */
const judged = gridLevels.flatMap((level, l) =>
  level >= 0.1 && level <= 0.9 ? [{ level, l }] : [],
);

export function weightsFrom(contest: Contest, buckets: readonly HorizonBucket[]): Weights {
  return buckets.map((bucket) => {
    const ratios = lossRatios(contest, bucket);
    const best = ratios.reduce((least, ratio) => Math.min(least, ratio || Infinity), Infinity);
    const raw = ratios.map((ratio) => (ratio > 0 ? (best / ratio) ** sharpness : 0));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return total > 0 ? raw.map((weight) => weight / total) : raw.fill(1 / raw.length);
  });
}

/**
 * Loss of each member in one bucket relative to the last member's, the constant one, over the
 * cases that both answered; NaN for a member that answered none. Shape [members].
 */
export function lossRatios(contest: Contest, bucket: HorizonBucket): Float64Array {
  const losses = contest.said.map((quantiles) => caseLosses(contest, quantiles));
  const reference = losses.at(-1)!;
  return Float64Array.from(losses, (loss) => {
    let [own, other] = [0, 0];
    for (let i = 0; i < loss.length; i++) {
      const ahead = contest.ahead[i]!;
      if (ahead < bucket.first || ahead > bucket.last) continue;
      if (Number.isNaN(loss[i]) || Number.isNaN(reference[i])) continue;
      own += loss[i]!;
      other += reference[i]!;
    }
    return other > 0 ? Math.max(own / other, 1e-9) : Number.NaN;
  });
}

/** Twice the mean pinball loss over the judged levels, for each case. */
export function caseLosses(contest: Contest, quantiles: readonly Float64Array[]): Float64Array {
  return contest.actual.map((actual, i) => {
    let loss = 0;
    for (const { level, l } of judged) loss += pinball(level, quantiles[l]![i]!, actual);
    return (2 * loss) / judged.length;
  });
}

/** The members' quantiles averaged with the weights of each case's bucket. Shape [gridLevels][cases]. */
export function combined(
  contest: Contest,
  buckets: readonly HorizonBucket[],
  weights: Weights,
): Float64Array[] {
  const cases = contest.actual.length;
  const grid = gridLevels.map(() => new Float64Array(cases));
  for (let i = 0; i < cases; i++) {
    const bucket = buckets.findIndex(({ last }) => contest.ahead[i]! <= last);
    const shares = weights[bucket]!;
    let total = 0;
    contest.said.forEach((quantiles, m) => {
      if (shares[m]! === 0 || Number.isNaN(quantiles[0]![i])) return;
      total += shares[m]!;
      for (let l = 0; l < grid.length; l++) grid[l]![i]! += shares[m]! * quantiles[l]![i]!;
    });
    for (const row of grid) row[i]! /= total;
  }
  return grid;
}
