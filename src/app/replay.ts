import type { ServiceLevel } from '../core/planning/policy.ts';
import type { PoolState } from '../core/planning/setting.ts';
import { preparedTotals, sizingReuses } from '../core/planning/sizing.ts';
import { type SizingGrid, type SizingHistory, stepsIn } from '../core/planning/sizing-grid.ts';
import { type RuleBook, ruleBook } from '../core/planning/sizing-rules.ts';
import type { Aim } from '../core/planning/sizing-service.ts';
import { localClock } from '../core/series/calendar.ts';
import { endOf, slice, stepAt, type TimeSeries } from '../core/series/series.ts';
import { replay } from '../core/simulation/replay.ts';
import { alarmLoad, demandOf, groupTrace, stepsOf } from '../core/simulation/replay-trace.ts';
import {
  awsDefault,
  clairvoyant,
  lastWeek,
  noPool,
  type PoolSettings,
  preparedSettings,
  type RivalScene,
  reactive,
} from '../core/simulation/rivals.ts';
import {
  cheapestReaching,
  cheapestWithMisses,
  constantResults,
  settingsOf,
} from '../core/simulation/rivals-constant.ts';
import { awsPredictive } from '../core/simulation/rivals-predictive.ts';
import { countByDay, type PoolCosts, poolCosts, spendOf } from '../core/simulation/scorecard.ts';
import { type EpochSeconds, isoOf, secondsPerDay, toUsd } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { adviceOf } from './replay-advice.ts';
import {
  changesOf,
  outcomeOf,
  type ReplayDocument,
  type ReplayScenario,
} from './replay-document.ts';

export interface ReplayRequest {
  readonly series: TimeSeries;
  /** Load that one instance serves, > 0. */
  readonly loadPerInstance: number;
  readonly bootSeconds: number;
  readonly startSeconds: number;
  /** Dollars per hour of an instance that runs. */
  readonly priceUsdPerHour: number;
  /** Dollars per hour of a parked member of a Stopped or Hibernated pool. */
  readonly stoppedPriceUsdPerHour: number;
  /** auto = the state that would have been cheaper before `from`. */
  readonly state: PoolState | 'auto';
  readonly service: ServiceLevel;
  /** Settings are chosen from here on; what precedes is learnt from. */
  readonly from: EpochSeconds;
  /** The group's maximum; null = half as much again as the highest demand before `from`. */
  readonly max: number | null;
  /** IANA zone of the load's daily rhythm; by default UTC. */
  readonly zone?: string;
}

/** Days before `from` that are learnt from: rules are judged by the last ones. */
const learntDays = 63;
/** A parked pool is cut only when a lower total has held for so long; a running one at once. */
const lowerAfterMinutes = 30;
const maxHeadroom = 1.5;

/**
 * Replays `series` from `from` under forewarm's own settings and under each rival's. Settings use
 * what a policy could have known: nothing after a step moves the setting of that step.
 * @throws ForewarmError FW_USAGE when `from` lies outside the series, FW_DATA_SHORT without any load.
 */
export function replaySeries(request: ReplayRequest): ReplayDocument {
  const world = worldOf(request);
  const { scene, grid, history, book } = world;
  const aim = aimOf(request.service);
  const state = request.state === 'auto' ? cheaperState(request, world, aim) : request.state;
  const costs = costsIn(state, request);
  const priced = { ...scene, costs };
  const constants = constantResults(priced);
  const constant =
    aim.kind === 'hit-rate'
      ? cheapestReaching(constants, aim.target)
      : cheapestWithMisses(constants, aim.missUsd);
  const own = ownTotals(request, { history, book, costs, state, aim, from: scene.from });
  const max = request.max ?? defaultMax(scene);
  const played: [string, PoolSettings][] = [
    ['forewarm', { ...preparedSettings(own.subarray(scene.from)), reuse: sizingReuses }],
    ['none', noPool(priced)],
    ['best-constant', settingsOf(constant, priced)],
    ['aws-default', awsDefault(priced, max)],
    ['last-week', lastWeek(priced)],
    ['reactive', reactive(priced)],
    ['clairvoyant', clairvoyant(priced)],
  ];
  const running = costsIn('Running', request);
  const policies = played.map(([name, settings]) => {
    const days = countByDay(scene.trace, settings, { ...request, reuse: settings.reuse });
    const changes = changesOf(settings, world.start, grid.stepSeconds, state);
    return outcomeOf(name, days, costs, grid.stepSeconds, changes);
  });
  const predictive = awsPredictive(priced, grid);
  const poolless = changesOf(noPool(priced), world.start, grid.stepSeconds, state);
  policies.splice(
    4,
    0,
    outcomeOf('aws-predictive', predictive, running, grid.stepSeconds, poolless),
  );
  const scenario = scenarioOf(request, world, state, max);
  return { scenario, policies, advice: adviceOf(policies, constants, aim, scenario) };
}

/** The traffic of one request, before anything is priced. */
interface ReplayWorld {
  readonly start: EpochSeconds;
  readonly grid: SizingGrid;
  readonly scene: Omit<RivalScene, 'costs'>;
  readonly history: SizingHistory;
  readonly book: RuleBook;
}

function worldOf(request: ReplayRequest): ReplayWorld {
  const { series, loadPerInstance, bootSeconds, zone = 'UTC' } = request;
  const { stepSeconds } = series;
  if (!(request.from >= series.start && request.from < endOf(series))) {
    const range = `${isoOf(series.start)} to ${isoOf(endOf(series))}`;
    const hint = 'choose a time that leaves some history before it and some days after it';
    throw new ForewarmError('FW_USAGE', `--from is not within the series, ${range}`, { hint });
  }
  if (series.values.every((value) => Number.isNaN(value))) {
    throw new ForewarmError('FW_DATA_SHORT', 'the series holds no value at all');
  }
  const first = Math.ceil((request.from - series.start) / stepSeconds);
  const skipped = Math.max(0, first - stepsOf(learntDays * secondsPerDay, stepSeconds));
  const kept = slice(series, skipped, series.values.length);
  const from = first - skipped;
  const load = alarmLoad(series.values, stepSeconds)
    .subarray(skipped)
    .map((value) => value / loadPerInstance);
  const demand = demandOf(load, 1);
  const trace = groupTrace(demand.subarray(from), stepSeconds);
  const active = groupTrace(demand, stepSeconds).active;
  active.set(trace.active, from);
  const clock = localClock(zone, kept.start, endOf(kept));
  const grid = { start: kept.start, stepSeconds, steps: load.length, clock };
  const history = { grid, load, active };
  const book = ruleBook(history, from, stepsOf(bootSeconds, stepSeconds));
  const scene = { trace, from, load, demand, bootSeconds };
  return { start: stepAt(kept, from), grid, scene, history, book };
}

function aimOf(service: ServiceLevel): Aim {
  return service.kind === 'hit-rate'
    ? { kind: 'hit-rate', target: service.target }
    : { kind: 'miss-price', missUsd: toUsd(service.cost) };
}

function costsIn(state: PoolState, request: ReplayRequest): PoolCosts {
  const { series, bootSeconds, priceUsdPerHour, stoppedPriceUsdPerHour } = request;
  const prices = { runningUsdPerHour: priceUsdPerHour, parkedUsdPerHour: stoppedPriceUsdPerHour };
  return poolCosts(state, prices, { stepSeconds: series.stepSeconds, bootSeconds });
}

/** Prepared totals of the sizing law over the whole history. */
function ownTotals(
  { bootSeconds, series }: ReplayRequest,
  task: {
    readonly history: SizingHistory;
    readonly book: RuleBook;
    readonly costs: PoolCosts;
    readonly state: PoolState;
    readonly aim: Aim;
    readonly from: number;
  },
): Int32Array {
  const lowerAfterSteps = task.state === 'Running' ? 0 : stepsIn(series, lowerAfterMinutes);
  return preparedTotals({ ...task, bootSeconds, lowerAfterSteps });
}

/** The state in which the sizing law would have spent less before the span; Stopped without one. */
function cheaperState(request: ReplayRequest, world: ReplayWorld, aim: Aim): PoolState {
  const { scene, grid, history, book } = world;
  const { from } = scene;
  if (from === 0) return 'Stopped';
  const past = { ...scene.trace, active: history.active.subarray(0, from) };
  const spends = (['Stopped', 'Running'] as const).map((state) => {
    const costs = costsIn(state, request);
    const until = { ...history, grid: { ...grid, steps: from } };
    const totals = ownTotals(request, { history: until, book, costs, state, aim, from });
    const settings = { minSize: null, prepared: totals };
    const count = replay(past, settings, { ...request, reuse: sizingReuses });
    const misses = aim.kind === 'miss-price' ? count.misses * aim.missUsd : 0;
    return spendOf(count, costs) + misses;
  });
  return spends[0]! <= spends[1]! ? 'Stopped' : 'Running';
}

/** Half as much again as the highest demand before the span, or as its first where none precedes. */
function defaultMax({ demand, from }: Omit<RivalScene, 'costs'>): number {
  const past = demand.subarray(0, Math.max(1, from));
  return Math.ceil(maxHeadroom * past.reduce((a, b) => Math.max(a, b), 0));
}

function scenarioOf(
  request: ReplayRequest,
  { start, scene, grid }: ReplayWorld,
  state: PoolState,
  max: number,
): ReplayScenario {
  const { demand } = scene.trace;
  const { service } = request;
  return {
    from: isoOf(start),
    to: isoOf(start + demand.length * grid.stepSeconds),
    stepSeconds: grid.stepSeconds,
    historyDays: (scene.from * grid.stepSeconds) / secondsPerDay,
    loadPerInstance: request.loadPerInstance,
    demand: {
      mean: demand.reduce((a, b) => a + b, 0) / demand.length,
      peak: demand.reduce((a, b) => Math.max(a, b), 0),
    },
    bootSeconds: request.bootSeconds,
    startSeconds: request.startSeconds,
    priceUsdPerHour: request.priceUsdPerHour,
    stoppedPriceUsdPerHour: request.stoppedPriceUsdPerHour,
    state,
    requested:
      service.kind === 'hit-rate'
        ? { hitRate: service.target }
        : { coldStartUsd: toUsd(service.cost) },
    max,
  };
}
