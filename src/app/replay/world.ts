import type { HolidayCalendar } from '../../core/calendar/holidays.ts';
import type { EventPlan } from '../../core/calendar/occurrences.ts';
import type { Aim } from '../../core/capacity/aim.ts';
import { decisionSeconds } from '../../core/capacity/lead-time.ts';
import type { PoolState } from '../../core/capacity/setting.ts';
import type { ServiceLevel } from '../../core/planning/policy.ts';
import { type PoolSettings, preparedSettings, type RivalScene } from '../../core/replay/rivals.ts';
import { type PoolCosts, poolCosts } from '../../core/replay/scorecard.ts';
import { alarmLoad, demandOf, groupTrace, stepsOf } from '../../core/replay/trace.ts';
import { localClock } from '../../core/series/calendar.ts';
import { type LocalGrid, stepsIn } from '../../core/series/local-grid.ts';
import { endOf, slice, stepAt, type TimeSeries, withHolidays } from '../../core/series/series.ts';
import type { SizingHistory } from '../../core/sizing/history.ts';
import { raisedTotal } from '../../core/sizing/model.ts';
import { RuleTrials } from '../../core/sizing/rule-trials.ts';
import { type RuleBook, ruleBook } from '../../core/sizing/rules.ts';
import { preparedTotals, type SizingTask, sizingReuses } from '../../core/sizing/sizing.ts';
import { type EpochSeconds, isoOf, secondsPerDay, toUsd } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { holidayDays } from '../known-days.ts';
import { announcedLoad } from './announced.ts';

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
  /** auto = of the states that start soon enough, the one that would have been cheaper before `from`. */
  readonly state: PoolState | 'auto';
  /** What a claim waits for in a Running pool; left out = as long as in the others. */
  readonly startRunningSeconds?: number;
  /** Longest start of a state that auto may choose; null or left out = it does not matter. */
  readonly startWithinSeconds?: number | null;
  readonly service: ServiceLevel;
  /** Settings are chosen from here on; what precedes is learnt from. */
  readonly from: EpochSeconds;
  /** The group's maximum; null = half as much again as the highest demand before `from`. */
  readonly max: number | null;
  /** IANA zone of the load's daily rhythm; by default UTC. */
  readonly zone?: string;
  /** Events that everybody knew of; by default none. */
  readonly events?: readonly EventPlan[];
  /** Days that load like a Sunday; by default none. */
  readonly holidays?: HolidayCalendar;
}

/** Days before `from` that are learnt from: rules are judged by the last ones. */
const learntDays = 63;
/** More than any group holds, and little enough for whole numbers of 32 bits. */
const instancesMax = 1_000_000;
/** A parked pool is cut only when a lower total has held for so long; a running one at once. */
const lowerAfterMinutes = 30;

/** The traffic of one request, before anything is priced. */
export interface ReplayWorld {
  readonly start: EpochSeconds;
  readonly grid: LocalGrid;
  readonly scene: Omit<RivalScene, 'costs'>;
  /** Instances in service over the whole history. */
  readonly active: Int32Array;
  /** What the sizing law learns from: the load without announced events, and the group that follows it. */
  readonly history: SizingHistory;
  /** What announced events do to the totals of the law. Shape [steps]. */
  readonly multiples: Float64Array;
  readonly book: RuleBook;
  /** The rules that were tried, by the costs they were tried at. */
  readonly trials: Map<string, RuleTrials>;
}

/**
 * The world of a request. Prices, state and service level do not enter it, nor does the start time:
 * requests that differ in these alone may share one, which saves most of the time.
 * @throws ForewarmError FW_USAGE where no step of the series begins at `from` or after, or the load
 * asks for a million instances; FW_DATA_SHORT without any load.
 */
export function worldOf(request: ReplayRequest): ReplayWorld {
  const { series, loadPerInstance, bootSeconds, zone = 'UTC' } = request;
  const { stepSeconds } = series;
  const first = firstStep(request);
  if (!(request.from >= series.start && first < series.values.length)) {
    const range = `${isoOf(series.start)} to ${isoOf(endOf(series))}`;
    const hint = 'choose a time that leaves some history before it and some days after it';
    throw new ForewarmError('FW_USAGE', `--from is not within the series, ${range}`, { hint });
  }
  refuseTooMany(request.max ?? 0, { what: '--max is', hint: "give the group's own maximum" });
  if (series.values.every((value) => Number.isNaN(value))) {
    throw new ForewarmError('FW_DATA_SHORT', 'the series holds no value at all');
  }
  const skipped = Math.max(0, first - stepsOf(learntDays * secondsPerDay, stepSeconds));
  const kept = slice(series, skipped, series.values.length);
  const from = first - skipped;
  const days = holidayDays({ ...request, zone }, series);
  const { ordinary, multiples } = announcedLoad(withHolidays(series, days), request.events ?? [], {
    zone,
    coverSeconds: decisionSeconds(bootSeconds, stepSeconds),
  });
  const instances = ({ values }: TimeSeries) =>
    alarmLoad(values, stepSeconds)
      .subarray(skipped)
      .map((value) => value / loadPerInstance);
  const [load, usual] = [instances(series), instances(ordinary)];
  refuseTooMany(
    load.reduce((a, b) => Math.max(a, b), 0),
    { what: 'the load asks for', hint: 'give --per-instance in the unit of the load' },
  );
  const demand = demandOf(load, 1);
  const trace = groupTrace(demand.subarray(from), stepSeconds);
  const clock = localClock(zone);
  const holidays = new Set(days);
  const grid = { start: kept.start, stepSeconds, steps: load.length, clock, holidays };
  const history = { grid, load: usual, active: activeIn(demandOf(usual, 1), from, stepSeconds) };
  return {
    start: stepAt(kept, from),
    grid,
    scene: { trace, from, load, demand, bootSeconds },
    active: activeIn(demand, from, stepSeconds),
    history,
    multiples: multiples.subarray(skipped),
    book: ruleBook(history, from, stepsOf(bootSeconds, stepSeconds)),
    trials: new Map(),
  };
}

/** @throws ForewarmError FW_USAGE where `highest` is more instances than any group holds. */
function refuseTooMany(highest: number, { what, hint }: { what: string; hint: string }): void {
  if (highest <= instancesMax) return;
  const most = instancesMax.toLocaleString('en-US');
  throw new ForewarmError('FW_USAGE', `${what} more than ${most} instances`, { hint });
}

/** Instances in service that follow `demand`; the replayed span begins with as many as are needed. */
function activeIn(demand: Int32Array, from: number, stepSeconds: number): Int32Array {
  const { active } = groupTrace(demand, stepSeconds);
  active.set(groupTrace(demand.subarray(from), stepSeconds).active, from);
  return active;
}

/** Index of the first step that is replayed. */
export function firstStep({ series, from }: Pick<ReplayRequest, 'series' | 'from'>): number {
  return Math.ceil((from - series.start) / series.stepSeconds);
}

export function aimOf(service: ServiceLevel): Aim {
  return service.kind === 'hit-rate'
    ? { kind: 'hit-rate', target: service.target }
    : { kind: 'miss-price', missUsd: toUsd(service.cost) };
}

export function costsIn(
  state: PoolState,
  request: Pick<
    ReplayRequest,
    'series' | 'bootSeconds' | 'priceUsdPerHour' | 'stoppedPriceUsdPerHour'
  >,
): PoolCosts {
  const { series, bootSeconds, priceUsdPerHour, stoppedPriceUsdPerHour } = request;
  const prices = { runningUsdPerHour: priceUsdPerHour, parkedUsdPerHour: stoppedPriceUsdPerHour };
  return poolCosts(state, prices, { stepSeconds: series.stepSeconds, bootSeconds });
}

/** forewarm's own settings over the replayed span, for each of `aims`. */
export function ownSettings(
  request: ReplayRequest,
  world: ReplayWorld,
  state: PoolState,
  aims: readonly Aim[],
): PoolSettings[] {
  const { from } = world.scene;
  return ownTotals(request, world, state, aims).map((totals) => ({
    ...preparedSettings(totals.subarray(from)),
    reuse: sizingReuses,
  }));
}

/** Prepared totals over the whole history, for each of `aims`: the sizing law's, raised for events. */
export function ownTotals(
  request: ReplayRequest,
  world: ReplayWorld,
  state: PoolState,
  aims: readonly Aim[],
): Int32Array[] {
  const key = JSON.stringify(costsIn(state, request));
  const terms = taskOf(request, world, state);
  let trials = world.trials.get(key);
  if (trials === undefined) world.trials.set(key, (trials = new RuleTrials(terms)));
  const task = { ...terms, trials };
  return aims.map((aim) =>
    preparedTotals({ ...task, aim }).map((total, t) => raisedTotal(total, world.multiples[t]!)),
  );
}

/** Everything that the sizing law needs but its aim. */
export function taskOf(
  request: ReplayRequest,
  { scene, history, book }: ReplayWorld,
  state: PoolState,
): Omit<SizingTask, 'aim'> {
  const { bootSeconds, series } = request;
  const lowerAfterSteps = state === 'Running' ? 0 : stepsIn(series, lowerAfterMinutes);
  const costs = costsIn(state, request);
  return { history, book, costs, bootSeconds, lowerAfterSteps, from: scene.from };
}
