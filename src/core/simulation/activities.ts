import { type EpochSeconds, isoOf } from '../units.ts';

export type ActivityKind =
  | 'into-pool'
  | 'from-pool'
  | 'cold'
  | 'return'
  | 'terminate'
  | 'terminate-from-pool';

export type ActivityStatus =
  | 'PreInService'
  | 'InProgress'
  | 'MidLifecycleAction'
  | 'Successful'
  | 'Failed'
  | 'Cancelled';

/** One scaling activity, as DescribeScalingActivities shows it. */
export interface ScalingActivity {
  readonly id: string;
  readonly kind: ActivityKind;
  readonly instanceId: string | null;
  readonly description: string;
  readonly cause: string;
  readonly startTime: EpochSeconds;
  readonly endTime: EpochSeconds | null;
  readonly status: ActivityStatus;
  readonly statusMessage: string | null;
}

type OpenActivity = { -readonly [Key in keyof ScalingActivity]: ScalingActivity[Key] };

/**
 * Texts by which a client tells a cold launch from a warm one. Source: recorded answers of EC2
 * Auto Scaling, save `return`, of which no record is known.
 */
const descriptions: Readonly<Record<ActivityKind, string>> = {
  'into-pool': 'Launching a new EC2 instance into warm pool',
  'from-pool': 'Launching a new EC2 instance from warm pool',
  cold: 'Launching a new EC2 instance',
  return: 'Returning EC2 instance to warm pool',
  terminate: 'Terminating EC2 instance',
  'terminate-from-pool': 'Terminating EC2 instance from warm pool',
};

/** The scaling activities of one group. */
export class ActivityLog {
  readonly #all: OpenActivity[] = [];
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** `instanceId` is null when EC2 had no machine to give. */
  open(
    kind: ActivityKind,
    instanceId: string | null,
    cause: string,
    at: EpochSeconds,
  ): ActivityHandle {
    const what = descriptions[kind];
    const activity: OpenActivity = {
      id: this.#newId(),
      kind,
      instanceId,
      description: instanceId === null ? what : `${what}: ${instanceId}`,
      cause,
      startTime: at,
      endTime: null,
      status: kind === 'cold' || kind === 'from-pool' ? 'PreInService' : 'InProgress',
      statusMessage: null,
    };
    this.#all.push(activity);
    return new ActivityHandle(activity);
  }

  /** Running ones first, then newest first. */
  list(): readonly ScalingActivity[] {
    const newestFirst = this.#all.toReversed();
    return [
      ...newestFirst.filter((activity) => activity.endTime === null),
      ...newestFirst.filter((activity) => activity.endTime !== null),
    ];
  }
}

/** The pen that writes one activity until it ends. */
export class ActivityHandle {
  readonly #activity: OpenActivity;

  constructor(activity: OpenActivity) {
    this.#activity = activity;
  }

  /** Nothing once it has ended: a failed launch still has its way out before it. */
  progress(status: 'InProgress' | 'MidLifecycleAction'): void {
    if (this.#activity.endTime === null) this.#activity.status = status;
  }

  close(
    at: EpochSeconds,
    status: 'Successful' | 'Failed' | 'Cancelled',
    message: string | null = null,
  ): void {
    this.#activity.endTime = at;
    this.#activity.status = status;
    this.#activity.statusMessage = message;
  }
}

/** Why instances were started: what was asked for, then what Auto Scaling made of it. */
export function launchCause(reason: string, at: EpochSeconds, from: number, to: number): string {
  const started =
    `At ${isoOf(at)} an instance was started in response to a difference between desired and ` +
    `actual capacity, increasing the capacity from ${from} to ${to}.`;
  return reason === '' ? started : `${reason}  ${started}`;
}

/** Why an instance was taken out. */
export function terminateCause(reason: string, at: EpochSeconds, instance: string): string {
  const time = isoOf(at);
  const taken =
    `At ${time} an instance was taken out of service in response to a difference between ` +
    `desired and actual capacity, shrinking the capacity.  At ${time} instance ${instance} was ` +
    'selected for termination.';
  return reason === '' ? taken : `${reason}  ${taken}`;
}
