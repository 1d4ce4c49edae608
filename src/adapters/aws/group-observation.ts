import type {
  AutoScalingGroup,
  DescribeWarmPoolCommandOutput,
  Instance,
  MixedInstancesPolicy,
  WarmPoolConfiguration,
} from '@aws-sdk/client-auto-scaling';
import { type PoolState, poolStates } from '../../core/capacity/setting.ts';
import type {
  BlockedReason,
  GroupObservation,
  ObservedPool,
  PoolMember,
} from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';

/** The tag by which a group's owner lets forewarm write. */
export const optInTag = { key: 'forewarm:managed', value: 'true' } as const;

/** Tag that EKS puts on the groups behind its managed node groups. Source: EKS user guide. */
const eksTagKey = 'eks:nodegroup-name';

/** What the answers about one group say, in forewarm's words. */
export interface GroupAnswers {
  readonly group: AutoScalingGroup;
  /** null = the group had no warm pool when it was described. */
  readonly warmPool: Pick<
    DescribeWarmPoolCommandOutput,
    'WarmPoolConfiguration' | 'Instances'
  > | null;
  readonly refreshing: boolean;
}

export function observationOf(answers: GroupAnswers, at: EpochSeconds): GroupObservation {
  const { group, warmPool } = answers;
  const configuration = warmPool?.WarmPoolConfiguration;
  const instances = group.Instances ?? [];
  return {
    group: group.AutoScalingGroupName ?? '',
    at,
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    inService: instances.filter((one) => one.LifecycleState === 'InService').length,
    optedIn: isOptedIn(group),
    blocked: blockedBy(answers),
    pool: configuration === undefined ? null : poolOf(configuration),
    members: (warmPool?.Instances ?? []).flatMap(memberOf),
  };
}

export function isOptedIn(group: AutoScalingGroup): boolean {
  const tags = group.Tags ?? [];
  return tags.some(({ Key, Value }) => Key === optInTag.key && Value === optInTag.value);
}

/** The first condition that holds, the lasting ones before the passing ones; null = none. */
export function blockedBy({ group, warmPool, refreshing }: GroupAnswers): BlockedReason | null {
  const suspended = group.SuspendedProcesses ?? [];
  const pool = warmPool?.WarmPoolConfiguration ?? group.WarmPoolConfiguration;
  // AWS gives a group a status only while it is being deleted.
  if (group.Status !== undefined) return 'group-deleting';
  if (group.Tags?.some(({ Key }) => Key === eksTagKey)) return 'eks-managed';
  if (usesSpotOrWeights(group.MixedInstancesPolicy)) return 'mixed-spot';
  if (pool?.Status === 'PendingDelete') return 'pool-deleting';
  if (suspended.some(({ ProcessName }) => ProcessName === 'Launch')) return 'launch-suspended';
  return refreshing ? 'instance-refresh' : null;
}

/** Source: EC2 Auto Scaling user guide, limitations of warm pools. */
function usesSpotOrWeights(policy: MixedInstancesPolicy | undefined): boolean {
  if (policy === undefined) return false;
  const overrides = policy.LaunchTemplate?.Overrides ?? [];
  const onDemandPercent = policy.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100;
  return onDemandPercent < 100 || overrides.some((one) => one.WeightedCapacity !== undefined);
}

function poolOf(configuration: WarmPoolConfiguration): ObservedPool {
  return {
    minSize: configuration.MinSize ?? 0,
    prepared: configuration.MaxGroupPreparedCapacity ?? null,
    state: poolStateOf(configuration.PoolState ?? 'Stopped'),
    reuse: configuration.InstanceReusePolicy?.ReuseOnScaleIn ?? false,
  };
}

/** A state that AWS may add one day is taken for the dearest. */
function poolStateOf(state: string): PoolState {
  return poolStates.find((known) => known === state) ?? 'Running';
}

const parkedStates: Readonly<Record<string, PoolState>> = {
  'Warmed:Stopped': 'Stopped',
  'Warmed:Hibernated': 'Hibernated',
  'Warmed:Running': 'Running',
};

/**
 * One member, or none when a scale-out has just claimed the instance. Only the parked states of the
 * table count as ready, and only those on the way there as booting, so that a lifecycle state which
 * AWS may add one day is never taken for capacity. Source: Auto Scaling API, LifecycleState.
 */
export function memberOf({ InstanceId, LifecycleState }: Instance): PoolMember[] {
  if (InstanceId === undefined || !LifecycleState?.startsWith('Warmed:')) return [];
  const member = { instanceId: InstanceId, parked: null };
  const parked = parkedStates[LifecycleState];
  if (parked !== undefined) return [{ ...member, phase: 'ready', parked }];
  const arriving = /^Warmed:Pending(:Wait|:Proceed)?$/.test(LifecycleState);
  return [{ ...member, phase: arriving ? 'booting' : 'leaving' }];
}
