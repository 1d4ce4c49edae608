/**
 * Many simple members, each right about something, and the weights that a contest on rolling
 * origins gave them. A baseline is always among them, so the worst case stays bounded.
 */
import { endOf, slice, type TimeSeries } from '../series/series.ts';
import { secondsPerDay } from '../units.ts';
import { bucketIndex, type HorizonBucket, horizonBuckets } from './buckets.ts';
import { caseLosses, combined, type Weights, weightsFrom } from './combination.ts';
import { constant, constantName } from './constant.ts';
import { type Contest, holdContest } from './contest.ts';
import type {
  FitContext,
  FittedForecaster,
  Forecast,
  Forecaster,
  ModelState,
} from './forecaster.ts';
import { atLevels, gridLevels, sortQuantiles } from './levels.ts';
import { linearMembers } from './linear-quantile.ts';
import { emptyGrid, observedSteps } from './member.ts';
import { type PackedNumbers, pack, unpack } from './packed.ts';
import { type Dependence, typicalDependence } from './paths.ts';
import { naiveMembers } from './seasonal-naive.ts';
import { slotQuantiles } from './slot-quantiles.ts';

export type PortfolioOutcome =
  | FittedPortfolio
  | { readonly kind: 'insufficient-history'; readonly steps: number; readonly required: number };

export interface FittedPortfolio {
  readonly kind: 'fitted';
  readonly model: FittedForecaster;
  /** Mean pinball loss on rolling origins relative to seasonal naive; < 1 is better than naive. */
  readonly lossRatio: number;
  /** Share of actual loads inside the 80 % interval on those origins. */
  readonly coverage80: number;
  /** Weighted absolute percentage error of the median on those origins. */
  readonly wape: number;
  /** Every member's loss ratio, best first. */
  readonly contest: readonly { readonly member: string; readonly lossRatio: number }[];
}

export const portfolioName = 'portfolio';
const stepsLeast = 3;

/** The members that need no package: linear regressions, slots of earlier days and baselines. */
export function standardMembers(): readonly Forecaster[] {
  return [...linearMembers, slotQuantiles, ...naiveMembers, constant];
}

/** Fits every member, weighs them by a contest on rolling origins and returns their combination. */
export async function trainPortfolio(
  history: TimeSeries,
  context: FitContext,
  members: readonly Forecaster[],
): Promise<PortfolioOutcome> {
  const steps = observedSteps(history);
  if (steps < stepsLeast) return { kind: 'insufficient-history', steps, required: stepsLeast };
  const fitted: { forecaster: Forecaster; model: FittedForecaster }[] = [];
  for (const forecaster of members) {
    const outcome = await forecaster.fit(history, context);
    if (outcome.kind === 'fitted') fitted.push({ forecaster, model: outcome.model });
  }
  const able = fitted.map(({ forecaster }) => forecaster);
  const buckets = horizonBuckets(history.stepSeconds, context.horizon);
  const contest = await holdContest(history, context, able);
  const weights = weightsFrom(contest, buckets);
  const model = portfolioOf({
    zone: context.zone,
    buckets,
    members: fitted.map(({ model: member }) => member),
    weights,
    dependence: typicalDependence,
  });
  return { kind: 'fitted', model, ...recordOf(contest, buckets, weights) };
}

/** How the combination and its members did in the contest. */
function recordOf(
  contest: Contest,
  buckets: readonly HorizonBucket[],
  weights: Weights,
): Omit<FittedPortfolio, 'kind' | 'model'> {
  const { members, actual } = contest;
  if (actual.length === 0) return { lossRatio: 1, coverage80: 0.8, wape: 0, contest: [] };
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + (value || 0), 0);
  const said = combined(contest, buckets, weights);
  const baseline = ['naive-week', 'naive-day', constantName].find((name) =>
    members.includes(name),
  )!;
  const relative = (quantiles: readonly Float64Array[]): number => {
    const own = caseLosses(contest, quantiles);
    const naive = caseLosses(contest, contest.said[members.indexOf(baseline)]!);
    const shared = (values: Float64Array) =>
      total(values.map((v, i) => v + 0 * own[i]! + 0 * naive[i]!));
    return shared(own) / Math.max(shared(naive), 1e-12);
  };
  const [low, middle, high] = [0.1, 0.5, 0.9].map(
    (level) => said[gridLevels.indexOf(level as 0.5)]!,
  );
  const inside = actual.filter((value, i) => low![i]! <= value && value <= high![i]!).length;
  return {
    lossRatio: relative(said),
    coverage80: inside / actual.length,
    wape:
      total(actual.map((value, i) => Math.abs(value - middle![i]!))) /
      Math.max(total(actual), 1e-9),
    contest: members
      .map((member, m) => ({ member, lossRatio: relative(contest.said[m]!) }))
      .sort((a, b) => a.lossRatio - b.lossRatio),
  };
}

interface Portfolio {
  readonly zone: string;
  readonly buckets: readonly HorizonBucket[];
  readonly members: readonly FittedForecaster[];
  readonly weights: Weights;
  readonly dependence: Dependence;
}

const lookbackDays = 35;

function portfolioOf(portfolio: Portfolio): FittedForecaster {
  return {
    name: portfolioName,
    predict: (recent, horizon, levels) => predict(portfolio, recent, horizon, levels),
    get state() {
      return stateOf(portfolio);
    },
  };
}

function predict(
  portfolio: Portfolio,
  whole: TimeSeries,
  horizon: number,
  levels: readonly number[],
): Forecast {
  const steps = whole.values.length;
  const lookback = Math.ceil((lookbackDays * secondsPerDay) / whole.stepSeconds);
  const recent = slice(whole, Math.max(0, steps - lookback), steps);
  const index = bucketIndex(portfolio.buckets, horizon);
  const said = portfolio.members.map(
    (member) => member.predict(recent, horizon, gridLevels).quantiles,
  );
  const grid = emptyGrid(horizon);
  for (let step = 0; step < horizon; step++) {
    const weights = portfolio.weights[index[step]!]!;
    let total = 0;
    said.forEach((quantiles, m) => {
      if (weights[m]! === 0 || Number.isNaN(quantiles[0]![step])) return;
      total += weights[m]!;
      for (let l = 0; l < grid.length; l++) grid[l]![step]! += weights[m]! * quantiles[l]![step]!;
    });
    for (const quantile of grid) quantile[step] = total > 0 ? quantile[step]! / total : 0;
  }
  sortQuantiles(grid);
  return {
    origin: endOf(recent) - recent.stepSeconds,
    stepSeconds: recent.stepSeconds,
    levels,
    quantiles: atLevels(grid, levels),
  };
}

interface PortfolioState {
  readonly zone: string;
  readonly buckets: readonly HorizonBucket[];
  readonly members: readonly ModelState[];
  readonly weights: readonly PackedNumbers[];
  readonly dependence: Dependence;
}

function stateOf({ zone, buckets, members, weights, dependence }: Portfolio): ModelState {
  const parameters: PortfolioState = {
    zone,
    buckets,
    members: members.map(({ state }) => state),
    weights: weights.map(pack),
    dependence,
  };
  return { member: portfolioName, version: 1, parameters };
}

/** The portfolio of `state`, whose members `restore` brings back. */
export function restorePortfolio(
  state: ModelState,
  restore: (member: ModelState) => FittedForecaster,
): FittedForecaster {
  const { zone, buckets, members, weights, dependence } = state.parameters as PortfolioState;
  return portfolioOf({
    zone,
    buckets,
    members: members.map(restore),
    weights: weights.map(unpack),
    dependence,
  });
}

/** How errors of a model's forecasts hang together; typical ones for a model that never measured it. */
export function dependenceOf(model: FittedForecaster): Dependence {
  const { member, parameters } = model.state;
  return member === portfolioName ? (parameters as PortfolioState).dependence : typicalDependence;
}
