import type { AnnouncedEvent } from '../calendar/occurrences.ts';
import type { PoolSetting } from '../capacity/setting.ts';
import type { Sample } from '../series/series.ts';
import { type EpochSeconds, type MicroUsd, secondsPerDay, secondsPerHour } from '../units.ts';
import { poolSeconds } from './billing.ts';
import type { ClaimCount } from './claims.ts';
import type { SimulatedGroup } from './group.ts';
import type { GroupOptions } from './group-options.ts';
import type { ScalingRule } from './scaling.ts';
import { SimulatedService } from './service.ts';
import { generatedTraffic, recordedTraffic, type Traffic, type TrafficOptions } from './traffic.ts';

/** A whole world as data: the same scenario is the same world for every policy that is tried in it. */
export interface Scenario {
  readonly seed: number;
  /** Whole minute at which the group begins to be simulated. */
  readonly start: EpochSeconds;
  readonly days: number;
  /** Days before `start` in which the load was already measured. */
  readonly historyDays: number;
  readonly group: GroupOptions;
  readonly rule: ScalingRule;
  readonly load: LoadSource;
  /** What the operator knows beforehand. */
  readonly announced: readonly AnnouncedEvent[];
  /** Value of the dimension LoadBalancer under which the load is measured. */
  readonly loadBalancer: string;
}

export type LoadSource =
  | { readonly kind: 'generated'; readonly options: TrafficOptions }
  | {
      readonly kind: 'recorded';
      readonly samples: readonly Sample[];
      readonly stepSeconds: number;
    };

/** What a policy achieved in a world, and what its pool cost. */
export interface Outcome extends ClaimCount {
  /** Hits ÷ claims; 1 without claims. */
  readonly hitRate: number;
  /** What the pool added: members from launch until claim or termination. */
  readonly spendMicroUsd: MicroUsd;
  /** Members launched into the pool. */
  readonly boots: number;
  readonly warmInstanceHours: number;
  /** Reported apart: no cap counts them. */
  readonly serviceInstanceHours: number;
  /** Accepted changes of the pool's setting. */
  readonly resizes: number;
}

/** A pool that is set once, at the start, and left alone. `aws-default` sets nothing but the pool. */
export type ConstantPool = PoolSetting | 'none' | 'aws-default';

export function endOfScenario({ start, days }: Scenario): EpochSeconds {
  return start + Math.round(days * secondsPerDay);
}

export function trafficOf({ load }: Scenario): Traffic {
  return load.kind === 'generated'
    ? generatedTraffic(load.options)
    : recordedTraffic(load.samples, load.stepSeconds);
}

/** The service of a scenario, at its start; `traffic` saves generating it again. */
export function serviceOf(
  scenario: Scenario,
  traffic: Traffic = trafficOf(scenario),
  onMinute?: (group: SimulatedGroup) => void,
): SimulatedService {
  const { seed, start, group, rule } = scenario;
  return new SimulatedService({ seed, start, group, driver: { traffic, rule } }, onMinute);
}

/** What has happened in `group` so far. */
export function outcomeOf(group: SimulatedGroup): Outcome {
  const { claims, meter, now } = group;
  const usage = meter.usage(0, Number.POSITIVE_INFINITY, now);
  return {
    ...claims,
    hitRate: claims.claims === 0 ? 1 : claims.hits / claims.claims,
    spendMicroUsd: meter.poolSpend(0, Number.POSITIVE_INFINITY, now),
    boots: group.poolLaunches,
    warmInstanceHours: poolSeconds(usage) / secondsPerHour,
    serviceInstanceHours: usage.service / secondsPerHour,
    resizes: group.resizes,
  };
}

/** Simulates the whole scenario with one constant pool. */
export function runConstant(
  scenario: Scenario,
  pool: ConstantPool,
  traffic: Traffic = trafficOf(scenario),
): Outcome {
  const service = serviceOf(scenario, traffic);
  if (pool === 'aws-default') service.group.putWarmPool({});
  else if (pool !== 'none') service.group.putWarmPool(pool);
  service.advanceTo(endOfScenario(scenario));
  return outcomeOf(service.group);
}
