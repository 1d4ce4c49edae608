import type { Activity, GroupObservation, PoolMember } from '../../src/core/planning/situation.ts';
import type { ScalingActivity } from '../../src/core/simulation/activities.ts';
import type { SimulatedGroup } from '../../src/core/simulation/group.ts';
import { traitsOf } from '../../src/core/simulation/lifecycle.ts';
import type { Instance } from '../../src/core/simulation/roster.ts';
import type { EpochSeconds } from '../../src/core/units.ts';

/** A simulated group as AWS would report it now. */
export function observationOf(group: SimulatedGroup): GroupObservation {
  const { pool } = group;
  return {
    group: group.options.name,
    at: group.now,
    minSize: group.minSize,
    maxSize: group.maxSize,
    desired: group.desired,
    inService: group.count('group', 'ready'),
    optedIn: true,
    blocked: pool?.deleting === true ? 'pool-deleting' : null,
    pool: pool === null ? null : { ...pool, reuse: pool.reuse ?? false },
    members: group.instances('pool').map(memberOf),
  };
}

/** Activities of a simulated group that ran or began at or after `since`, oldest first. */
export function activitiesOf(group: SimulatedGroup, since: EpochSeconds): Activity[] {
  return group.activities
    .filter(({ startTime, endTime }) => startTime >= since || endTime === null || endTime >= since)
    .map((activity) => activityOf(group.options.name, activity))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function memberOf({ id, state }: Instance): PoolMember {
  const { role, parked } = traitsOf[state];
  const phase = role === 'starting' ? 'booting' : role === 'ready' ? 'ready' : 'leaving';
  return { instanceId: id, phase, parked };
}

function activityOf(group: string, activity: ScalingActivity): Activity {
  const { id, kind, instanceId, startTime, endTime, status } = activity;
  return {
    activityId: id,
    group,
    kind,
    instanceId,
    startedAt: startTime,
    endedAt: endTime,
    status: endTime === null ? 'running' : status === 'Successful' ? 'successful' : 'failed',
  };
}
