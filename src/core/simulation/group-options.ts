import type { PoolPrices } from '../capacity/pricing.ts';
import type { EpochSeconds } from '../units.ts';
import type { HookOutcome } from './courses.ts';
import type { Duration } from './duration.ts';

/** Everything about a group that its pool's setting does not say. */
export interface GroupOptions {
  readonly name: string;
  readonly instanceType: string;
  readonly zones: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  /** In service when the simulation starts. */
  readonly desired: number;
  readonly hooks: GroupHooks;
  /** The application's own time from a running machine to ready, on a first boot. */
  readonly initSeconds: Duration;
  /** The same when a warmed member is started. */
  readonly resumeSeconds: Duration;
  /** Connections drain before an instance leaves service. */
  readonly drainSeconds: Duration;
  /** Work of the terminate hook, where there is one. */
  readonly terminateSeconds: Duration;
  readonly failures: GroupFailures;
  readonly prices: PoolPrices;
  readonly tags: Readonly<Record<string, string>>;
}

/** Hooks in force; null = none. */
export interface GroupHooks {
  readonly launch: LifecycleHook | null;
  readonly terminate: LifecycleHook | null;
}

export interface LifecycleHook {
  readonly name: string;
  readonly heartbeatSeconds: number;
  /** What a hook that times out counts as. */
  readonly defaultResult: 'CONTINUE' | 'ABANDON';
}

/** What goes wrong with instances, as shares in [0, 1] of the occasions. */
export interface GroupFailures {
  /** A launch finds no capacity in EC2. */
  readonly launchShare: number;
  /** A claimed member cannot be started. */
  readonly startShare: number;
  /** Initialisation fails and the launch hook is abandoned. */
  readonly initShare: number;
  /** The application's own time until then; left out = as long as it would have taken. */
  readonly initSeconds?: Duration;
  /** Times in which every launch finds no capacity: [start, end). */
  readonly capacityOutages: readonly { readonly start: EpochSeconds; readonly end: EpochSeconds }[];
}

export const noFailures: GroupFailures = {
  launchShare: 0,
  startShare: 0,
  initShare: 0,
  capacityOutages: [],
};

/** How `hook` ends when its work takes `seconds` and fails or not; null when there is no hook. */
export function hookOutcome(
  hook: LifecycleHook | null,
  seconds: number,
  fails: boolean,
): HookOutcome | null {
  if (hook === null) return null;
  const { heartbeatSeconds, defaultResult } = hook;
  if (seconds > heartbeatSeconds) return { seconds: heartbeatSeconds, result: defaultResult };
  return { seconds, result: fails ? 'ABANDON' : 'CONTINUE' };
}
