import { instancesFor, withinGroup } from '../capacity/demand.ts';
import type { EpochSeconds } from '../units.ts';
import type { Outlook } from './situation.ts';

/** How long demand must have been lower before a group scales in. Source: target tracking's usual alarm. */
export const scaleInSeconds = 900;

/** One way demand may go, and what the group makes of it, which no pool changes. Shapes [steps]. */
export interface DemandPath {
  /** Instances in service after each step's scaling. */
  readonly serving: Int32Array;
  /** Largest of `serving`. */
  readonly peak: number;
  /** Instances claimed over all steps. */
  readonly claims: number;
}

/**
 * Demand at the peak of each of `steps` steps, the one that is running at `at` first, for each sample
 * path of load. Fewer where the forecast ends sooner; none when it ends before `at`. Broken paths (not
 * finite, negative) are left out.
 */
export function demandPaths(
  outlook: Pick<Extract<Outlook, { kind: 'forecast' }>, 'forecast' | 'paths' | 'peakRatios'>,
  group: {
    readonly at: EpochSeconds;
    readonly desired: number;
    readonly minSize: number;
    readonly maxSize: number;
    readonly loadPerInstance: number;
  },
  steps: number,
): DemandPath[] {
  const { origin, stepSeconds } = outlook.forecast;
  const skipped = Math.max(0, Math.floor((group.at - origin) / stepSeconds) - 1);
  const holdSteps = Math.max(1, Math.round(scaleInSeconds / stepSeconds));
  const ratios = outlook.peakRatios ?? [];
  const paths: DemandPath[] = [];
  for (const [index, path] of outlook.paths.entries()) {
    const load = path.subarray(skipped, skipped + steps);
    if (load.length === 0 || !load.every(isLoad)) continue;
    const demand = new Int32Array(load.length);
    for (let step = 0; step < load.length; step++) {
      const peak = load[step]! * peakRatio(ratios, index, step);
      demand[step] = withinGroup(instancesFor(peak, group.loadPerInstance), group);
    }
    paths.push(served(demand, group.desired, holdSteps));
  }
  return paths;
}

function isLoad(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** Golden ratio and √2, less their whole parts: multiples of them spread evenly over [0, 1). */
const spread = { path: 0.618_033_988_7, step: 0.414_213_562_4 } as const;

/** One of the ascending `ratios`, all of them equally often over paths and steps; 1 of none. */
function peakRatio(ratios: readonly number[], path: number, step: number): number {
  const share = ((path + 1) * spread.path + (step + 1) * spread.step) % 1;
  return ratios[Math.floor(share * ratios.length)] ?? 1;
}

/** The group scales out at once, and in when demand has been lower for `holdSteps`. */
function served(demand: Int32Array, desired: number, holdSteps: number): DemandPath {
  const serving = new Int32Array(demand.length);
  let [now, peak, claims] = [desired, desired, 0];
  for (let step = 0; step < demand.length; step++) {
    let lately = step < holdSteps - 1 ? desired : 0; // demand before the first step kept it there
    for (let back = Math.max(0, step - holdSteps + 1); back <= step; back++) {
      lately = Math.max(lately, demand[back]!);
    }
    const next = Math.max(demand[step]!, Math.min(now, lately));
    claims += Math.max(0, next - now);
    now = next;
    serving[step] = now;
    peak = Math.max(peak, now);
  }
  return { serving, peak, claims };
}
