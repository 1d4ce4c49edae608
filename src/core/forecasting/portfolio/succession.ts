/**
 * What a new portfolio takes over from the one that serves: its weights, unless new ones are better
 * beyond noise; and how the two compare on origins that neither had learnt from.
 */
import { slice, stepAt, type TimeSeries } from '../../series/series.ts';
import type { EpochSeconds } from '../../units.ts';
import type { HorizonBucket } from '../buckets.ts';
import type { FittedForecaster } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { caseLosses, combined, type Weights } from './combination.ts';
import type { Contest } from './contest.ts';
import { type Comparison, compareByOrigin, keepsWeights, type OriginLoss } from './promotion.ts';

/** The model that serves while a new one is trained. */
export interface Incumbent {
  readonly model: FittedForecaster;
  /** End of what it learnt from. */
  readonly trainedTo: EpochSeconds;
  /** What its successor keeps of it; null = nothing, as for one that knew too little to choose. */
  readonly structure: Structure | null;
}

/** Which members count, and how much in each horizon bucket. */
export interface Structure {
  readonly members: readonly string[];
  readonly buckets: readonly HorizonBucket[];
  readonly weights: Weights;
}

/** A structure of whose weight members of today carry less has no heir. */
const inheritedLeast = 0.5;

/** Weights of a new portfolio: those of `before`, unless the ones just `found` are better beyond noise. */
export function inheritedWeights(
  contest: Contest,
  found: Structure,
  before: Structure | null,
  series: TimeSeries,
): Weights {
  const kept = before === null ? null : carriedOver(before, found);
  if (kept === null) return found.weights;
  const lossesOf = (weights: Weights) => {
    const said = combined(contest.said, contest.ahead, found.buckets, weights);
    return originLosses(contest, caseLosses(contest, said), series);
  };
  const trial = compareByOrigin(lossesOf(found.weights), lossesOf(kept));
  return keepsWeights(trial) ? kept : found.weights;
}

/** The weights of `before` on the members of `found`; null where too much of them is lost. */
function carriedOver(before: Structure, found: Structure): Weights | null {
  if (JSON.stringify(before.buckets) !== JSON.stringify(found.buckets)) return null;
  const weights = before.weights.map((shares) => {
    const share = (name: string) => shares[before.members.indexOf(name)] ?? 0;
    return Float64Array.from(found.members, share);
  });
  const totals = weights.map((shares) => shares.reduce((sum, share) => sum + share, 0));
  if (totals.some((total) => total < inheritedLeast)) return null;
  return weights.map((shares, bucket) => {
    const total = totals[bucket]!;
    const isWhole = Math.abs(total - 1) < 1e-9; // then not a bit changes, however often it is kept
    return isWhole ? shares : shares.map((share) => share / total);
  });
}

/**
 * What the new portfolio `said` in its contest against the incumbent, at origins after everything
 * that the incumbent learnt from; null where there are none, or where the incumbent fails.
 *
 * @param said Quantiles of z, shape [gridLevels][cases].
 */
export function trialAgainst(
  { model, trainedTo }: Incumbent,
  contest: Contest,
  said: readonly Float64Array[],
  series: TimeSeries,
): Comparison | null {
  const own = originLosses(contest, caseLosses(contest, said), series);
  const fresh = own.filter(({ at }) => at + series.stepSeconds >= trainedTo);
  if (fresh.length === 0) return null;
  try {
    const answers = answersOf(model, contest, series, fresh[0]!.at);
    return compareByOrigin(fresh, originLosses(contest, caseLosses(contest, answers), series));
  } catch {
    return null; // a model that cannot answer is no measure of another
  }
}

/** Quantiles of z that `model` says to the cases of origins at or after `from`; NaN before it. */
function answersOf(
  model: FittedForecaster,
  { origins, ahead, scale }: Contest,
  series: TimeSeries,
  from: EpochSeconds,
): Float64Array[] {
  const answers = gridLevels.map(() => new Float64Array(ahead.length).fill(Number.NaN));
  for (let first = 0, next = 0; first < ahead.length; first = next) {
    const origin = origins[first]!;
    while (next < ahead.length && origins[next] === origin) next++;
    if (stepAt(series, origin) < from) continue;
    const horizon = ahead.subarray(first, next).reduce((most, steps) => Math.max(most, steps), 1);
    const { quantiles } = model.predict(slice(series, 0, origin + 1), horizon, gridLevels);
    for (let i = first; i < next; i++) {
      answers.forEach((row, l) => {
        row[i] = Math.asinh(quantiles[l]![ahead[i]! - 1]! / scale);
      });
    }
  }
  return answers;
}

/** Mean loss of each origin's cases; origins with a case that has none are left out. */
function originLosses(
  { origins }: Contest,
  losses: Float64Array,
  series: TimeSeries,
): OriginLoss[] {
  const sums = new Map<number, { loss: number; cases: number }>();
  losses.forEach((loss, i) => {
    const sum = sums.get(origins[i]!) ?? { loss: 0, cases: 0 };
    sums.set(origins[i]!, { loss: sum.loss + loss, cases: sum.cases + 1 });
  });
  return [...sums].flatMap(([origin, { loss, cases }]) =>
    Number.isNaN(loss) ? [] : [{ at: stepAt(series, origin), loss: loss / cases }],
  );
}
