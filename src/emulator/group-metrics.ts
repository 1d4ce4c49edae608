import type { SimulatedGroup } from '../core/simulation/group.ts';
import { between, type MetricPoint, type MetricSource, pointOf } from './metrics.ts';

const poolTotal = (group: SimulatedGroup) =>
  group.count('pool', 'starting') + group.count('pool', 'ready') + group.count('pool', 'leaving');
const groupTotal = (group: SimulatedGroup) =>
  group.count('group', 'starting') +
  group.count('group', 'ready') +
  group.count('group', 'leaving');

/** Group metrics by name. Source: EC2 Auto Scaling user guide, "Amazon CloudWatch metrics". */
export const groupMetrics: Readonly<Record<string, (group: SimulatedGroup) => number>> = {
  GroupMinSize: (group) => group.minSize,
  GroupMaxSize: (group) => group.maxSize,
  GroupDesiredCapacity: (group) => group.desired,
  GroupInServiceInstances: (group) => group.count('group', 'ready'),
  GroupPendingInstances: (group) => group.count('group', 'starting'),
  GroupStandbyInstances: () => 0,
  GroupTerminatingInstances: (group) => group.count('group', 'leaving'),
  GroupTotalInstances: groupTotal,
  WarmPoolMinSize: (group) => group.pool?.minSize ?? 0,
  WarmPoolDesiredCapacity: (group) => group.poolWanted,
  WarmPoolPendingCapacity: (group) => group.count('pool', 'starting'),
  WarmPoolWarmedCapacity: (group) => group.count('pool', 'ready'),
  WarmPoolTerminatingCapacity: (group) => group.count('pool', 'leaving'),
  WarmPoolTotalCapacity: poolTotal,
  GroupAndWarmPoolDesiredCapacity: (group) => group.desired + group.poolWanted,
  GroupAndWarmPoolTotalCapacity: (group) => groupTotal(group) + poolTotal(group),
};

/** Samples a group each minute while collection is on. What was not sampled is never filled in. */
export class GroupSampler {
  readonly #samples = new Map<string, MetricPoint[]>();
  #enabled: ReadonlySet<string>;

  constructor(enabled: Iterable<string>) {
    this.#enabled = new Set(enabled);
  }

  get enabled(): readonly string[] {
    return [...this.#enabled];
  }

  enable(names: readonly string[]): void {
    this.#enabled = new Set([...this.#enabled, ...names]);
  }

  sample(group: SimulatedGroup): void {
    for (const name of this.#enabled) {
      const points = this.#points(name);
      points.push(pointOf(group.now, groupMetrics[name]!(group)));
    }
  }

  /** The points of one metric, those of later samples included. */
  source(name: string): MetricSource {
    return {
      unit: 'None',
      read: (from, to) => between(this.#points(name), from, to),
    };
  }

  #points(name: string): MetricPoint[] {
    let points = this.#samples.get(name);
    if (points === undefined) this.#samples.set(name, (points = []));
    return points;
  }
}
