import type { PoolSetting, PoolState } from '../capacity/setting.ts';
import type { Forecast } from '../forecasting/forecaster.ts';
import type { QuarterRecord } from '../replay/service-record.ts';
import type { TimeSeries } from '../series/series.ts';
import type { EpochSeconds, MicroUsd } from '../units.ts';
import type { Cap, PoolBounds } from './policy.ts';
import type { StateChoice } from './pool-state.ts';

/** One Auto Scaling group and its pool, as AWS reports them at `at`. */
export interface GroupObservation {
  readonly group: string;
  readonly at: EpochSeconds;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desired: number;
  readonly inService: number;
  /** Carries the tag that lets forewarm write. */
  readonly optedIn: boolean;
  /** Why nothing may be written now; null = free. */
  readonly blocked: BlockedReason | null;
  /** null = the group has no warm pool. */
  readonly pool: ObservedPool | null;
  readonly members: readonly PoolMember[];
}

export interface ObservedPool {
  readonly minSize: number;
  /** null = MaxGroupPreparedCapacity is unset: AWS then uses the group's MaxSize. */
  readonly prepared: number | null;
  readonly state: PoolState;
  readonly reuse: boolean;
}

/** True for two pools that AWS shows as set alike, what is unset among it. */
export function samePool(a: ObservedPool | null, b: ObservedPool | null): boolean {
  if (a === null || b === null) return a === b;
  const sizes = a.minSize === b.minSize && a.prepared === b.prepared;
  return sizes && a.state === b.state && a.reuse === b.reuse;
}

/** Conditions under which a step is skipped. Source: Auto Scaling user guide, warm pools. */
export const blockedReasons = {
  'group-deleting': 'the group is being deleted',
  'pool-deleting': 'the warm pool is being deleted',
  'instance-refresh': 'an instance refresh is running',
  'launch-suspended': 'the Launch process is suspended',
  'eks-managed': 'EKS manages this group: its pool is set through the EKS API',
  unread: 'AWS could not be asked about it',
  'mixed-spot': 'the group uses Spot or instance weights, which warm pools do not support',
} as const;
export type BlockedReason = keyof typeof blockedReasons;

export interface PoolMember {
  readonly instanceId: string;
  readonly phase: 'booting' | 'ready' | 'leaving';
  /** The state in which a ready member waits; of a leaving one only the meter remembers it. Else null. */
  readonly parked: PoolState | null;
}

/** One finished or running scaling activity that concerns the pool or a launch. */
export interface Activity {
  readonly activityId: string;
  readonly group: string;
  readonly kind:
    | 'into-pool'
    | 'return'
    | 'from-pool'
    | 'cold'
    | 'terminate'
    | 'terminate-from-pool';
  readonly instanceId: string | null;
  readonly startedAt: EpochSeconds;
  /** null while it runs. */
  readonly endedAt: EpochSeconds | null;
  readonly status: 'running' | 'successful' | 'failed';
}

/** What a cap has used of its window so far. */
export interface CapUse {
  readonly cap: Cap;
  readonly scope: 'group' | 'fleet';
  readonly windowStart: EpochSeconds;
  readonly windowEnd: EpochSeconds;
  readonly spent: MicroUsd;
  /**
   * When the running quarter of a day began, or the window if that was later, and what had been spent
   * by then: levels of service are chosen by it. Left out where the window is an hour.
   */
  readonly quarter?: { readonly start: EpochSeconds; readonly spent: MicroUsd };
}

/** Everything a plan for one group is made from. */
export interface Situation {
  readonly observation: GroupObservation;
  /** Load up to the last complete step; may end earlier when data are late. */
  readonly recent: TimeSeries;
  readonly outlook: Outlook;
  /** null or left out = no record to size by: the forecast alone decides. */
  readonly sized?: SizedTotal | null;
  /** null or left out = no control block of an experiment. */
  readonly control?: ControlWish | null;
  /** null or left out = the pool's state is fixed. */
  readonly stateChoice?: StateChoice | null;
  readonly caps: readonly CapUse[];
  readonly bounds: PoolBounds;
  readonly paused: string | null;
  /** Target of each recent step that had data, newest last, for the dwell before a cut. */
  readonly targets: readonly { readonly at: EpochSeconds; readonly prepared: number }[];
}

/** The prepared total that the sizing law wants now, by its record. */
export interface SizedTotal {
  readonly prepared: number;
  /** By which announced events raise it above that of an ordinary day; 1 = none is near. */
  readonly multiple: number;
  /** Claims on the record that its rules were chosen by. */
  readonly claims: number;
  readonly fittedAt: EpochSeconds;
  /** What less money would have, the least first and this one last; left out = not known. */
  readonly levels?: readonly SizedLevel[];
}

/** A level of service: what it would have now, and what it has lately cost and missed. */
export interface SizedLevel {
  /** The highest total of the time for which a cut waits. */
  readonly prepared: number;
  /** By quarter of the day, UTC. */
  readonly record: readonly QuarterRecord[];
}

/** The constant that an experiment compares with, while one of its control blocks lasts. */
export interface ControlWish {
  readonly setting: PoolSetting;
  /** Number of the block, from 0. */
  readonly block: number;
  readonly until: EpochSeconds;
}

/** A believed forecast, or the reason why there is none. */
export type Outlook =
  | {
      readonly kind: 'forecast';
      readonly forecast: Forecast;
      /** Coherent sample paths of load, shape [paths][horizon]. */
      readonly paths: readonly Float64Array[];
      /** How far past steps rose above their own mean, ascending, each ≥ 1; left out = not known. */
      readonly peakRatios?: readonly number[];
      readonly model: string;
    }
  | {
      readonly kind: 'untrusted';
      readonly reason: UntrustedReason;
      readonly detail: string;
      /** The forecast that is not believed, where there is one: its shadow may win the trust back. */
      readonly doubted?: Extract<Outlook, { kind: 'forecast' }>;
    };

export const untrustedReasons = {
  'no-model': 'no model has been trained',
  'model-old': 'the model is older than the limit',
  'data-stale': 'the newest sample is older than the limit',
  'data-short': 'less than a day of history',
  'skill-low': 'the model loses against seasonal naive',
  'coverage-off': 'recent intervals cover too little or too much',
  'shadow-cost': 'following the forecast would have cost more than the reactive rule',
  'forecast-broken': 'the forecast failed or is not finite',
} as const;
export type UntrustedReason = keyof typeof untrustedReasons;
