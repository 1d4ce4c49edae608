/**
 * Shadows: what each way of sizing would have cost and missed over the last days, whichever served.
 * All live through the same load in the world of replay, each by what it wished at every step, with
 * the wait before a cut but without floors and ceilings. The constant is the best in hindsight, which
 * nobody could have chosen so well; the empty pool costs nothing but cold starts.
 *
 * Where a cap was in the way, none of them has more than it left to the one that served: else the
 * shadows of the greedy would be charged for, and spared cold starts by, members that nobody could
 * have had. Left out is that a thrifty one would have come to such steps with more of its cap unspent:
 * what others of a fleet would have taken of that is not known.
 *
 * Cold starts are compared with dollars at the price that the owner gave, or at the lowest at which
 * a constant pool would have been worth enough to reach the hit rate that was asked.
 */

import { instancesFor } from '../../capacity/demand.ts';
import { bootSecondsOf } from '../../capacity/measured-times.ts';
import { bootSurcharge } from '../../capacity/pricing.ts';
import type { PoolSetting } from '../../capacity/setting.ts';
import { ReplayedPool, type SettingTrace } from '../../replay/replay.ts';
import { alarmLoad, type GroupTrace, groupTrace } from '../../replay/trace.ts';
import { endOf, indexOf, slice, type TimeSeries } from '../../series/series.ts';
import { student95 } from '../../statistics/student.ts';
import {
  type EpochSeconds,
  type MicroUsd,
  microUsd,
  secondsPerDay,
  secondsPerHour,
} from '../../units.ts';
import type { GroupPolicy } from '../policy.ts';
import { constantSizes, limitSizes, wishedSizes, withinLimits } from './sizes.ts';

/** Days that are compared, at most. */
export const shadowDays = 7;

export type PoolSize = Pick<PoolSetting, 'minSize' | 'prepared'>;

/** What each way of sizing would have at `at`; null = it had no say. */
export interface Wish {
  readonly at: EpochSeconds;
  readonly predictive: PoolSize | null;
  readonly reactive: PoolSize | null;
  /** What a cap left, whoever wished for more; left out = no cap was in the way. */
  readonly limit?: PoolSize;
}

/** What one way of sizing would have come to. */
export interface Shadow {
  /** Of the pool alone. */
  readonly cost: MicroUsd;
  readonly misses: number;
  /** µUSD of each day, its cold starts at `missPrice` included. Shape [days]. */
  readonly days: readonly number[];
}

export interface ShadowCosts {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly claims: number;
  readonly missPrice: MicroUsd;
  readonly predictive: Shadow;
  readonly reactive: Shadow;
  readonly constant: Shadow & { readonly size: PoolSize };
  readonly none: Shadow;
}

/** Constants up to this size are all tried; above, so many in geometric steps. */
const everySizeTo = 12;
const sizesAbove = 24;
const bisections = 40;

/**
 * The shadows over the whole days before the end of `recent`, as far back as `wishes` reach.
 * @param wishes Ascending in time.
 * @returns null while that is less than a day.
 */
export function shadowCosts(
  recent: TimeSeries,
  wishes: readonly Wish[],
  policy: GroupPolicy,
): ShadowCosts | null {
  const world = worldOf(recent, wishes, policy);
  if (world === null) return null;
  const tried = sizesToTry(world.trace, policy).map((size) => ({
    size,
    count: world.live(world.constant(size)),
  }));
  // What a cold start is worth does not depend on what a cap lets one afford against it.
  const free = world.isLimited
    ? tried.map(({ size }) => ({ count: world.live(world.unlimited(size)) }))
    : tried;
  const claims = claimsOf(world.trace);
  const missPrice = missPriceOf(free, claims, policy);
  const totalOf = ({ count }: (typeof tried)[number]) => totalCost(count, missPrice);
  const best = tried.reduce((a, b) => (totalOf(b) < totalOf(a) ? b : a));
  const shadow = (settings: SettingTrace) => shadowOf(world.live(settings), missPrice);
  return {
    from: world.start,
    to: endOf(recent),
    claims,
    missPrice,
    predictive: shadow(world.settingsOf((wish) => wish.predictive ?? wish.reactive)),
    reactive: shadow(world.settingsOf((wish) => wish.reactive)),
    constant: { ...shadowOf(best.count, missPrice), size: best.size },
    none: shadow(world.constant({ minSize: 0, prepared: 0 })),
  };
}

/** µUSD a day, cold starts included, by which `one` would have been dearer than `other`. */
export function dearerBy(one: Shadow, other: Shadow): number {
  return meanOf(one.days) - meanOf(other.days);
}

/** Days of which a difference can be told from chance at all. */
const daysMin = 3;

/**
 * True when `one` was dearer than `other` by more than `share` of it, and by more than the days
 * differ among each other: the 95 % interval of the mean difference lies above zero.
 */
export function isDearer(one: Shadow, other: Shadow, share: number): boolean {
  const differences = one.days.map((cost, day) => cost - other.days[day]!);
  const days = differences.length;
  if (days < daysMin) return false;
  const mean = meanOf(differences);
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const error = Math.sqrt(squares / (days - 1) / days);
  return mean > share * meanOf(other.days) && mean > student95(days - 1) * error;
}

/** Counts of each day. Shape [days]. */
type Lived = readonly { readonly cost: number; readonly misses: number }[];

interface World {
  readonly start: EpochSeconds;
  readonly trace: GroupTrace;
  /** True = a cap was in the way at some step. */
  readonly isLimited: boolean;
  settingsOf(sizeOf: (wish: Wish) => PoolSize | null): SettingTrace;
  /** A constant as caps would have let it be, and as they would not. */
  constant(size: PoolSize): SettingTrace;
  unlimited(size: PoolSize): SettingTrace;
  live(settings: SettingTrace): Lived;
}

function worldOf(recent: TimeSeries, wishes: readonly Wish[], policy: GroupPolicy): World | null {
  const first = wishes[0]?.at ?? Number.POSITIVE_INFINITY;
  const { stepSeconds } = recent;
  const known = Math.min(endOf(recent) - first, recent.values.length * stepSeconds);
  const days = Math.min(shadowDays, Math.floor(known / secondsPerDay));
  if (days < 1) return null;
  const from = indexOf(recent, endOf(recent) - days * secondsPerDay);
  const span = slice(recent, from, recent.values.length);
  const load = alarmLoad(recent.values, stepSeconds).subarray(from);
  const demand = Int32Array.from(load, (value) => instancesFor(value, policy.loadPerInstance));
  const trace = groupTrace(demand, stepSeconds);
  const limits = limitSizes(span, wishes);
  const wished = (sizeOf: (wish: Wish) => PoolSize | null) =>
    wishes.map((wish) => [wish.at, sizeOf(wish)] as const);
  return {
    start: span.start,
    trace,
    isLimited: limits !== null,
    settingsOf: (sizeOf) => withinLimits(limits, wishedSizes(span, wished(sizeOf), policy)),
    constant: (size) => withinLimits(limits, constantSizes(size, trace.active.length)),
    unlimited: (size) => constantSizes(size, trace.active.length),
    live: (settings) => live(trace, settings, policy),
  };
}

/** What a pool under `settings` costs in µUSD and misses, day by day. */
function live(
  { stepSeconds, active }: GroupTrace,
  settings: SettingTrace,
  policy: GroupPolicy,
): Lived {
  const { prices, pool: parked } = policy;
  const { state, reuse } = parked;
  const bootSeconds = bootSecondsOf(policy);
  const heldStep = (prices.parkedHour[state] * stepSeconds) / secondsPerHour;
  const boot = bootSurcharge(prices, state, bootSeconds);
  const pool = new ReplayedPool({ stepSeconds, bootSeconds, reuse });
  const day = secondsPerDay / stepSeconds;
  const lived: { cost: number; misses: number }[] = [];
  for (let from = 0; from < active.length; from += day) {
    const { misses, boots, heldSteps } = pool;
    const to = Math.min(from + day, active.length);
    const minSize = settings.minSize?.subarray(from, to) ?? null;
    pool.advance(active, [from, to], { minSize, prepared: settings.prepared.subarray(from, to) });
    const cost = (pool.heldSteps - heldSteps) * heldStep + (pool.boots - boots) * boot;
    lived.push({ cost, misses: pool.misses - misses });
  }
  return lived;
}

function shadowOf(lived: Lived, missPrice: number): Shadow {
  return {
    cost: microUsd(Math.round(totalCost(lived, 0))),
    misses: missesOf(lived),
    days: lived.map(({ cost, misses }) => cost + misses * missPrice),
  };
}

/** Absolute sizes and prepared totals up to the highest demand, none below what the policy keeps. */
function sizesToTry({ demand }: GroupTrace, { pool }: GroupPolicy): PoolSize[] {
  const highest = demand.reduce((a, b) => Math.max(a, b), 0);
  const top = Math.max(pool.minSize, Math.min(highest, pool.preparedMax ?? highest));
  const ratio = top / everySizeTo;
  const sizes = new Set([pool.minSize, top]);
  for (let size = pool.minSize; size <= Math.min(top, everySizeTo); size++) sizes.add(size);
  for (let n = 1; n < sizesAbove && ratio > 1; n++) {
    sizes.add(Math.max(pool.minSize, Math.round(everySizeTo * ratio ** (n / sizesAbove))));
  }
  return [...sizes].flatMap((size) => [
    { minSize: pool.minSize, prepared: size },
    { minSize: size, prepared: size },
  ]);
}

/** What a cold start counts: as the owner said, or the least at which the best constant misses few enough. */
function missPriceOf(
  tried: readonly { readonly count: Lived }[],
  claims: number,
  { serviceLevel }: GroupPolicy,
): MicroUsd {
  if (serviceLevel.kind === 'cold-start-cost') return serviceLevel.cost;
  const outcomes = tried.map(({ count }) => ({
    cost: totalCost(count, 0),
    misses: missesOf(count),
  }));
  const allowed = (1 - serviceLevel.target) * claims;
  const isEnough = (price: number) => {
    const totals = outcomes.map(({ cost, misses }) => cost + price * misses);
    return outcomes[totals.indexOf(Math.min(...totals))]!.misses <= allowed;
  };
  // One cold start fewer is never worth more than all that any constant costs.
  let [low, high] = [0, 1 + Math.max(...outcomes.map(({ cost }) => cost))];
  for (let i = 0; i < bisections && high - low > 0.5; i++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return microUsd(isEnough(0) ? 0 : Math.ceil(high));
}

function claimsOf({ active }: GroupTrace): number {
  let claims = 0;
  for (let t = 1; t < active.length; t++) claims += Math.max(0, active[t]! - active[t - 1]!);
  return claims;
}

function missesOf(lived: Lived): number {
  return lived.reduce((sum, { misses }) => sum + misses, 0);
}

function totalCost(lived: Lived, missPrice: number): number {
  return lived.reduce((sum, { cost, misses }) => sum + cost + misses * missPrice, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
