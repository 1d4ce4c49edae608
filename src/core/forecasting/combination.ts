/**
 * How much each member counts in each horizon bucket: what such members usually deserve, moved by
 * their record in the contest. A contest of a few days is noisy, so the record alone would chase
 * luck; what is usual alone would miss that this load is unlike others. Quantiles of z are averaged
 * level by level, which keeps the combination as sharp as its members.
 */
import { pinball } from './accuracy.ts';
import { bucketOf, type HorizonBucket } from './buckets.ts';
import type { Contest } from './contest.ts';
import { gridLevels, sortQuantiles } from './levels.ts';
import { emptyGrid } from './member.ts';
import { usualShare } from './usual-shares.ts';

/** Shape [buckets][members]; each row sums to 1. */
export type Weights = readonly Float64Array[];

/** How much faster than its loss a member's weight falls. */
const sharpness = 3;

/** Levels whose loss decides; those further out are too rare to judge by. */
const judged = gridLevels.flatMap((level, l) =>
  level >= 0.1 && level <= 0.9 ? [{ level, l }] : [],
);

/** Weights of the members in each bucket of `buckets`, which cover whole hours of `stepSeconds`. */
export function weightsFrom(
  contest: Contest,
  buckets: readonly HorizonBucket[],
  stepSeconds: number,
): Weights {
  const losses = contest.said.map((quantiles) => caseLosses(contest, quantiles));
  const everywhere = lossRatios(contest, losses, { first: 1, last: Infinity });
  return buckets.map((bucket) => {
    const here = lossRatios(contest, losses, bucket);
    const ratios = here.every(Number.isNaN) ? everywhere : here;
    const best = ratios.reduce((least, ratio) => Math.min(least, ratio || Infinity), Infinity);
    const raw = ratios.map((ratio, m) => {
      const share = usualShare(contest.members[m]!, bucket.last * stepSeconds);
      return ratio > 0 ? share * (best / ratio) ** sharpness : 0;
    });
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return total > 0 ? raw.map((weight) => weight / total) : raw.fill(1 / raw.length);
  });
}

/**
 * Loss of each member in one bucket relative to the last member's, the constant one, over the
 * cases that both answered; NaN for a member that answered none. Shape [members].
 */
function lossRatios(
  { ahead }: Contest,
  losses: readonly Float64Array[],
  bucket: HorizonBucket,
): Float64Array {
  const reference = losses.at(-1)!;
  return Float64Array.from(losses, (loss) => {
    let [own, other] = [0, 0];
    for (let i = 0; i < loss.length; i++) {
      if (ahead[i]! < bucket.first || ahead[i]! > bucket.last) continue;
      if (Number.isNaN(loss[i]) || Number.isNaN(reference[i])) continue;
      own += loss[i]!;
      other += reference[i]!;
    }
    return other > 0 ? Math.max(own / other, 1e-9) : Number.NaN;
  });
}

/** Twice the mean pinball loss in load, over the judged levels, for each case of quantiles of z. */
export function caseLosses(
  { actual, scale }: Contest,
  quantiles: readonly Float64Array[],
): Float64Array {
  return actual.map((load, i) => {
    let loss = 0;
    for (const { level, l } of judged) {
      loss += pinball(level, Math.max(0, scale * Math.sinh(quantiles[l]![i]!)), load);
    }
    return (2 * loss) / judged.length;
  });
}

/**
 * The members' quantiles averaged with the weights of each step's bucket, sorted. A step that none
 * of the weighted members can answer takes what the last member says, the constant one.
 *
 * @param said Shape [members][gridLevels][steps], NaN where a member has none.
 * @param ahead Steps ahead of each column. Shape [steps].
 */
export function combined(
  said: readonly (readonly Float64Array[])[],
  ahead: Int32Array,
  buckets: readonly HorizonBucket[],
  weights: Weights,
): Float64Array[] {
  const grid = emptyGrid(ahead.length);
  ahead.forEach((steps, i) => {
    const shares = weights[bucketOf(buckets, steps)]!;
    let total = 0;
    said.forEach((quantiles, m) => {
      if (shares[m]! === 0 || Number.isNaN(quantiles[0]![i])) return;
      total += shares[m]!;
      for (let l = 0; l < grid.length; l++) grid[l]![i]! += shares[m]! * quantiles[l]![i]!;
    });
    grid.forEach((row, l) => {
      row[i] = total > 0 ? row[i]! / total : said.at(-1)![l]![i]!;
    });
  });
  sortQuantiles(grid);
  return grid;
}
