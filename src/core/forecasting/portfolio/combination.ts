/**
 * How much each member counts in each horizon bucket: its record in the contest decides, steeply
 * enough that who is much worse says nothing, gently enough that who is nearly as good is heard.
 * Quantiles of z are averaged level by level, which keeps the combination as sharp as its members.
 *
 * Set aside: shares that members deserved on other loads, moved by the record. They had to be tuned
 * and measured worse a day ahead than none.
 */
import { secondsPerHour } from '../../units.ts';
import { pinball } from '../accuracy/pinball.ts';
import { bucketOf, type HorizonBucket } from '../buckets.ts';
import { gridLevels, sortQuantiles } from '../levels.ts';
import { emptyGrid } from '../members/member.ts';
import { priorName } from '../prior/prior.ts';
import type { Contest } from './contest.ts';

/** Shape [buckets][members]; each row sums to 1. */
export type Weights = readonly Float64Array[];

/** How much faster than its loss a member's weight falls. */
const sharpness = 5;

/**
 * How many members of its record the prior counts for beyond the hour: it was right about many more
 * loads than one contest shows. Within the hour its short memory is worth no more than others'.
 */
const priorCredit = 4;

/** What the prior usually loses relative to the constant member, where the contest never asked it. */
const unaskedPriorRatio = 0.4;

/** Levels whose loss decides; those further out are too rare to judge by. */
const judged = gridLevels.flatMap((level, l) =>
  level >= 0.1 && level <= 0.9 ? [{ level, l }] : [],
);

/**
 * Weights of the members in each bucket of `buckets`, in steps of `stepSeconds`. A member that was
 * never asked counts for nothing, but for the prior: it has a record elsewhere.
 */
export function weightsFrom(
  contest: Contest,
  buckets: readonly HorizonBucket[],
  stepSeconds: number,
): Weights {
  const losses = contest.said.map((quantiles) => caseLosses(contest, quantiles));
  const everywhere = lossRatios(contest, losses, { first: 1, last: Infinity });
  return buckets.map((bucket) => {
    const here = lossRatios(contest, losses, bucket);
    const asked = here.every(Number.isNaN) ? everywhere : here;
    const ratios = asked.map((ratio, m) => {
      const unasked = Number.isNaN(ratio) && contest.members[m] === priorName;
      return unasked ? unaskedPriorRatio : ratio;
    });
    const best = ratios.reduce((least, ratio) => Math.min(least, ratio || Infinity), Infinity);
    const isLate = bucket.last * stepSeconds > secondsPerHour;
    const raw = ratios.map((ratio, m) => {
      const credit = isLate && contest.members[m] === priorName ? priorCredit : 1;
      return ratio > 0 ? credit * (best / ratio) ** sharpness : 0;
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
