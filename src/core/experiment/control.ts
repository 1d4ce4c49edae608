import type { Aim } from '../capacity/aim.ts';
import type { PoolSetting, PoolState } from '../capacity/setting.ts';
import { bestConstant, constantResults } from '../replay/rivals-constant.ts';
import type { PoolCosts } from '../replay/scorecard.ts';
import { alarmLoad, demandOf, groupTrace } from '../replay/trace.ts';
import type { TimeSeries } from '../series/series.ts';

/** What the constant of an experiment is chosen for. */
export interface ControlTask {
  /** Load of the weeks before; NaN = unobserved. */
  readonly past: TimeSeries;
  readonly loadPerInstance: number;
  readonly bootSeconds: number;
  readonly pool: { readonly state: PoolState; readonly reuse: boolean };
  readonly costs: PoolCosts;
  readonly aim: Aim;
}

/**
 * The constant that would have served best in the weeks before: what a careful owner without a
 * forecast would set. Only sizes are tried; state and reuse are those of the policy, so that both
 * arms differ in nothing but their size. null = no load was observed, or it never rose.
 */
export function controlSetting(task: ControlTask): PoolSetting | null {
  const { past, loadPerInstance, bootSeconds, pool, costs, aim } = task;
  if (past.values.every((value) => Number.isNaN(value))) return null;
  const demand = demandOf(alarmLoad(past.values, past.stepSeconds), loadPerInstance);
  const trace = groupTrace(demand, past.stepSeconds);
  const scene = { trace, bootSeconds, costs };
  const tried = constantResults(scene).filter(({ setting }) => setting.reuse === pool.reuse);
  const { setting, count } = bestConstant(scene, tried, aim);
  if (count.hits + count.misses === 0) return null;
  return { ...setting, state: pool.state };
}
