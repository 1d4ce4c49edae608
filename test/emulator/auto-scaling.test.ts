import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteWarmPoolCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  DescribeWarmPoolCommand,
  EnableMetricsCollectionCommand,
  PutLifecycleHookCommand,
  PutWarmPoolCommand,
  type PutWarmPoolCommandInput,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
  paginateDescribeWarmPool,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, group, type Harness, openHarness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const named = Object.freeze({ AutoScalingGroupName: group });
const put = (fields: Omit<PutWarmPoolCommandInput, 'AutoScalingGroupName'>) =>
  harness.autoScaling.send(new PutWarmPoolCommand({ ...named, ...fields }));
const pool = () => harness.autoScaling.send(new DescribeWarmPoolCommand(named));
const advance = (seconds: number) => harness.world.advanceTo(harness.world.now + seconds);
const describeGroup = async () => {
  const reply = await harness.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  return reply.AutoScalingGroups![0]!;
};

describe('PutWarmPool over the wire', () => {
  test('creates with defaults, patches what is sent, and erases with −1', async () => {
    await put({});
    expect((await pool()).WarmPoolConfiguration).toEqual({ MinSize: 0, PoolState: 'Stopped' });
    const InstanceReusePolicy = { ReuseOnScaleIn: true };
    await put({ MinSize: 2, MaxGroupPreparedCapacity: 40, InstanceReusePolicy });
    await put({ PoolState: 'Running' });
    expect((await pool()).WarmPoolConfiguration).toEqual({
      MinSize: 2,
      MaxGroupPreparedCapacity: 40,
      PoolState: 'Running',
      InstanceReusePolicy,
    });
    await put({ MaxGroupPreparedCapacity: -1 });
    expect((await pool()).WarmPoolConfiguration).not.toHaveProperty('MaxGroupPreparedCapacity');
  });

  test('invalid values are refused in the words of AWS', async () => {
    expect(await errorOf(put({ MinSize: -1 }))).toEqual({
      name: 'ValidationError',
      message:
        "1 validation error detected: Value '-1' at 'minSize' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 0',
    });
    const bogus = 'Bogus' as 'Stopped';
    expect((await errorOf(put({ PoolState: bogus }))).message).toContain(
      'Member must satisfy enum value set: [Stopped, Hibernated, Running]',
    );
    expect((await pool()).WarmPoolConfiguration).toBeUndefined();
  });

  test('an unknown group is a ValidationError that says so', async () => {
    const call = harness.autoScaling.send(
      new DescribeWarmPoolCommand({ AutoScalingGroupName: 'x' }),
    );
    const { name, message } = await errorOf(call);
    expect(name).toBe('ValidationError');
    expect(message).toMatch(/^AutoScalingGroup name not found/);
  });

  test('a running instance refresh forbids it', async () => {
    harness.world.group(group)!.startRefresh(600);
    expect((await errorOf(put({ MinSize: 1 }))).name).toBe('InstanceRefreshInProgressFault');
    const refreshes = () => harness.autoScaling.send(new DescribeInstanceRefreshesCommand(named));
    expect((await refreshes()).InstanceRefreshes![0]!.Status).toBe('InProgress');
    advance(600);
    await put({ MinSize: 1 });
    expect((await refreshes()).InstanceRefreshes![0]!.Status).toBe('Successful');
  });
});

describe('reads over the wire', () => {
  test('members come in pages of at most 50, without ProtectedFromScaleIn', async () => {
    await put({ MinSize: 60, MaxGroupPreparedCapacity: 60 });
    advance(20);
    const client = harness.autoScaling;
    const pages: number[] = [];
    const ids = new Set<string>();
    for await (const page of paginateDescribeWarmPool({ client }, { ...named })) {
      pages.push(page.Instances!.length);
      for (const member of page.Instances!) {
        ids.add(member.InstanceId!);
        expect(member.ProtectedFromScaleIn).toBeUndefined();
        expect(member.LifecycleState).toMatch(/^Warmed:Pending/);
      }
    }
    expect(pages).toEqual([50, 10]);
    expect(ids.size).toBe(60);
    expect((await describeGroup()).WarmPoolSize).toBe(60);
    const first = await client.send(new DescribeWarmPoolCommand({ ...named, MaxRecords: 10 }));
    const foreign = { AutoScalingGroupName: group, NextToken: first.NextToken };
    const stray = client.send(new DescribeScalingActivitiesCommand(foreign));
    expect((await errorOf(stray)).name).toBe('InvalidNextToken');
    const bad = client.send(new DescribeWarmPoolCommand({ ...named, NextToken: 'forged' }));
    expect(await errorOf(bad)).toEqual({
      name: 'InvalidNextToken',
      message: "The token 'forged' is invalid.",
    });
  });

  test('groups are found by name, tag and page', async () => {
    const client = harness.autoScaling;
    for (const name of ['a', 'b', 'c']) {
      await client.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          MinSize: 0,
          MaxSize: 4,
          Tags: [{ Key: 'team', Value: name === 'b' ? 'blue' : 'red' }],
        }),
      );
    }
    const namesOf = async (input: object) => {
      const reply = await client.send(new DescribeAutoScalingGroupsCommand(input));
      return reply.AutoScalingGroups!.map((each) => each.AutoScalingGroupName);
    };
    expect(await namesOf({ AutoScalingGroupNames: ['c', 'a', 'nobody'] })).toEqual(['a', 'c']);
    expect(await namesOf({ Filters: [{ Name: 'tag:team', Values: ['red'] }] })).toEqual(['a', 'c']);
    expect(await namesOf({ Filters: [{ Name: 'tag-key', Values: ['forewarm:managed'] }] })).toEqual(
      [group],
    );
    const paged: (string | undefined)[] = [];
    for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: 3 }, {})) {
      paged.push(...page.AutoScalingGroups!.map((each) => each.AutoScalingGroupName));
    }
    expect(paged).toEqual([group, 'a', 'b', 'c']);
    const again = client.send(
      new CreateAutoScalingGroupCommand({ AutoScalingGroupName: 'a', MinSize: 0, MaxSize: 1 }),
    );
    expect((await errorOf(again)).name).toBe('AlreadyExistsFault');
  });

  test('activities tell a warm start from a cold one, newest first, in pages', async () => {
    const client = harness.autoScaling;
    await client.send(
      new CreateAutoScalingGroupCommand({ AutoScalingGroupName: 'quiet', MinSize: 0, MaxSize: 9 }),
    );
    const quiet = { AutoScalingGroupName: 'quiet' };
    await client.send(
      new PutWarmPoolCommand({ ...quiet, MinSize: 2, MaxGroupPreparedCapacity: 2 }),
    );
    advance(120);
    const since = new Date(harness.world.now * 1000);
    await client.send(new SetDesiredCapacityCommand({ ...quiet, DesiredCapacity: 3 }));
    advance(20);
    const all: string[] = [];
    for await (const page of paginateDescribeScalingActivities(
      { client, pageSize: 2 },
      { ...quiet },
    )) {
      expect(page.Activities!.length).toBeLessThanOrEqual(2);
      all.push(...page.Activities!.map((each) => each.Description!.replace(/: .*/, '')));
    }
    expect(all.toSorted()).toEqual([
      'Launching a new EC2 instance',
      'Launching a new EC2 instance from warm pool',
      'Launching a new EC2 instance from warm pool',
      'Launching a new EC2 instance into warm pool',
      'Launching a new EC2 instance into warm pool',
      'Launching a new EC2 instance into warm pool',
      'Launching a new EC2 instance into warm pool',
    ]);
    const recent = await client.send(
      new DescribeScalingActivitiesCommand({
        ...quiet,
        Filters: [{ Name: 'StartTimeLowerBound', Values: [since.toISOString()] }],
      }),
    );
    expect(recent.Activities).toHaveLength(5);
    const [running, ...rest] = recent.Activities!;
    expect(running!.EndTime).toBeUndefined();
    expect(rest.every(({ StartTime }) => StartTime! >= since)).toBe(true);
    const warm = recent.Activities!.find(({ Description }) => Description!.includes('from warm'))!;
    expect(warm.Cause).toContain(
      'explicitly set group desired capacity changing the desired capacity from 0 to 3.',
    );
    expect(warm.Cause).toContain('increasing the capacity from 0 to 3.');
  });
});

describe('the other writes over the wire', () => {
  test('sizes are changed inside their bounds and refused outside', async () => {
    const client = harness.autoScaling;
    await client.send(new UpdateAutoScalingGroupCommand({ ...named, MinSize: 1, MaxSize: 30 }));
    expect(await describeGroup()).toMatchObject({ MinSize: 1, MaxSize: 30 });
    const high = client.send(new SetDesiredCapacityCommand({ ...named, DesiredCapacity: 31 }));
    expect((await errorOf(high)).message).toBe(
      'New SetDesiredCapacity value 31 is above max value 30 for the AutoScalingGroup.',
    );
  });

  test('tags, suspended processes, hooks and metrics are kept', async () => {
    const client = harness.autoScaling;
    const Tags = [
      { ResourceId: group, ResourceType: 'auto-scaling-group', Key: 'k', Value: '<&>' },
    ];
    await client.send(new CreateOrUpdateTagsCommand({ Tags }));
    await client.send(new SuspendProcessesCommand({ ...named, ScalingProcesses: ['Launch'] }));
    const before = await describeGroup();
    expect(before.Tags).toContainEqual(expect.objectContaining({ Key: 'k', Value: '<&>' }));
    expect(before.SuspendedProcesses!.map((each) => each.ProcessName)).toEqual(['Launch']);
    await client.send(new ResumeProcessesCommand(named));
    expect((await describeGroup()).SuspendedProcesses ?? []).toEqual([]);

    await client.send(
      new PutLifecycleHookCommand({
        ...named,
        LifecycleHookName: 'bye',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 60,
        DefaultResult: 'CONTINUE',
      }),
    );
    const hooks = await client.send(new DescribeLifecycleHooksCommand(named));
    expect(hooks.LifecycleHooks!.map((hook) => hook.LifecycleHookName)).toEqual(['ready', 'bye']);

    await client.send(
      new CreateAutoScalingGroupCommand({ AutoScalingGroupName: 'dark', MinSize: 0, MaxSize: 1 }),
    );
    const dark = { AutoScalingGroupName: 'dark', Granularity: '1Minute' };
    await client.send(new EnableMetricsCollectionCommand({ ...dark, Metrics: ['GroupMaxSize'] }));
    expect(harness.world.group('dark')!.sampler.enabled).toEqual(['GroupMaxSize']);
  });

  test('a pool is deleted at leisure, and not at all while it holds members', async () => {
    const client = harness.autoScaling;
    const remove = (ForceDelete: boolean) =>
      client.send(new DeleteWarmPoolCommand({ ...named, ForceDelete }));
    expect((await errorOf(remove(false))).message).toBe(
      "No warm pool found for Auto Scaling group 'shop'.",
    );
    await put({ MinSize: 2, MaxGroupPreparedCapacity: 2 });
    advance(20);
    expect((await errorOf(remove(false))).name).toBe('ResourceInUseFault');
    await remove(true);
    expect((await pool()).WarmPoolConfiguration).toMatchObject({
      Status: 'PendingDelete',
      MinSize: 0,
      MaxGroupPreparedCapacity: 0,
    });
    expect((await errorOf(put({ MinSize: 1 }))).message).toBe(
      'You cannot update a warm pool while it is deleting.',
    );
    advance(120);
    expect(await pool()).toMatchObject({ Instances: [] });
    expect((await pool()).WarmPoolConfiguration).toBeUndefined();
  });

  test('an operation the emulator does not offer is named', async () => {
    const { name, message } = await errorOf(
      harness.autoScaling.send(new DescribePoliciesCommand(named)),
    );
    expect(name).toBe('InvalidAction');
    expect(message).toContain('DescribePolicies');
  });
});
