import type { AutoScalingGroup, LifecycleState } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { blockedBy, memberOf, observationOf } from '../../../src/adapters/aws/group-observation.ts';

const group = {
  AutoScalingGroupName: 'web',
  MinSize: 1,
  MaxSize: 20,
  DesiredCapacity: 3,
  Tags: [{ Key: 'forewarm:managed', Value: 'true' }],
  WarmPoolConfiguration: { MinSize: 1 },
} as unknown as AutoScalingGroup;
const instance = (LifecycleState: string, InstanceId = 'i-1') => ({
  InstanceId,
  LifecycleState: LifecycleState as LifecycleState,
  AvailabilityZone: 'a',
  HealthStatus: 'Healthy',
  ProtectedFromScaleIn: false,
});

describe('memberOf', () => {
  test.each([
    { state: 'Warmed:Pending', want: { phase: 'booting', parked: null } },
    { state: 'Warmed:Pending:Wait', want: { phase: 'booting', parked: null } },
    { state: 'Warmed:Pending:Proceed', want: { phase: 'booting', parked: null } },
    { state: 'Warmed:Pending:Retained', want: { phase: 'leaving', parked: null } },
    { state: 'Warmed:Stopped', want: { phase: 'ready', parked: 'Stopped' } },
    { state: 'Warmed:Hibernated', want: { phase: 'ready', parked: 'Hibernated' } },
    { state: 'Warmed:Running', want: { phase: 'ready', parked: 'Running' } },
    { state: 'Warmed:Terminating:Wait', want: { phase: 'leaving', parked: null } },
    { state: 'Warmed:Frozen', want: { phase: 'leaving', parked: null } },
  ])('$state is $want', ({ state, want }) => {
    expect(memberOf(instance(state))).toEqual([{ instanceId: 'i-1', ...want }]);
  });

  test('an instance on its way into the group has left the pool', () => {
    expect(memberOf(instance('Pending'))).toEqual([]);
  });
});

describe('blockedBy', () => {
  const spot = { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 } };
  const weights = { LaunchTemplate: { Overrides: [{ WeightedCapacity: '2' }, {}] } };
  const onDemand = { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 } };
  test.each([
    { name: 'nothing', with: {}, want: null },
    { name: 'status', with: { Status: 'Delete in progress' }, want: 'group-deleting' },
    {
      name: 'EKS',
      with: { Tags: [{ Key: 'eks:nodegroup-name', Value: 'n' }] },
      want: 'eks-managed',
    },
    { name: 'Spot', with: { MixedInstancesPolicy: spot }, want: 'mixed-spot' },
    { name: 'weights', with: { MixedInstancesPolicy: weights }, want: 'mixed-spot' },
    { name: 'On-Demand mix', with: { MixedInstancesPolicy: onDemand }, want: null },
    {
      name: 'pool going',
      with: { WarmPoolConfiguration: { Status: 'PendingDelete' } },
      want: 'pool-deleting',
    },
    {
      name: 'suspended launch',
      with: { SuspendedProcesses: [{ ProcessName: 'Launch' }] },
      want: 'launch-suspended',
    },
    {
      name: 'suspended alarms',
      with: { SuspendedProcesses: [{ ProcessName: 'AlarmNotification' }] },
      want: null,
    },
  ])('$name: $want', ({ with: more, want }) => {
    const changed = { ...group, ...more } as AutoScalingGroup;
    expect(blockedBy({ group: changed, warmPool: null, refreshing: false })).toBe(want);
  });

  test('an instance refresh', () => {
    expect(blockedBy({ group, warmPool: null, refreshing: true })).toBe('instance-refresh');
  });

  test('the pool as described last counts, not as it was listed with the group', () => {
    const warmPool = { WarmPoolConfiguration: { Status: 'PendingDelete' as const }, Instances: [] };
    expect(blockedBy({ group, warmPool, refreshing: false })).toBe('pool-deleting');
  });
});

describe('observationOf', () => {
  test('the whole of a group', () => {
    const answers = {
      group: {
        ...group,
        Instances: [instance('InService'), instance('Pending'), instance('Terminating')],
      },
      warmPool: {
        WarmPoolConfiguration: {
          MinSize: 1,
          MaxGroupPreparedCapacity: 6,
          PoolState: 'Running' as const,
          InstanceReusePolicy: { ReuseOnScaleIn: true },
        },
        Instances: [instance('Warmed:Running', 'i-7'), instance('Warmed:Pending:Wait', 'i-8')],
      },
      refreshing: false,
    };
    expect(observationOf(answers, 1_000)).toEqual({
      group: 'web',
      at: 1_000,
      minSize: 1,
      maxSize: 20,
      desired: 3,
      inService: 1,
      optedIn: true,
      blocked: null,
      pool: { minSize: 1, prepared: 6, state: 'Running', reuse: true },
      members: [
        { instanceId: 'i-7', phase: 'ready', parked: 'Running' },
        { instanceId: 'i-8', phase: 'booting', parked: null },
      ],
    });
  });

  test('fields that AWS leaves out have their documented defaults', () => {
    const warmPool = { WarmPoolConfiguration: {}, Instances: undefined };
    const { pool, members } = observationOf({ group, warmPool, refreshing: false }, 0);
    expect(pool).toEqual({ minSize: 0, prepared: null, state: 'Stopped', reuse: false });
    expect(members).toEqual([]);
  });

  test('only the exact tag opts in', () => {
    for (const tag of [{ Value: 'false' }, { Value: 'TRUE' }, { Key: 'managed' }]) {
      const Tags = [{ Key: 'forewarm:managed', Value: 'true', ...tag }];
      const answers = { group: { ...group, Tags }, warmPool: null, refreshing: false };
      expect(observationOf(answers, 0).optedIn).toBe(false);
    }
  });
});
