import { gridLevels } from '../levels.ts';
import { constantName } from '../members/constant.ts';
import { caseLosses } from './combination.ts';
import type { Contest } from './contest.ts';

/**
 * How a portfolio and its members did on the origins of their contest. Where nothing tells, as with
 * too little history to hold any out, `contest` is empty and the figures mean nothing.
 */
export interface PortfolioRecord {
  /** Mean pinball loss on rolling origins relative to seasonal naive; < 1 is better than naive. */
  readonly lossRatio: number;
  /** Share of actual loads inside the 80 % interval on those origins. */
  readonly coverage80: number;
  /** Weighted absolute percentage error of the median on those origins. */
  readonly wape: number;
  /** The loss ratio of every member that can be compared, best first. */
  readonly contest: readonly { readonly member: string; readonly lossRatio: number }[];
}

/** Baselines to be measured against, the first that had an answer: last week is often too far back. */
const baselines = ['naive-week', 'naive-day', constantName];

const unknown: PortfolioRecord = { lossRatio: 1, coverage80: 0.8, wape: 0, contest: [] };

/** Share of the cases that a baseline must have answered: a handful says nothing of a model. */
const answeredMin = 0.5;

/** Below this share of a quiet load a difference is rounding, not error. */
const roundingShare = 1e-4;

/** Record of what was `said` of each case, quantiles of z of shape [gridLevels][cases]. */
export function recordOf(contest: Contest, said: readonly Float64Array[]): PortfolioRecord {
  const { members, actual, scale } = contest;
  const rounding = roundingShare * scale;
  const naive = baselines
    .filter((name) => members.includes(name))
    .map((name) => caseLosses(contest, contest.said[members.indexOf(name)]!))
    .find((losses) => losses.filter(Number.isFinite).length > answeredMin * losses.length);
  if (naive === undefined) return unknown;
  const relative = (quantiles: readonly Float64Array[]) =>
    ratioOver(caseLosses(contest, quantiles), naive, rounding);
  const [low, middle, high] = ([0.1, 0.5, 0.9] as const).map((level) =>
    said[gridLevels.indexOf(level)]!.map((z) => Math.max(0, scale * Math.sinh(z))),
  );
  let [inside, error, load] = [0, 0, 0];
  actual.forEach((value, i) => {
    if (low![i]! - rounding <= value && value <= high![i]! + rounding) inside++;
    error += Math.abs(value - middle![i]!);
    load += value;
  });
  return {
    lossRatio: relative(said),
    coverage80: inside / actual.length,
    wape: load > 0 ? error / load : 0,
    contest: members
      .map((member, m) => ({ member, lossRatio: relative(contest.said[m]!) }))
      .filter(({ lossRatio }) => !Number.isNaN(lossRatio))
      .sort((a, b) => a.lossRatio - b.lossRatio),
  };
}

/** Sum of `own` ÷ sum of `other` over the cases that both have; 1 where neither loses more than rounding, NaN for none. */
function ratioOver(own: Float64Array, other: Float64Array, rounding: number): number {
  let [above, below, least] = [0, 0, 0];
  own.forEach((loss, i) => {
    if (Number.isNaN(loss) || Number.isNaN(other[i])) return;
    above += loss;
    below += other[i]!;
    least += rounding;
  });
  return Math.max(above, least) / Math.max(below, least);
}
