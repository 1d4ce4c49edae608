import type { Activity as AwsActivity } from '@aws-sdk/client-auto-scaling';
import type { Activity } from '../../core/planning/situation.ts';

/** What a description says happened. Source: descriptions that AWS wrote, EC2 Auto Scaling. */
const kinds: readonly (readonly [RegExp, Activity['kind']])[] = [
  [/^Launching a new EC2 instance into warm pool/, 'into-pool'],
  [/^Returning EC2 instance to warm pool/, 'return'],
  [/^Launching a new EC2 instance from warm pool/, 'from-pool'],
  [/^Launching a new EC2 instance/, 'cold'],
  [/^Terminating EC2 instance from warm pool/, 'terminate-from-pool'],
  [/^Terminating EC2 instance/, 'terminate'],
];

/** The activity in forewarm's words; null for one that is neither a launch nor a termination. */
export function activityOf(group: string, activity: AwsActivity): Activity | null {
  const { ActivityId, Description = '', StartTime, EndTime, StatusCode } = activity;
  const kind = kinds.find(([pattern]) => pattern.test(Description))?.[1];
  if (kind === undefined || ActivityId === undefined || StartTime === undefined) return null;
  const status = statusOf(StatusCode);
  const ended = status === 'running' ? undefined : (EndTime ?? StartTime);
  return {
    activityId: ActivityId,
    group,
    kind,
    instanceId: /\bi-[0-9a-z]+/.exec(Description)?.[0] ?? null,
    // Rounded outwards: whoever bills the activity bills whole seconds.
    startedAt: Math.floor(StartTime.getTime() / 1000),
    endedAt: ended === undefined ? null : Math.ceil(ended.getTime() / 1000),
    status,
  };
}

/** Every code but three is a stage of work in progress. Source: Auto Scaling API, Activity. */
function statusOf(code: string | undefined): Activity['status'] {
  if (code === 'Successful') return 'successful';
  return code === 'Failed' || code === 'Cancelled' ? 'failed' : 'running';
}
