import type { ScalingActivity } from '../core/simulation/activities.ts';
import type { Instance } from '../core/simulation/roster.ts';
import type { WarmPool } from '../core/simulation/warm-pool.ts';
import { isoOf, secondsPerDay } from '../core/units.ts';
import { AwsFault, validationError } from './aws-fault.ts';
import type { EmulatedGroup } from './emulated-group.ts';
import type { Form } from './form.ts';
import { type Page, pageOf } from './paging.ts';
import type { World } from './world.ts';
import type { XmlValue } from './xml.ts';

/** Activities older than this are forgotten. Source: API Reference, DescribeScalingActivities. */
const activityAgeSecondsMax = 42 * secondsPerDay;

/** The group that a call names. @throws AwsFault when there is none. */
export function groupNamed(world: World, form: Form): EmulatedGroup {
  const name = form.requiredText('AutoScalingGroupName');
  const group = world.group(name);
  if (group === undefined) {
    throw validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  }
  return group;
}

export function describeGroups(world: World, form: Form): XmlValue {
  const names = form.texts('AutoScalingGroupNames');
  const filters = form.list('Filters').map((filter) => tagFilter(filter));
  const found = world.groups.filter(
    (group) =>
      (names.length === 0 || names.includes(group.name)) &&
      filters.every((matches) => matches(group)),
  );
  const page = formPage(found, form, 'groups', { usual: 50, most: 100 });
  const withInstances = form.flag('IncludeInstances') ?? true;
  return {
    AutoScalingGroups: page.items.map((group) => groupView(world, group, withInstances)),
    NextToken: page.nextToken,
  };
}

export function describeWarmPool(world: World, form: Form): XmlValue {
  const { group, name } = groupNamed(world, form);
  const members = group.instances('pool');
  const page = formPage(members, form, `pool/${name}`, { usual: 50, most: 50 });
  return {
    WarmPoolConfiguration: group.pool === null ? null : poolView(group.pool),
    // Unlike its model, the real API leaves ProtectedFromScaleIn out here.
    Instances: page.items.map((member) => instanceView(group.options.instanceType, member)),
    NextToken: page.nextToken,
  };
}

export function describeActivities(world: World, form: Form): XmlValue {
  const one = form.text('AutoScalingGroupName');
  const groups = one === undefined ? world.groups : [groupNamed(world, form)];
  const ids = form.texts('ActivityIds');
  const passes = activityFilter(world, form);
  const found = groups.flatMap((emulated) =>
    emulated.group.activities
      .filter((activity) => (ids.length === 0 || ids.includes(activity.id)) && passes(activity))
      .map((activity) => activityView(world, emulated.name, activity)),
  );
  const page = formPage(found, form, `activities/${one ?? ''}`, { usual: 100, most: 100 });
  return { Activities: page.items, NextToken: page.nextToken };
}

export function describeRefreshes(world: World, form: Form): XmlValue {
  const { refreshes, name } = groupNamed(world, form);
  const newestFirst = refreshes.toReversed().map(({ id, start, end }) => ({
    InstanceRefreshId: id,
    AutoScalingGroupName: name,
    Status: world.now < end ? 'InProgress' : 'Successful',
    StartTime: isoOf(start),
    EndTime: world.now < end ? null : isoOf(end),
    PercentageComplete: Math.min(100, Math.floor((100 * (world.now - start)) / (end - start))),
  }));
  const page = formPage(newestFirst, form, `refreshes/${name}`, { usual: 50, most: 100 });
  return { InstanceRefreshes: page.items, NextToken: page.nextToken };
}

export function describeHooks(world: World, form: Form): XmlValue {
  const { group, name } = groupNamed(world, form);
  const { launch, terminate } = group.hooks;
  const all = [
    { hook: launch, transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
    { hook: terminate, transition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
  ];
  return {
    LifecycleHooks: all.flatMap(({ hook, transition }) => {
      if (hook === null) return [];
      const { heartbeatSeconds, defaultResult } = hook;
      return {
        LifecycleHookName: hook.name,
        AutoScalingGroupName: name,
        LifecycleTransition: transition,
        HeartbeatTimeout: heartbeatSeconds,
        GlobalTimeout: Math.min(172_800, 100 * heartbeatSeconds),
        DefaultResult: defaultResult,
      };
    }),
  };
}

function groupView(world: World, emulated: EmulatedGroup, withInstances: boolean): XmlValue {
  const { group, name } = emulated;
  const { zones, instanceType } = group.options;
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: arnOf(world, name),
    LaunchTemplate: launchTemplate,
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desired,
    DefaultCooldown: 300,
    AvailabilityZones: zones,
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    Instances: (withInstances ? group.instances('group') : []).map((instance) => ({
      ...instanceView(instanceType, instance),
      ProtectedFromScaleIn: false,
    })),
    CreatedTime: isoOf(emulated.createdAt),
    SuspendedProcesses: [...group.suspended].map((process) => ({
      ProcessName: process,
      SuspensionReason: 'User suspended',
    })),
    EnabledMetrics: emulated.sampler.enabled.map((Metric) => ({ Metric, Granularity: '1Minute' })),
    Tags: [...emulated.tags].map(([Key, { value, propagateAtLaunch }]) => ({
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
      Key,
      Value: value,
      PropagateAtLaunch: propagateAtLaunch,
    })),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    WarmPoolConfiguration: group.pool === null ? null : poolView(group.pool),
    WarmPoolSize: group.pool === null ? null : group.instances('pool').length,
  };
}

const launchTemplate = {
  LaunchTemplateId: 'lt-0123456789abcdef0',
  LaunchTemplateName: 'emulated',
  Version: '1',
};

function instanceView(instanceType: string, { id, zone, state }: Instance) {
  return {
    InstanceId: id,
    InstanceType: instanceType,
    AvailabilityZone: zone,
    LifecycleState: state,
    HealthStatus: 'Healthy',
    LaunchTemplate: launchTemplate,
  };
}

function poolView({ minSize, prepared, state, reuse, deleting }: WarmPool): XmlValue {
  return {
    MaxGroupPreparedCapacity: prepared,
    MinSize: minSize,
    PoolState: state,
    Status: deleting ? 'PendingDelete' : null,
    InstanceReusePolicy: reuse === null ? null : { ReuseOnScaleIn: reuse },
  };
}

function activityView(world: World, group: string, activity: ScalingActivity): XmlValue {
  const { id, description, cause, startTime, endTime, status, statusMessage } = activity;
  return {
    ActivityId: id,
    AutoScalingGroupName: group,
    Description: description,
    Cause: cause,
    StartTime: isoOf(startTime),
    EndTime: endTime === null ? null : isoOf(endTime),
    StatusCode: status,
    StatusMessage: statusMessage,
    Progress: endTime === null ? 50 : 100,
    Details: '{}',
    AutoScalingGroupARN: arnOf(world, group),
  };
}

/** Source: API Reference, Filter: names are tag-key, tag-value, key, value and tag:<key>. */
function tagFilter(filter: Form): (group: EmulatedGroup) => boolean {
  const name = filter.requiredText('Name');
  const values = filter.texts('Values');
  const wanted = (text: string) => values.includes(text);
  if (name === 'tag-key' || name === 'key') return ({ tags }) => [...tags.keys()].some(wanted);
  if (name === 'tag-value' || name === 'value') {
    return ({ tags }) => [...tags.values()].some(({ value }) => wanted(value));
  }
  if (name.startsWith('tag:')) {
    return ({ tags }) => wanted(tags.get(name.slice('tag:'.length))?.value ?? '\0');
  }
  throw validationError(
    `Filter type ${name} is not correct. Allowed: tag-key, tag-value, tag:<key>`,
  );
}

function activityFilter(world: World, form: Form): (activity: ScalingActivity) => boolean {
  const filters = form.list('Filters').map((filter) => {
    const name = filter.requiredText('Name');
    const values = filter.texts('Values');
    if (name === 'Status') return ({ status }: ScalingActivity) => values.includes(status);
    const bound = Date.parse(values[0] ?? '') / 1000;
    if (Number.isNaN(bound)) throw validationError(`${name} needs one ISO-8601 time`);
    if (name === 'StartTimeLowerBound') return (each: ScalingActivity) => each.startTime >= bound;
    if (name === 'StartTimeUpperBound') return (each: ScalingActivity) => each.startTime <= bound;
    throw validationError(`Filter type ${name} is not correct.`);
  });
  const oldest = world.now - activityAgeSecondsMax;
  return (each) => each.startTime >= oldest && filters.every((passes) => passes(each));
}

/** One page in the manner of Auto Scaling: MaxRecords and NextToken. */
function formPage<T>(
  items: readonly T[],
  form: Form,
  listing: string,
  size: { readonly usual: number; readonly most: number },
): Page<T> {
  const asked = form.whole('MaxRecords') ?? size.usual;
  if (asked < 1 || asked > size.most) {
    throw validationError(
      `1 validation error detected: Value '${asked}' at 'maxRecords' failed to satisfy constraint: ` +
        `Member must have value between 1 and ${size.most}`,
    );
  }
  const value = form.text('NextToken');
  const invalid = () => new AwsFault('InvalidNextToken', `The token '${value}' is invalid.`);
  return pageOf(items, asked, { listing, value, invalid });
}

function arnOf({ account, region }: World, name: string): string {
  const id = '00000000-0000-4000-8000-000000000000';
  return `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${id}:autoScalingGroupName/${name}`;
}
