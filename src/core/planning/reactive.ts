import { instancesFor, withinGroup } from '../capacity/demand.ts';
import { decisionSeconds } from '../capacity/lead-time.ts';
import { bootSecondsOf } from '../capacity/measured-times.ts';
import type { PoolSetting } from '../capacity/setting.ts';
import { endOf, type TimeSeries } from '../series/series.ts';
import { type EpochSeconds, secondsPerHour } from '../units.ts';
import { looksLikeOutage } from './outage.ts';
import type { FleetPolicy, GroupPolicy } from './policy.ts';
import type { GroupObservation } from './situation.ts';

/** How far back the rule looks: an hour of data is enough for it. */
const memorySeconds = secondsPerHour;
/** Room above the highest demand of that hour. */
const margin = 1.2;
/** Time over which a climb is measured. */
const climbSeconds = 600;

export type Reactive =
  | { readonly kind: 'target'; readonly setting: PoolSetting; readonly reason: string }
  | { readonly kind: 'no-data'; readonly reason: string };

/**
 * A prepared total from recent load alone: the hour's peak with a margin, or the present climb
 * carried on for as long as the decision must cover, whichever is higher. It falls only as the
 * peak leaves the hour. No data, late data or what looks like an outage give no target.
 */
export function reactiveTarget(
  recent: TimeSeries,
  observation: GroupObservation,
  policy: GroupPolicy,
  fleet: FleetPolicy,
): Reactive {
  const age = observation.at - endOf(observed(recent));
  if (age > policy.trust.dataAgeSecondsMax || Number.isNaN(age)) {
    return { kind: 'no-data', reason: `no load was measured for ${durationOf(age)}` };
  }
  if (looksLikeOutage(recent)) {
    return { kind: 'no-data', reason: 'load fell so far that the measurement may be broken' };
  }
  const demandOf = (load: number) =>
    withinGroup(instancesFor(load, policy.loadPerInstance), observation);
  const lately = lastSteps(recent, memorySeconds).filter((value) => value >= 0);
  const peak = Math.ceil(demandOf(Math.max(...lately)) * margin);
  const ahead = decisionSeconds(bootSecondsOf(policy), fleet.stepSeconds);
  const climbing = demandOf(lately.at(-1)! + Math.max(0, slopeOf(recent)) * ahead);
  const { minSize, state, reuse } = policy.pool;
  const prepared = Math.max(minSize, Math.min(observation.maxSize, Math.max(peak, climbing)));
  return {
    kind: 'target',
    setting: { minSize, prepared, state, reuse },
    reason: climbing > peak ? 'load is climbing' : 'the peak of the last hour and a margin',
  };
}

/** `recent` up to its last observed step; empty when nothing was observed. */
function observed(recent: TimeSeries): TimeSeries {
  const end = recent.values.findLastIndex((value) => value >= 0) + 1;
  const values = recent.values.subarray(0, end);
  return end === 0 ? { ...recent, start: Number.NaN, values } : { ...recent, values };
}

/** The last `seconds` up to the newest observed value, with their gaps. */
function lastSteps(recent: TimeSeries, seconds: number): Float64Array {
  const { values, stepSeconds } = observed(recent);
  const steps = Math.max(1, Math.round(seconds / stepSeconds));
  return values.subarray(Math.max(0, values.length - steps));
}

/** Change of load per second over the last minutes; 0 where there are fewer than two values. */
function slopeOf(recent: TimeSeries): number {
  const lately = lastSteps(recent, Math.max(climbSeconds, 2 * recent.stepSeconds));
  const first = lately.findIndex((value) => value >= 0);
  const steps = lately.length - 1 - first;
  return steps === 0 ? 0 : (lately.at(-1)! - lately[first]!) / (steps * recent.stepSeconds);
}

function durationOf(age: EpochSeconds): string {
  return Number.isNaN(age) ? 'as long as is known' : `${Math.round(age / 60)} minutes`;
}
