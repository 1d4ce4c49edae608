import { instancesFor } from '../capacity/demand.ts';
import { type EpochSeconds, secondsPerMinute } from '../units.ts';
import type { Traffic } from './traffic.ts';

/** A target-tracking rule on the load itself. */
export interface ScalingRule {
  /** Load that one instance serves, requests/s > 0. */
  readonly loadPerInstance: number;
  /** A scale-in waits until demand has been lower for this long, whole minutes in seconds. */
  readonly scaleInSeconds: number;
}

/**
 * Desired capacity at `at`, a whole minute, from the minutes before it: the highest demand of the
 * last `scaleInSeconds`, so that it rises at once and falls once demand has stayed lower. The rule
 * keeps no state: a group adopted in mid-life gets what it would have had.
 */
export function desiredCapacity(traffic: Traffic, rule: ScalingRule, at: EpochSeconds): number {
  const minutes = Math.max(1, rule.scaleInSeconds / secondsPerMinute);
  let highest = 0;
  for (let back = 1; back <= minutes; back++) {
    highest = Math.max(highest, traffic.loadAt(at - back * secondsPerMinute));
  }
  return instancesFor(highest, rule.loadPerInstance);
}
