/**
 * What a group that could not be read may be doing, at worst. Nothing is written to it, but it goes
 * on spending: the caps that it shares with others must hold whatever it does meanwhile.
 */
import {
  type BillingPhase,
  billingPhases,
  dearer,
  dearestHourPrice,
  hourPriceOf,
  type PoolPrices,
} from '../../capacity/pricing.ts';
import { type PoolSetting, type PoolState, poolWanted } from '../../capacity/setting.ts';
import type { Zone } from '../../series/zone.ts';
import type { EpochSeconds } from '../../units.ts';
import type { FleetPolicy, GroupPolicy } from '../policy.ts';
import type { GroupObservation, PoolMember } from '../situation.ts';
import { boundOf, commitmentOf, type Lot, stepsMissedMax } from './commitment.ts';
import type { Holding } from './holding.ts';
import type { Usage } from './usage.ts';

/** A group of which nothing is known: forewarm has never changed it, so it owes nothing. */
export function neverSeen(group: string, at: EpochSeconds): GroupObservation {
  return {
    group,
    at,
    minSize: 0,
    maxSize: 1,
    desired: 0,
    inService: 0,
    optedIn: false,
    blocked: 'unread',
    pool: null,
    members: [],
  };
}

/** A group that could not be read: how it was seen last, and the settings it may be under; null = no pool. */
export interface Unread {
  readonly last: GroupObservation;
  readonly settings: readonly (PoolSetting | null)[];
  readonly policy: GroupPolicy;
  readonly fleet: FleetPolicy;
}

/**
 * How the group may stand at `at` when what it can still spend is the most: its pool is full of
 * booting members, yet to be filled, or between; all that it scaled in for reuse has just returned;
 * as many are leaving; and the group has all of its climb and its descent before it.
 */
export function worstSighting(unread: Unread, at: EpochSeconds): GroupObservation {
  const { observation, booting, leaving } = worstStanding(unread, at);
  const members = [...membersOf(booting, 'booting'), ...membersOf(leaving, 'leaving')];
  return { ...observation, members };
}

/** The same with its members in numbers, and what they may come to. */
function worstStanding(
  { last, settings, policy, fleet }: Unread,
  at: EpochSeconds,
): {
  /** Its members left out. */
  readonly observation: GroupObservation;
  readonly booting: number;
  readonly leaving: number;
  readonly lots: readonly Lot[];
} {
  const pool = dearestOf(settings);
  const size = pool === null ? 0 : poolWanted(pool, last.minSize);
  const returned = pool?.reuse === true ? last.maxSize - last.minSize : 0;
  const leaving = size + returned;
  const group = { desired: last.minSize, inService: last.maxSize, pool, members: [] };
  const observation: GroupObservation = { ...last, ...group, at, blocked: 'unread' };
  let worst = { observation, booting: 0, leaving, lots: [] as readonly Lot[] };
  if (pool === null) return worst;
  const perHour = dearestHourPrice(policy.prices);
  let dearest = -1;
  for (let booting = 0; booting <= leaving; booting++) {
    const staying = booting === 0 ? [] : [{ perHour, count: booting }];
    const gone = leaving === 0 ? [] : [{ perHour, count: leaving }];
    const holding: Holding = { booting, staying, leaving: gone };
    const lots = commitmentOf({ setting: pool, observation, policy, fleet }, holding);
    const bound = boundOf(lots);
    if (bound > dearest) [worst, dearest] = [{ ...worst, booting, lots }, bound];
  }
  return worst;
}

/**
 * The most that the pool may have used over [from, until), by hours of `zone`, in its dearest
 * phase: a commitment from how it was seen at `from`, and one from the worst for every two steps
 * after. Not to be booked: once the group is read again, its activities tell the truth.
 */
export function worstUsage(
  unread: Unread,
  { from, until }: { readonly from: EpochSeconds; readonly until: EpochSeconds },
  zone: Zone,
): Usage[] {
  const { last, settings, policy, fleet } = unread;
  const pool = dearestOf(settings);
  if (pool === null) return [];
  const phase = dearestPhase(policy.prices);
  const secondsByHour = new Map<EpochSeconds, number>();
  const spanSeconds = (1 + stepsMissedMax) * fleet.stepSeconds;
  const found = { ...last, at: from, pool };
  const first = commitmentOf({ setting: pool, observation: found, policy, fleet });
  // The worst is the same at any time: it is looked for once.
  const later = from + spanSeconds < until ? worstStanding(unread, from).lots : [];
  for (let at = from; at < until; at += spanSeconds) {
    for (const lot of at === from ? first : later.map((each) => movedBy(at - from, each))) {
      for (const { hourStart, seconds } of hoursOf(lot, until, zone)) {
        secondsByHour.set(hourStart, (secondsByHour.get(hourStart) ?? 0) + seconds);
      }
    }
  }
  return [...secondsByHour].map(([hourStart, instanceSeconds]) => ({
    hourStart,
    phase,
    instanceSeconds,
  }));
}

function movedBy(seconds: number, lot: Lot): Lot {
  return { ...lot, from: lot.from + seconds, to: lot.to + seconds };
}

/** Instance-seconds that `lot` may take of each hour before `until`. */
function hoursOf(
  { count, from, to, seconds }: Lot,
  until: EpochSeconds,
  zone: Zone,
): { readonly hourStart: EpochSeconds; readonly seconds: number }[] {
  const hours: { hourStart: EpochSeconds; seconds: number }[] = [];
  const end = Math.min(to, until);
  for (let at = from; at < end; at = zone.nextStartOfHour(at)) {
    const within = Math.min(end, zone.nextStartOfHour(at)) - at;
    hours.push({ hourStart: zone.startOfHour(at), seconds: count * Math.min(seconds, within) });
  }
  return hours;
}

function dearestPhase(prices: PoolPrices): BillingPhase {
  const dearest = dearestHourPrice(prices);
  return billingPhases.find((phase) => hourPriceOf(prices, phase) === dearest)!;
}

function membersOf(count: number, phase: PoolMember['phase']): PoolMember[] {
  return Array.from({ length: count }, (_, n) => ({
    instanceId: `${phase}-${n}`,
    phase,
    parked: null,
  }));
}

/** The setting that holds at least what any of `settings` does; null where none has a pool. */
function dearestOf(settings: readonly (PoolSetting | null)[]): PoolSetting | null {
  const pools = settings.filter((setting) => setting !== null);
  const [first] = pools;
  if (first === undefined) return null;
  return {
    minSize: Math.max(...pools.map(({ minSize }) => minSize)),
    prepared: Math.max(...pools.map(({ prepared }) => prepared)),
    state: pools.reduce((state, one) => dearer(state, one.state) as PoolState, first.state),
    reuse: pools.some(({ reuse }) => reuse),
  };
}
