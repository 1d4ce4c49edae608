/** EC2 state in which a warm pool parks its members. Source: Auto Scaling API, PutWarmPool PoolState. */
export const poolStates = ['Stopped', 'Hibernated', 'Running'] as const;
export type PoolState = (typeof poolStates)[number];

/** A whole warm-pool configuration: what one PutWarmPool call sets. */
export interface PoolSetting {
  /** MinSize: members kept whatever desired capacity is; whole, ≥ 0. */
  readonly minSize: number;
  /** MaxGroupPreparedCapacity: group and pool together; whole, ≥ minSize. */
  readonly prepared: number;
  readonly state: PoolState;
  /** InstanceReusePolicy.ReuseOnScaleIn: scaled-in instances return to the pool. */
  readonly reuse: boolean;
}

/** Members AWS keeps under `setting` at `desired`. Source: Auto Scaling, WarmPoolDesiredCapacity. */
export function poolWanted(
  setting: Pick<PoolSetting, 'minSize' | 'prepared'>,
  desired: number,
): number {
  return Math.max(setting.minSize, setting.prepared - desired, 0);
}

export function sameSetting(a: PoolSetting, b: PoolSetting): boolean {
  return (
    a.minSize === b.minSize &&
    a.prepared === b.prepared &&
    a.state === b.state &&
    a.reuse === b.reuse
  );
}
