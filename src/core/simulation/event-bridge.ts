import { isoOf } from '../units.ts';
import type { ActivityKind } from './activities.ts';
import type { StateChange } from './roster.ts';

/** One event in the shape in which EventBridge delivers those of Auto Scaling. */
export interface BridgeEvent {
  readonly source: 'aws.autoscaling';
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: {
    readonly AutoScalingGroupName: string;
    readonly EC2InstanceId: string;
    readonly Origin: Place;
    readonly Destination: Place;
    readonly Action: 'Launch' | 'Terminate';
  };
}
type Place = 'EC2' | 'WarmPool' | 'AutoScalingGroup';

const routes: Readonly<Record<ActivityKind, readonly [Place, Place]>> = {
  'into-pool': ['EC2', 'WarmPool'],
  'from-pool': ['WarmPool', 'AutoScalingGroup'],
  cold: ['EC2', 'AutoScalingGroup'],
  return: ['AutoScalingGroup', 'WarmPool'],
  terminate: ['AutoScalingGroup', 'EC2'],
  'terminate-from-pool': ['WarmPool', 'EC2'],
};

/** The event that a transition causes; null for those that AWS keeps to itself. */
export function bridgeEventOf(group: string, change: StateChange): BridgeEvent | null {
  if (change.kind === null) return null;
  const type = detailType(change, change.kind);
  if (type === null) return null;
  const [origin, destination] = routes[change.kind];
  return {
    source: 'aws.autoscaling',
    'detail-type': type,
    time: isoOf(change.at),
    detail: {
      AutoScalingGroupName: group,
      EC2InstanceId: change.instanceId,
      Origin: origin,
      Destination: destination,
      Action: destination === 'EC2' ? 'Terminate' : 'Launch',
    },
  };
}

/** Source: EC2 Auto Scaling user guide, "Warm pool example events and patterns". */
function detailType({ from, to }: StateChange, kind: ActivityKind): string | null {
  const launching = kind === 'into-pool' || kind === 'from-pool' || kind === 'cold';
  if (to.endsWith(':Wait')) {
    return `EC2 Instance-${launching ? 'launch' : 'terminate'} Lifecycle Action`;
  }
  if (to === 'InService' || (from?.startsWith('Warmed:Pending') && /(Stopped|Hib|Run)/.test(to))) {
    return 'EC2 Instance Launch Successful';
  }
  if (launching && to.endsWith('Terminating')) return 'EC2 Instance Launch Unsuccessful';
  return to.endsWith('Terminated') && !launching ? 'EC2 Instance Terminate Successful' : null;
}
