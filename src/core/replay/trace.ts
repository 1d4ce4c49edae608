import { instancesFor } from '../capacity/demand.ts';
import { trailingMax } from '../series/rolling.ts';

/** Demand must have been lower for this long before the group scales in. */
const scaleInSeconds = 900;
/** With steps of this length load is averaged over `smoothingSteps`, as an alarm would. */
const smoothedStepSeconds = 60;
const smoothingSteps = 3;

/** Demand and what the group makes of it, which no warm pool changes. Shapes [steps]. */
export interface GroupTrace {
  readonly stepSeconds: number;
  /** Instances needed in service, whole, ≥ 1. */
  readonly demand: Int32Array;
  /** Instances in service after the step's scaling, ≥ demand. */
  readonly active: Int32Array;
}

/** Whole steps that `seconds` take, at least one; halves go to the even number. */
export function stepsOf(seconds: number, stepSeconds: number): number {
  const steps = seconds / stepSeconds;
  const below = Math.floor(steps);
  const even = below % 2 === 0 ? below : below + 1;
  return Math.max(1, steps - below === 0.5 ? even : Math.round(steps));
}

/**
 * Load without gaps, as the group's alarm sees it: unobserved steps repeat the last value (leading
 * ones the first observed, 0 if there is none), minutes become a trailing mean of three.
 */
export function alarmLoad(values: Float64Array, stepSeconds: number): Float64Array {
  const filled = new Float64Array(values.length);
  let last = values.find((value) => !Number.isNaN(value)) ?? 0;
  for (let t = 0; t < values.length; t++) {
    if (!Number.isNaN(values[t]!)) last = values[t]!;
    filled[t] = last;
  }
  return stepSeconds === smoothedStepSeconds ? alarmMean(filled) : filled;
}

/** Mean of each value with the two before it. Summed afresh, so that no rounding adds up. */
function alarmMean(values: Float64Array): Float64Array {
  return values.map((_, t) => {
    const recent = values.subarray(Math.max(0, t - smoothingSteps + 1), t + 1);
    return recent.reduce((sum, value) => sum + value, 0) / recent.length;
  });
}

/** Instances that each step's load needs in service. Shape [steps]. */
export function demandOf(load: Float64Array, loadPerInstance: number): Int32Array {
  return Int32Array.from(load, (value) => instancesFor(value, loadPerInstance));
}

/** The group that follows `demand` from its first step on, where capacity equals demand. */
export function groupTrace(demand: Int32Array, stepSeconds: number): GroupTrace {
  const recentPeak = trailingMax(demand, stepsOf(scaleInSeconds, stepSeconds));
  const active = new Int32Array(demand.length);
  let inService = demand[0] ?? 0;
  for (let t = 0; t < demand.length; t++) {
    inService = Math.max(demand[t]!, Math.min(inService, recentPeak[t]!));
    active[t] = inService;
  }
  return { stepSeconds, demand, active };
}
