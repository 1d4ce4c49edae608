import { exactly } from '../core/simulation/duration.ts';
import { type GroupOptions, noFailures } from '../core/simulation/group-options.ts';
import type { Refusal, WarmPoolRequest } from '../core/simulation/warm-pool.ts';
import { microUsd } from '../core/units.ts';
import {
  describeActivities,
  describeGroups,
  describeHooks,
  describeRefreshes,
  describeWarmPool,
  groupNamed,
} from './auto-scaling-reads.ts';
import { AwsFault, unknownOperation, validationError } from './aws-fault.ts';
import type { Form } from './form.ts';
import { groupMetrics } from './group-metrics.ts';
import type { World } from './world.ts';
import type { XmlValue } from './xml.ts';

const writes: Readonly<Record<string, (world: World, form: Form) => void>> = {
  PutWarmPool: putWarmPool,
  DeleteWarmPool: deleteWarmPool,
  CreateAutoScalingGroup: createGroup,
  SetDesiredCapacity: setDesired,
  UpdateAutoScalingGroup: updateGroup,
  CreateOrUpdateTags: setTags,
  SuspendProcesses: suspend,
  ResumeProcesses: resume,
  EnableMetricsCollection: enableMetrics,
  PutLifecycleHook: putHook,
};

const reads: Readonly<Record<string, (world: World, form: Form) => XmlValue>> = {
  DescribeAutoScalingGroups: describeGroups,
  DescribeWarmPool: describeWarmPool,
  DescribeScalingActivities: describeActivities,
  DescribeInstanceRefreshes: describeRefreshes,
  DescribeLifecycleHooks: describeHooks,
};

/** The result of one Auto Scaling call; null for a write. @throws AwsFault as AWS would answer. */
export function callAutoScaling(world: World, operation: string, form: Form): XmlValue {
  if (Object.hasOwn(reads, operation)) return reads[operation]!(world, form);
  if (!Object.hasOwn(writes, operation)) throw unknownOperation('Auto Scaling', operation);
  writes[operation]!(world, form);
  return null;
}

function putWarmPool(world: World, form: Form): void {
  const emulated = groupNamed(world, form);
  if (emulated.refreshing) {
    throw new AwsFault('InstanceRefreshInProgress', 'An instance refresh is in progress.');
  }
  const request: { -readonly [Key in keyof WarmPoolRequest]: WarmPoolRequest[Key] } = {};
  const [minSize, prepared] = [form.whole('MinSize'), form.whole('MaxGroupPreparedCapacity')];
  const [state, reuse] = [form.text('PoolState'), form.flag('InstanceReusePolicy.ReuseOnScaleIn')];
  if (minSize !== undefined) request.minSize = minSize;
  if (prepared !== undefined) request.prepared = prepared;
  if (state !== undefined) request.state = state;
  if (reuse !== undefined) request.reuse = reuse;
  accept(emulated.group.putWarmPool(request));
}

function deleteWarmPool(world: World, form: Form): void {
  accept(groupNamed(world, form).group.deleteWarmPool(form.flag('ForceDelete') ?? false));
}

function setDesired(world: World, form: Form): void {
  const { group } = groupNamed(world, form);
  accept(group.setDesired(form.requiredWhole('DesiredCapacity'), 'user'));
}

function updateGroup(world: World, form: Form): void {
  const { group } = groupNamed(world, form);
  const minSize = form.whole('MinSize') ?? group.minSize;
  const maxSize = form.whole('MaxSize') ?? group.maxSize;
  const desired = form.whole('DesiredCapacity');
  if (desired !== undefined && (desired < minSize || desired > maxSize)) {
    const bounds = `between the minimum ${minSize} and the maximum ${maxSize}`;
    throw validationError(`Desired capacity:${desired} must be ${bounds}`);
  }
  accept(group.setBounds(minSize, maxSize));
  if (desired !== undefined) accept(group.setDesired(desired, 'user'));
}

/** A group that nobody calls, on the instances that the emulator knows. */
function createGroup(world: World, form: Form): void {
  const name = form.requiredText('AutoScalingGroupName');
  if (world.group(name) !== undefined) {
    throw new AwsFault('AlreadyExists', `AutoScalingGroup by this name already exists - ${name}`);
  }
  const [minSize, maxSize] = [form.requiredWhole('MinSize'), form.requiredWhole('MaxSize')];
  if (minSize < 0 || minSize > maxSize) {
    const message = `Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`;
    throw validationError(message);
  }
  const zones = form.texts('AvailabilityZones');
  const tags = tagsOf(form).map(({ key, value }) => [key, value] as const);
  const { group } = world.addGroup({
    ...plainGroup,
    name,
    minSize,
    maxSize,
    zones: zones.length > 0 ? zones : plainGroup.zones,
    tags: Object.fromEntries(tags),
  });
  accept(group.setDesired(form.whole('DesiredCapacity') ?? minSize, 'user'));
}

const plainGroup: Omit<GroupOptions, 'name' | 'minSize' | 'maxSize' | 'tags'> = {
  instanceType: 'c5.large',
  zones: ['us-east-1a', 'us-east-1b'],
  desired: 0,
  hooks: { launch: null, terminate: null },
  initSeconds: exactly(120),
  resumeSeconds: exactly(15),
  drainSeconds: exactly(30),
  terminateSeconds: exactly(0),
  failures: noFailures,
  prices: {
    bootingHour: microUsd(85_000),
    parkedHour: {
      Stopped: microUsd(3_300),
      Hibernated: microUsd(4_800),
      Running: microUsd(85_000),
    },
  },
};

function setTags(world: World, form: Form): void {
  for (const { key, value, resource, propagateAtLaunch } of tagsOf(form)) {
    const group = world.group(resource);
    if (group === undefined) throw validationError(`Group not found: ${resource}`);
    group.tags.set(key, { value, propagateAtLaunch });
  }
}

function tagsOf(form: Form) {
  return form.list('Tags').map((tag) => ({
    key: tag.requiredText('Key'),
    value: tag.text('Value') ?? '',
    resource: tag.text('ResourceId') ?? '',
    propagateAtLaunch: tag.flag('PropagateAtLaunch') ?? false,
  }));
}

const processes = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

function suspend(world: World, form: Form): void {
  groupNamed(world, form).group.suspend(processesOf(form));
}

function resume(world: World, form: Form): void {
  groupNamed(world, form).group.resume(processesOf(form));
}

/** None named = all of them. */
function processesOf(form: Form): readonly string[] {
  const named = form.texts('ScalingProcesses');
  const unknown = named.find((process) => !processes.includes(process));
  if (unknown !== undefined) throw validationError(`Process ${unknown} is not a scaling process`);
  return named.length > 0 ? named : processes;
}

function enableMetrics(world: World, form: Form): void {
  const { sampler } = groupNamed(world, form);
  if (form.requiredText('Granularity') !== '1Minute') {
    throw validationError("The only Granularity is '1Minute'");
  }
  const names = form.texts('Metrics');
  const unknown = names.find((name) => !Object.hasOwn(groupMetrics, name));
  if (unknown !== undefined) throw validationError(`The metric ${unknown} is not a group metric`);
  sampler.enable(names.length > 0 ? names : Object.keys(groupMetrics));
}

function putHook(world: World, form: Form): void {
  const { group } = groupNamed(world, form);
  const heartbeatSeconds = form.whole('HeartbeatTimeout') ?? 3600;
  if (heartbeatSeconds < 30 || heartbeatSeconds > 7200) {
    throw validationError('HeartbeatTimeout must be between 30 and 7200 seconds');
  }
  const defaultResult = form.text('DefaultResult') === 'CONTINUE' ? 'CONTINUE' : 'ABANDON';
  const hook = {
    name: form.requiredText('LifecycleHookName'),
    heartbeatSeconds,
    defaultResult,
  } as const;
  const transition = form.requiredText('LifecycleTransition');
  if (transition === 'autoscaling:EC2_INSTANCE_LAUNCHING') {
    group.setHooks({ ...group.hooks, launch: hook });
  } else if (transition === 'autoscaling:EC2_INSTANCE_TERMINATING') {
    group.setHooks({ ...group.hooks, terminate: hook });
  } else throw validationError(`${transition} is not a lifecycle transition`);
}

/** @throws AwsFault when the group refused. */
function accept(refusal: Refusal | null): void {
  if (refusal !== null) throw new AwsFault(refusal.code, refusal.message);
}
