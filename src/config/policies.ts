import type { PoolPrices } from '../core/capacity/pricing.ts';
import type { PoolState } from '../core/capacity/setting.ts';
import type { Switchback } from '../core/experiment/switchback.ts';
import type { Cap, FleetPolicy, GroupPolicy, ServiceLevel } from '../core/planning/policy.ts';
import type { StateOption } from '../core/planning/pool-state.ts';
import { fromUsd } from '../core/units.ts';
import { eventPlansOf, holidayCalendarOf } from './calendar.ts';
import { listingOf, memberPrices } from './prices.ts';
import type { Config, GroupConfig } from './schema.ts';

/** What a configuration asks of the rest of forewarm. */
export interface Policies {
  /** In the order of the file. */
  readonly groups: readonly GroupPolicy[];
  readonly fleet: FleetPolicy;
  /** How the load of each group is measured, by group. */
  readonly traffic: ReadonlyMap<string, TrafficSpec>;
}

/** Where the load of one group comes from, and the series it is stored as. */
export type TrafficSpec = Measured & Continued;

/** How a series goes on from an older one. */
interface Continued {
  /** Series that stands in for the time before this one begins; null = none. */
  readonly historyFrom: string | null;
}

type Measured =
  | {
      readonly kind: 'cloudwatch';
      readonly series: string;
      readonly namespace: string;
      readonly metric: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly statistic: 'Sum' | 'Average';
      readonly periodSeconds: number;
      readonly gaps: 'zero' | 'unknown';
      readonly settleSeconds: number;
      readonly zeroFillSecondsMax: number;
      readonly zeroFillLoadMax: number;
    }
  | { readonly kind: 'imported'; readonly series: string };

export function toPolicies(config: Config): Policies {
  return {
    groups: config.groups.map(groupPolicyOf),
    fleet: {
      caps: capsOf(config.budget),
      budgetZone: config.budget.zone,
      stepSeconds: config.steps.reconcile,
      alertShares: config.budget.alerts.toSorted((a, b) => a - b),
      vcpusMax: config.limits.vcpus,
    },
    traffic: new Map(config.groups.map((group) => [group.name, trafficOf(group)])),
  };
}

function groupPolicyOf(group: GroupConfig): GroupPolicy {
  const { capacity, pool, trust } = group;
  const listed = listingOf(group.prices);
  return {
    group: group.name,
    mode: group.mode,
    loadPerInstance: capacity.loadPerInstance,
    bootSeconds: capacity.boot,
    startSeconds: startSecondsOf(group, pool.state === 'auto' ? 'Stopped' : pool.state),
    ...(capacity.release !== undefined && { releaseSeconds: capacity.release }),
    failSeconds: capacity.failAfter,
    failHoldSeconds: capacity.failHold,
    ...(capacity.vcpus !== undefined && { vcpus: capacity.vcpus }),
    pool: {
      ...statePolicyOf(group),
      reuse: pool.reuse,
      minSize: pool.minSize,
      preparedMax: pool.preparedMax,
    },
    serviceLevel: serviceLevelOf(group.service),
    prices: pricesOf(group.prices),
    ...(listed !== null && { listed }),
    caps: capsOf(group.budget),
    priority: group.priority,
    lowerAfterSeconds: pool.lowerAfter,
    schedules: group.schedules.map(({ duration, zone = group.zone, ...schedule }) => ({
      ...schedule,
      zone,
      durationSeconds: duration,
    })),
    events: eventPlansOf(group.events, group.zone),
    holidays: holidayCalendarOf(group.holidays),
    zone: group.zone,
    trust: {
      dataAgeSecondsMax: trust.dataAge,
      modelAgeSecondsMax: trust.modelAge,
      lossRatioMax: trust.lossRatio,
    },
    ...(group.experiment !== null && { experiment: switchbackOf(group.experiment) }),
  };
}

/** The state that was named; of auto, the first to begin with and all that may be chosen. */
function statePolicyOf(group: GroupConfig): Pick<GroupPolicy['pool'], 'state' | 'auto'> {
  const { state, startWithin } = group.pool;
  if (state !== 'auto') return { state };
  const options = statesOf(group).map(
    (one): StateOption => ({ state: one, startSeconds: startSecondsOf(group, one) }),
  );
  return { state: options[0]!.state, auto: { options, startSecondsMax: startWithin } };
}

/** States that the pool of a group may have. */
export function statesOf({ pool }: Pick<GroupConfig, 'pool'>): PoolState[] {
  if (pool.state !== 'auto') return [pool.state];
  return pool.hibernation ? ['Stopped', 'Hibernated', 'Running'] : ['Stopped', 'Running'];
}

function startSecondsOf({ capacity }: GroupConfig, state: PoolState): number {
  const { start, startHibernated = start, startRunning = start } = capacity;
  return { Stopped: start, Hibernated: startHibernated, Running: startRunning }[state];
}

function serviceLevelOf({ hitRate, coldStartUsd }: GroupConfig['service']): ServiceLevel {
  return hitRate !== undefined
    ? { kind: 'hit-rate', target: hitRate }
    : { kind: 'cold-start-cost', cost: fromUsd(coldStartUsd!) }; // the schema wants one of the two
}

function switchbackOf(experiment: NonNullable<GroupConfig['experiment']>): Switchback {
  const { from, to, seed, block: blockSeconds, washout: washoutSeconds } = experiment;
  return { from, to, seed, blockSeconds, washoutSeconds };
}

/** Disks and addresses are paid in every state, the instance only while it runs. */
export function pricesOf(prices: GroupConfig['prices']): PoolPrices {
  const { addressHourUsd } = prices;
  const { instanceHourUsd, storageHourUsd } = memberPrices(prices);
  const hibernatedStorageHourUsd = prices.hibernatedStorageHourUsd ?? storageHourUsd;
  const runningHour = fromUsd(instanceHourUsd + storageHourUsd + addressHourUsd);
  return {
    bootingHour: runningHour,
    parkedHour: {
      Stopped: fromUsd(storageHourUsd + addressHourUsd),
      Hibernated: fromUsd(hibernatedStorageHourUsd + addressHourUsd),
      Running: runningHour,
    },
  };
}

function capsOf({ hourUsd, dayUsd, monthUsd }: GroupConfig['budget']): Cap[] {
  const limits = [
    ['hour', hourUsd],
    ['day', dayUsd],
    ['month', monthUsd],
  ] as const;
  return limits.flatMap(([per, usd]) => (usd === undefined ? [] : [{ per, limit: fromUsd(usd) }]));
}

function trafficOf({ name, traffic }: GroupConfig): TrafficSpec {
  if (traffic.source === 'imported') {
    const { series, historyFrom } = traffic;
    return { kind: 'imported', series, historyFrom };
  }
  const { source, period, settle, zeroFillMax, zeroFillBelow, ...metric } = traffic;
  return {
    ...metric,
    kind: source,
    series: name,
    periodSeconds: period,
    settleSeconds: settle,
    zeroFillSecondsMax: zeroFillMax,
    zeroFillLoadMax: zeroFillBelow,
  };
}
