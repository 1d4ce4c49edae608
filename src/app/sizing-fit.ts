import type { Aim } from '../core/capacity/aim.ts';
import { leadSteps, refillSeconds } from '../core/capacity/lead-time.ts';
import { bootSecondsOf } from '../core/capacity/measured-times.ts';
import { returnSurcharge } from '../core/capacity/pricing.ts';
import { blockAt } from '../core/experiment/switchback.ts';
import { knownEvents } from '../core/forecasting/events/events.ts';
import { isPaced } from '../core/planning/budget/pacing.ts';
import type { Cap, GroupPolicy } from '../core/planning/policy.ts';
import { ledgerCosts, type PoolCosts } from '../core/replay/scorecard.ts';
import { alarmLoad, demandOf, groupTrace } from '../core/replay/trace.ts';
import { localClock } from '../core/series/calendar.ts';
import { stepsIn, stepsPerDay } from '../core/series/local-grid.ts';
import { type TimeSeries, withHolidays } from '../core/series/series.ts';
import { zoneOf } from '../core/series/zone.ts';
import { loadQuarterStart } from '../core/sizing/blocks.ts';
import type { SizingHistory } from '../core/sizing/history.ts';
import { fitLevels, type LevelTerms } from '../core/sizing/levels.ts';
import type { SizingModel } from '../core/sizing/model.ts';
import { ruleBook } from '../core/sizing/rules.ts';
import type { HourClaims } from '../core/sizing/service.ts';
import { fitSizing } from '../core/sizing/sizing.ts';
import {
  type EpochSeconds,
  secondsPerDay,
  secondsPerHour,
  secondsPerMinute,
  toUsd,
} from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import { holidayDays } from './known-days.ts';
import { ordinaryPeaks } from './ordinary-peaks.ts';
import type { ClaimStore } from './ports/books.ts';
import type { SeriesStore } from './ports/series.ts';
import type { Sizer, SizingRequest, SizingStore, StoredSizing } from './ports/sizing.ts';
import { newestEnd, peakLoad } from './recent-peaks.ts';

/**
 * Logits above the requested rate. The world in which rules are tried knows no spike that has not
 * been seen yet, no boot that takes longer than most and no metric that stays away.
 */
const caution = 1.3;
/** Metrics later than this are an outage, not a habit to plan for. */
const latenessSecondsMax = 600;

/** Days that rules are judged by: older records hardly count. */
const learntDays = 63;
/** Days of real claims that the slow service loop looks back on. */
const realisedDays = 16;

export interface SizingPorts {
  readonly series: SeriesStore;
  readonly claims: ClaimStore;
  readonly fits: SizingStore;
  readonly sizer: Sizer;
}

export interface FitMoment {
  readonly at: EpochSeconds;
  readonly reviewSeconds: number;
  /** Caps that the group shares with others; left out = none. */
  readonly fleetCaps?: readonly Cap[];
}

/**
 * Fits the sizing law of one group to what is stored before `at`, and saves it for its steps. In the
 * world of the fit a total takes effect at once and boots are late by all that the real one adds:
 * the age of the newest sample, the wait for the next step of `reviewSeconds`, and AWS's own.
 * @throws ForewarmError FW_TRAINING_FAILED.
 */
export async function fitGroup(
  { policy, series, stepSeconds }: ManagedGroup,
  { at, reviewSeconds, fleetCaps = [] }: FitMoment,
  { series: store, claims, fits, sizer }: SizingPorts,
  signal?: AbortSignal,
): Promise<SizingModel> {
  const to = newestEnd(store, series, stepSeconds, at);
  const oldest = Math.max(store.extent(series)?.first ?? to, to - learntDays * secondsPerDay);
  const measured = peakLoad(store, series, [oldest, to], stepSeconds);
  const peaks = withHolidays(measured, holidayDays(policy, measured));
  const before = fits.latest(policy.group);
  const leadsSince = policy.mode === 'act' ? (before?.leadsSince ?? at) : null;
  const model = await sizer.fit(
    {
      series: ordinaryPeaks(peaks, knownEvents(policy.events, peaks, policy), policy),
      loadPerInstance: policy.loadPerInstance,
      zone: policy.zone,
      costs: costsOf(policy, stepSeconds),
      leadSeconds:
        refillSeconds(bootSecondsOf(policy)) +
        reviewSeconds +
        Math.min(at - to, latenessSecondsMax),
      reuse: policy.pool.reuse,
      aim: aimOf(policy),
      lowerAfterSeconds: cutsAfter(policy),
      realised: leadsSince === null ? [] : realisedOf(policy, [leadsSince, at], claims),
      levels: asksForLevels(policy, fleetCaps) ? levelTermsOf(policy) : null,
    },
    signal,
  );
  fits.save(policy.group, {
    model,
    conditions: conditionsOf(policy, stepSeconds),
    fittedAt: at,
    leadsSince,
  });
  return model;
}

/**
 * True when the newest fit of a group, in the state in force, was made in an earlier quarter of its
 * local day, or for a policy that has changed since. The first fit waits for the first training.
 */
export function fitIsDue(
  { policy, stepSeconds }: ManagedGroup,
  { at, fleetCaps = [] }: Pick<FitMoment, 'at' | 'fleetCaps'>,
  newest: StoredSizing | null,
): boolean {
  if (newest === null) return false;
  if (newest.conditions !== conditionsOf(policy, stepSeconds)) return true;
  if (newest.model.levels === undefined && asksForLevels(policy, fleetCaps)) return true;
  return loadQuarterStart(zoneOf(policy.zone), at) > newest.fittedAt;
}

function levelTermsOf({ pool, prices }: GroupPolicy): LevelTerms {
  return { minSize: pool.minSize, returnUsd: toUsd(returnSurcharge(prices, pool.state)) };
}

/** True when a cap may have to choose a level of service for the group. */
function asksForLevels({ caps }: GroupPolicy, fleetCaps: readonly Cap[]): boolean {
  return [...caps, ...fleetCaps].some(isPaced);
}

/** The sizing law of `request`, fitted where it is called: seconds of work. */
export function fitRequested(request: SizingRequest): SizingModel {
  const { costs, aim, lowerAfterSeconds, realised, reuse, series, levels } = request;
  const history = sizingHistory(series, request);
  const from = history.grid.steps;
  const bootSteps = leadSteps(request.leadSeconds, series.stepSeconds);
  const book = ruleBook(history, from, bootSteps);
  const lowerAfterSteps = lowerAfter(lowerAfterSeconds, series.stepSeconds);
  const bootSeconds = bootSteps * series.stepSeconds;
  const world = { history, book, costs, bootSeconds, reuse, caution, lowerAfterSteps, from };
  const task = { ...world, aim, realised };
  return levels === null ? fitSizing(task) : fitLevels(task, levels);
}

/** Steps for which a lower total must have held, 0 = it is followed at once. */
export function lowerAfter(lowerAfterSeconds: number, stepSeconds: number): number {
  if (lowerAfterSeconds === 0) return 0;
  return stepsIn({ stepSeconds }, lowerAfterSeconds / secondsPerMinute);
}

/**
 * `series` as instances, and the group that would have followed it: wholly, or for a decision at its
 * end from `since` on. A day before that is followed as well, by whose peak any past is forgotten.
 */
export function sizingHistory(
  { start, stepSeconds, values, holidays = new Set() }: TimeSeries,
  { loadPerInstance, zone }: Pick<GroupPolicy, 'loadPerInstance' | 'zone'>,
  since = 0,
): SizingHistory {
  const load = alarmLoad(values, stepSeconds);
  for (let t = 0; t < load.length; t++) load[t]! /= loadPerInstance;
  const grid = { start, stepSeconds, steps: load.length, clock: localClock(zone), holidays };
  const followed = Math.max(0, since - stepsPerDay(grid));
  const active = new Int32Array(load.length);
  active.set(groupTrace(demandOf(load.subarray(followed), 1), stepSeconds).active, followed);
  return { grid, load, active };
}

/**
 * What a fit was made for: it serves only as long as this stays the same. Measured boots are none of
 * it: they change a little with every day, and the next fit knows them.
 */
export function conditionsOf(policy: GroupPolicy, stepSeconds: number): string {
  const { loadPerInstance, bootSeconds, pool, serviceLevel, prices, zone } = policy;
  const { state, reuse } = pool;
  return JSON.stringify([
    stepSeconds,
    loadPerInstance,
    bootSeconds,
    state,
    reuse,
    serviceLevel,
    prices,
    zone,
  ]);
}

/** Seconds for which a lower total must have held: none in a pool where only time held costs money. */
export function cutsAfter({ pool, lowerAfterSeconds }: GroupPolicy): number {
  return pool.state === 'Running' ? 0 : lowerAfterSeconds;
}

export function aimOf({ serviceLevel }: GroupPolicy): Aim {
  return serviceLevel.kind === 'hit-rate'
    ? { kind: 'hit-rate', target: serviceLevel.target }
    : { kind: 'miss-price', missUsd: toUsd(serviceLevel.cost) };
}

/** Dollars of a member-step and of a boot, as the planner prices them. */
export function costsOf(policy: GroupPolicy, stepSeconds: number): PoolCosts {
  const timing = { stepSeconds, bootSeconds: bootSecondsOf(policy) };
  return ledgerCosts(policy.pool.state, policy.prices, timing);
}

/**
 * Claims of the whole hours of [from, to) in which there were any. Control blocks are left out: there
 * a constant led the pool, and the law must not answer for it.
 */
function realisedOf(
  { group, experiment }: GroupPolicy,
  [from, to]: readonly [EpochSeconds, EpochSeconds],
  claims: ClaimStore,
): HourClaims[] {
  const first = Math.max(from, to - realisedDays * secondsPerDay);
  const hours: HourClaims[] = [];
  for (
    let at = Math.ceil(first / secondsPerHour) * secondsPerHour;
    at + secondsPerHour <= to;
    at += secondsPerHour
  ) {
    if (experiment && blockAt(experiment, group, at)?.arm === 'constant') continue;
    const { hits, misses } = claims.count(group, at, at + secondsPerHour);
    if (hits + misses > 0) hours.push({ at, hits, misses });
  }
  return hours;
}
