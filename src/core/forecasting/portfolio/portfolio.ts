/**
 * Many simple members, each right about something, and the weights that a contest on rolling
 * origins gave them. A baseline is always among them, so the worst case stays bounded.
 */
import { endOf, slice, type TimeSeries, withHolidays } from '../../series/series.ts';
import { secondsPerDay } from '../../units.ts';
import { type HorizonBucket, horizonBuckets } from '../buckets.ts';
import { featureNames } from '../features/features.ts';
import { scaleOf } from '../features/load-history.ts';
import { checkCount, type PackedNumbers, pack, unpack, unpackExactly } from '../fitting/packed.ts';
import type { FitContext, FittedForecaster, Forecast, ModelState } from '../forecaster.ts';
import { atLevels } from '../levels.ts';
import { constant } from '../members/constant.ts';
import { hurdle } from '../members/hurdle.ts';
import { linearMembers } from '../members/linear-quantile.ts';
import {
  emptyGrid,
  type FittedMember,
  type Member,
  observedSteps,
  viewOf,
  wholeOf,
} from '../members/member.ts';
import { onlineRidge } from '../members/online-ridge.ts';
import { naiveMembers } from '../members/seasonal-naive.ts';
import { type Dependence, typicalDependence } from '../paths.ts';
import { type Stretch, stretch, stretchesFrom } from './calibration.ts';
import { combined, type Weights, weightsFrom } from './combination.ts';
import { holdContest } from './contest.ts';
import { measureDependence } from './dependence.ts';
import type { Comparison } from './promotion.ts';
import { type PortfolioRecord, recordOf } from './record.ts';
import { type Incumbent, inheritedWeights, type Structure, trialAgainst } from './succession.ts';

export type PortfolioOutcome =
  | FittedPortfolio
  | { readonly kind: 'insufficient-history'; readonly steps: number; readonly required: number };

export interface FittedPortfolio extends PortfolioRecord {
  readonly kind: 'fitted';
  readonly model: FittedForecaster;
  /** Against the incumbent; null = there is none, or nothing compares the two. */
  readonly trial: Comparison | null;
}

export const portfolioName = 'portfolio';
const stepsLeast = 3;

/** The members that need no package: regressions and baselines. */
export function standardMembers(): readonly Member[] {
  return [...linearMembers, onlineRidge, hurdle, ...naiveMembers];
}

/**
 * Fits every member, weighs them by a contest on rolling origins and returns their combination. An
 * incumbent hands down its weights, as `succession.ts` says, and is compared with.
 */
export async function trainPortfolio(
  measured: TimeSeries,
  context: FitContext,
  members: readonly Member[],
  incumbent: Incumbent | null = null,
): Promise<PortfolioOutcome> {
  const { zone, holidays = [] } = context;
  const series = withHolidays(measured, holidays);
  const steps = observedSteps(series);
  if (steps < stepsLeast) return { kind: 'insufficient-history', steps, required: stepsLeast };
  const scale = scaleOf(series.values);
  const view = viewOf(series, zone, scale);
  const fitted: { member: Member; model: FittedMember }[] = [];
  for (const member of [...members, constant]) {
    const outcome = await member.fit(wholeOf(view), context);
    if (outcome.kind === 'fitted') fitted.push({ member, model: outcome.model });
  }
  const buckets = horizonBuckets(series.stepSeconds, context.horizon);
  const contest = await holdContest(
    view,
    context,
    fitted.map(({ member }) => member),
  );
  const found = weightsFrom(contest, buckets, series.stepSeconds);
  const structure = { members: contest.members, buckets, weights: found };
  const weights = inheritedWeights(contest, structure, incumbent?.structure ?? null, series);
  const said = combined(contest.said, contest.ahead, buckets, weights);
  const dependence = measureDependence(contest, said, series.stepSeconds);
  const stretches = stretchesFrom(contest, said, buckets);
  stretch(said, contest.ahead, buckets, stretches);
  const model = portfolioOf({
    zone,
    holidays,
    scale,
    buckets,
    members: fitted.map(({ model: fittedMember }) => fittedMember),
    weights,
    stretches,
    dependence,
  });
  const trial = incumbent === null ? null : trialAgainst(incumbent, contest, said, series);
  return { kind: 'fitted', model, trial, ...recordOf(contest, said) };
}

interface Portfolio {
  readonly zone: string;
  /** Local days that load like a Sunday, for as long as the model may serve. */
  readonly holidays: readonly number[];
  /** Load at which asinh turns from linear to logarithmic. */
  readonly scale: number;
  readonly buckets: readonly HorizonBucket[];
  /** The last one is constant and always able to answer. */
  readonly members: readonly FittedMember[];
  readonly weights: Weights;
  readonly stretches: readonly Stretch[];
  readonly dependence: Dependence;
}

function portfolioOf(portfolio: Portfolio): FittedForecaster {
  return {
    name: portfolioName,
    predict: (recent, horizon, levels) => predict(portfolio, recent, horizon, levels),
    get state() {
      return stateOf(portfolio);
    },
  };
}

/** Days of a history that members look back on at most. */
const lookbackDays = 35;

/** No quantile says more than this many times the highest load of the days looked back on. */
const growthMost = 3;

function predict(
  portfolio: Portfolio,
  whole: TimeSeries,
  horizon: number,
  levels: readonly number[],
): Forecast {
  const { zone, holidays, scale, buckets, members, weights, stretches } = portfolio;
  const steps = whole.values.length;
  const lookback = Math.ceil((lookbackDays * secondsPerDay) / whole.stepSeconds);
  const recent = withHolidays(slice(whole, Math.max(0, steps - lookback), steps), holidays);
  const view = viewOf(recent, zone, scale);
  const origin = view.history.steps - 1;
  const ahead = Int32Array.from({ length: horizon }, (_, step) => step + 1);
  const idle = emptyGrid(horizon).map((row) => row.fill(Number.NaN));
  const said = members.map((member, m) => {
    const serves = m === members.length - 1 || weights.some((shares) => shares[m]! > 0);
    return serves ? member.quantilesAt(view, origin, ahead) : idle;
  });
  const grid = combined(said, ahead, buckets, weights);
  stretch(grid, ahead, buckets, stretches);
  const most = growthMost * highest(recent.values);
  const load = grid.map((row) => row.map((z) => Math.min(most, Math.max(0, scale * Math.sinh(z)))));
  return {
    origin: endOf(recent) - recent.stepSeconds,
    stepSeconds: recent.stepSeconds,
    levels,
    quantiles: atLevels(load, levels),
  };
}

/** The highest observed load, 0 where there is none. */
function highest(values: Float64Array): number {
  return values.reduce((most, value) => (value > most ? value : most), 0);
}

interface PortfolioState {
  /** Names of the features that its members read, by column; left out by earlier versions. */
  readonly features?: readonly string[];
  readonly zone: string;
  readonly holidays?: readonly number[];
  readonly scale: number;
  readonly buckets: readonly HorizonBucket[];
  readonly members: readonly ModelState[];
  readonly weights: readonly PackedNumbers[];
  readonly stretches: readonly Stretch[];
  readonly dependence: Dependence;
}

function stateOf({ holidays, members, weights, ...rest }: Portfolio): ModelState {
  const parameters: PortfolioState = {
    features: featureNames,
    ...rest,
    ...(holidays.length === 0 ? {} : { holidays }),
    members: members.map(({ state }) => state),
    weights: weights.map(pack),
  };
  return { member: portfolioName, version: 2, parameters };
}

/**
 * The portfolio of `state`, whose members `restore` brings back.
 * @throws RangeError for one that reads other features, and for one whose parts are not as many.
 */
export function restorePortfolio(
  state: ModelState,
  restore: (member: ModelState) => FittedMember,
): FittedForecaster {
  const {
    features = featureNames,
    holidays = [],
    members,
    weights,
    ...rest
  } = state.parameters as PortfolioState;
  if (features.join() !== featureNames.join()) {
    throw new RangeError(`a ${portfolioName} of other features: train again`);
  }
  checkCount(weights, rest.buckets.length);
  checkCount(rest.stretches, rest.buckets.length);
  return portfolioOf({
    ...rest,
    holidays,
    members: members.map(restore),
    weights: weights.map((shares) => unpackExactly(shares, members.length)),
  });
}

/** Which members of `model` count and how much; null for another kind of model. */
export function structureOf({ state }: FittedForecaster): Structure | null {
  if (state.member !== portfolioName) return null;
  const { members, buckets, weights } = state.parameters as PortfolioState;
  return { members: members.map(({ member }) => member), buckets, weights: weights.map(unpack) };
}

/** How errors of a model's forecasts hang together; typical ones for a model that never measured it. */
export function dependenceOf(model: FittedForecaster): Dependence {
  const { member, parameters } = model.state;
  return member === portfolioName ? (parameters as PortfolioState).dependence : typicalDependence;
}
