import type { HolidayCalendar } from '../calendar/holidays.ts';
import type { EventPlan } from '../calendar/occurrences.ts';
import type { WindowLength } from '../calendar/windows.ts';
import type { PriceListing } from '../capacity/listed-prices.ts';
import type { MeasuredTimes, ReturnTimes } from '../capacity/measured-times.ts';
import type { PoolPrices } from '../capacity/pricing.ts';
import type { PoolState } from '../capacity/setting.ts';
import type { Switchback } from '../experiment/switchback.ts';
import type { MicroUsd } from '../units.ts';
import type { AutoState } from './pool-state.ts';

/** How far forewarm may go with a group: watch, advise, or write. */
export const modes = ['observe', 'recommend', 'act'] as const;
export type Mode = (typeof modes)[number];

/** What one group's owner asked for. Plain data, made by the configuration. */
export interface GroupPolicy {
  readonly group: string;
  readonly mode: Mode;
  /** Load that one instance serves, in units of the group's series, > 0. */
  readonly loadPerInstance: number;
  /** Launch → warmed, seconds ≥ 1, as its owner says. */
  readonly bootSeconds: number;
  /** How long boots really took of late; left out = too few were seen, and the owner is believed. */
  readonly boots?: MeasuredTimes;
  /** Warmed → in service, seconds ≥ 0. */
  readonly startSeconds: number;
  /** Longest time from telling AWS to drop a member to its end, draining and hook included; left out = its owner does not say. */
  readonly releaseSeconds?: number;
  /** Shortest time from launch in which a boot may fail; default 40 s. */
  readonly failSeconds?: number;
  /** Longest time for which a terminate hook holds a machine whose boot failed; left out = there is none. */
  readonly failHoldSeconds?: number;
  /** How instances came back from the group of late; left out = none was seen to. */
  readonly returns?: ReturnTimes;
  /** vCPUs of one instance, ≥ 1; left out where the fleet has no limit of them. */
  readonly vcpus?: number;
  readonly pool: {
    /** How members wait; with `auto`, before anything else is known. */
    readonly state: PoolState;
    /** Left out = the state is fixed. */
    readonly auto?: AutoState;
    readonly reuse: boolean;
    /** MinSize never below this; whole, ≥ 0. */
    readonly minSize: number;
    /** MaxGroupPreparedCapacity never above this; null = the group's MaxSize. */
    readonly preparedMax: number | null;
  };
  readonly serviceLevel: ServiceLevel;
  readonly prices: PoolPrices;
  /** Which of the prices are from the public list; left out = its owner wrote them down. */
  readonly listed?: PriceListing;
  /** Caps of this group alone; those of the fleet are in `FleetPolicy`. */
  readonly caps: readonly Cap[];
  /** Groups of a lower number are served first when the fleet's cap binds; whole, ≥ 0. */
  readonly priority: number;
  /** A lower target must have held this long before the pool is cut, seconds ≥ 0. */
  readonly lowerAfterSeconds: number;
  readonly schedules: readonly Schedule[];
  readonly events: readonly EventPlan[];
  /** Days that load like a Sunday; none when it is left out. */
  readonly holidays?: HolidayCalendar;
  /** IANA zone of the load's daily rhythm. */
  readonly zone: string;
  readonly trust: TrustLimits;
  /** null or left out = no control group: every block is sized by the forecast. */
  readonly experiment?: Switchback | null;
}

export type ServiceLevel =
  /** Share of claims that must find a ready member, in (0, 1). */
  | { readonly kind: 'hit-rate'; readonly target: number }
  /** What one cold start costs the business. */
  | { readonly kind: 'cold-start-cost'; readonly cost: MicroUsd };

/** A spending limit over calendar windows of `zone`. */
export interface Cap {
  readonly per: WindowLength;
  readonly limit: MicroUsd;
}

export interface FleetPolicy {
  readonly caps: readonly Cap[];
  /** IANA zone whose calendar bounds the windows of every cap. */
  readonly budgetZone: string;
  /** Seconds between two reconcile steps, ≥ 60. */
  readonly stepSeconds: number;
  /** Shares of each cap at whose spending people are told, ascending; left out = at none. */
  readonly alertShares?: readonly number[];
  /** vCPUs that the groups and their pools may come to together; null or left out = no limit. */
  readonly vcpusMax?: number | null;
}

/** Pool members to keep, or not to exceed, while a cron window is open. */
export interface Schedule {
  readonly name: string;
  /** Five-field cron expression: when the window opens, on the clock of `zone`. */
  readonly cron: string;
  readonly zone: string;
  readonly durationSeconds: number;
  /** Warm members at least; null = no floor. */
  readonly floor: number | null;
  /** Warm members at most; null = no ceiling. */
  readonly ceiling: number | null;
}

/** When the forecast is no longer believed. */
export interface TrustLimits {
  /** Newest sample older than this: reactive. Seconds. */
  readonly dataAgeSecondsMax: number;
  /** Model trained longer ago than this: reactive. Seconds. */
  readonly modelAgeSecondsMax: number;
  /** Backtest loss relative to seasonal naive above this: reactive. Ratio, usually 1. */
  readonly lossRatioMax: number;
}

/** The floor over the time a decision must cover and the ceiling until the next one, with who set them. */
export interface PoolBounds {
  readonly floor: number;
  readonly floorFrom: string | null;
  /** Infinity = no ceiling. */
  readonly ceiling: number;
  readonly ceilingFrom: string | null;
}
