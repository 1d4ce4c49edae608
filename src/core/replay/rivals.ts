/**
 * What else one could do: the policies that replay compares forewarm with. Each is a prepared
 * total or an absolute size for every step of the replayed span, from what the policy may know.
 */
import { instancesFor } from '../capacity/demand.ts';
import { maxAhead, trailingMax } from '../series/rolling.ts';
import { secondsPerHour, secondsPerMinute } from '../units.ts';
import { replay } from './replay.ts';
import { type PoolCosts, spendOf } from './scorecard.ts';
import { type GroupTrace, stepsOf } from './trace.ts';

/** The replayed span with what precedes it. */
export interface RivalScene {
  /** The span: its first step is step `from` of `load` and `demand`. */
  readonly trace: GroupTrace;
  readonly from: number;
  /** Load without gaps in instances, and the demand it makes. Shapes [from + steps]. */
  readonly load: Float64Array;
  readonly demand: Int32Array;
  readonly bootSeconds: number;
  readonly costs: PoolCosts;
}

/** Whole settings for every step of the span; 0 ≤ minSize ≤ prepared. Shapes [steps]. */
export interface PoolSettings {
  readonly minSize: Int32Array;
  readonly prepared: Int32Array;
  readonly reuse: boolean;
}

/** One setting for the whole span. */
export function constantSettings(
  steps: number,
  { minSize, prepared, reuse }: { minSize: number; prepared: number; reuse: boolean },
): PoolSettings {
  const filled = (value: number): Int32Array => new Int32Array(steps).fill(value);
  return { minSize: filled(minSize), prepared: filled(prepared), reuse };
}

/** Prepared totals that adapt, with reuse: a scaled-in instance saves the boot of the next. */
export function preparedSettings(prepared: Int32Array): PoolSettings {
  return { minSize: new Int32Array(prepared.length), prepared, reuse: true };
}

/** No pool: every claim is a cold start. */
export function noPool({ trace }: RivalScene): PoolSettings {
  return constantSettings(trace.active.length, { minSize: 0, prepared: 0, reuse: false });
}

/** A pool that nobody configured: AWS then prepares everything up to the group's maximum. */
export function awsDefault({ trace }: RivalScene, groupMax: number): PoolSettings {
  return constantSettings(trace.active.length, { minSize: 0, prepared: groupMax, reuse: false });
}

const earlySeconds = 30 * secondsPerMinute;
const lastWeekMargin = 1.2;

/**
 * Last week again, thirty minutes early and a fifth larger. In the first week yesterday stands in,
 * and on the first day the demand of the moment.
 */
export function lastWeek({ trace, from, demand }: RivalScene): PoolSettings {
  const early = stepsOf(earlySeconds, trace.stepSeconds);
  const day = stepsOf(24 * secondsPerHour, trace.stepSeconds);
  const peak = maxAhead(Float64Array.from(demand), early);
  const prepared = trace.active.map((_, i) => {
    const t = from + i;
    const ago = [7 * day, day].find((steps) => t >= steps && steps >= early);
    const past = ago === undefined ? demand[t]! : Math.max(demand[t - ago]!, peak[t - ago]!);
    return Math.ceil(past * lastWeekMargin);
  });
  return preparedSettings(prepared);
}

const reactiveMargin = 1.2;
const climbSeconds = 600;

/** forewarm's own rule for bad days: the hour's peak and a margin, or the climb carried on. */
export function reactive({ trace, from, load, demand, bootSeconds }: RivalScene): PoolSettings {
  const { stepSeconds } = trace;
  const peak = trailingMax(demand, stepsOf(secondsPerHour, stepSeconds));
  const climbSteps = stepsOf(climbSeconds, stepSeconds);
  const aheadSteps = (bootSeconds + stepSeconds) / stepSeconds;
  const prepared = trace.active.map((_, i) => {
    const t = from + i;
    const back = Math.min(t, climbSteps);
    const slope = back === 0 ? 0 : Math.max(0, (load[t]! - load[t - back]!) / back);
    const climbed = instancesFor(load[t]! + slope * aheadSteps, 1);
    return Math.max(Math.ceil(peak[t]! * reactiveMargin), climbed);
  });
  return preparedSettings(prepared);
}

/** Windows of foresight, in boot times. 0 = only what one refill must cover. */
const foresights = [0, 1, 2, 4, 8, 16, 32, 64, 128] as const;

/**
 * The cheapest of several policies that know the future: MinSize covers the claims of the next
 * refill, so that nothing is ever missed, and the prepared total saves boots by holding what a
 * longer window needs anyway. A bound, not a rival.
 */
export function clairvoyant({ trace, bootSeconds, costs }: RivalScene): PoolSettings {
  const bootSteps = stepsOf(bootSeconds, trace.stepSeconds);
  const minSize = claimsAhead(trace.active, bootSteps);
  const demand = Float64Array.from(trace.demand);
  const candidates = foresights.map((boots): PoolSettings => {
    const peak = boots === 0 ? null : maxAhead(demand, boots * bootSteps);
    const prepared = minSize.map((size, t) => Math.max(size, peak?.[t] ?? 0));
    return { minSize, prepared, reuse: boots > 0 };
  });
  const spends = candidates.map((settings) =>
    spendOf(replay(trace, settings, { bootSeconds, reuse: settings.reuse }), costs),
  );
  return candidates[spends.indexOf(Math.min(...spends))]!;
}

/** Claims of the `steps` steps after each. */
function claimsAhead(active: Int32Array, steps: number): Int32Array {
  const before = new Int32Array(active.length + 1);
  for (let t = 0; t < active.length; t++) {
    before[t + 1] = before[t]! + (t === 0 ? 0 : Math.max(0, active[t]! - active[t - 1]!));
  }
  return active.map((_, t) => before[Math.min(t + steps, active.length - 1) + 1]! - before[t + 1]!);
}
