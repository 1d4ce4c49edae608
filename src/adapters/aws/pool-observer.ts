import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeInstanceRefreshesCommand,
  type Instance,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
  paginateDescribeWarmPool,
  type WarmPoolConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type { Clock, PoolObserver } from '../../app/ports.ts';
import type { Activity, GroupObservation } from '../../core/planning/situation.ts';
import { type EpochSeconds, secondsPerHour } from '../../core/units.ts';
import { activityOf } from './activities.ts';
import { fromAws } from './faults.ts';
import { blockedBy, isOptedIn, observationOf } from './group-observation.ts';

/** Most names, groups and activities that one call may carry. Source: API reference, MaxRecords. */
const recordsMax = 100;
const warmPoolRecordsMax = 50;

/** Twice the default heartbeat of a lifecycle hook: what has ended by now did not begin before. */
const activitySecondsMax = 2 * secondsPerHour;

/** Reads groups and warm pools of EC2 Auto Scaling; one client is one account and region. */
export class AwsPoolObserver implements PoolObserver {
  readonly #client: AutoScalingClient;
  readonly #clock: Clock;

  constructor(client: AutoScalingClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * One observation for each group that exists, in the order asked. All groups share a call, each
   * pool takes one, and each group that could be written one more, for its refreshes: one after
   * the other, because the API's rate limit is shared with whatever else scales in the account.
   */
  async observe(names: readonly string[], signal?: AbortSignal): Promise<GroupObservation[]> {
    const groups = await this.#describeGroups(names, signal);
    const observations: GroupObservation[] = [];
    for (const name of names) {
      const group = groups.get(name);
      if (group !== undefined) observations.push(await this.#observeGroup(name, group, signal));
    }
    return observations;
  }

  /**
   * Activities of `group` that were running or began at or after `since`, oldest first. AWS lists
   * those in progress first and the others from the newest, so reading stops once they are too old
   * to have been running; it forgets activities after six weeks.
   * Source: EC2 Auto Scaling API Reference, DescribeScalingActivities.
   */
  async activities(group: string, since: EpochSeconds, signal?: AbortSignal): Promise<Activity[]> {
    const input = { AutoScalingGroupName: group, MaxRecords: recordsMax };
    const pages = paginateDescribeScalingActivities(this.#paging(), input, abort(signal));
    const found: Activity[] = [];
    try {
      for await (const page of pages) {
        const activities = (page.Activities ?? []).flatMap((raw) => activityOf(group, raw) ?? []);
        found.push(...activities.filter(({ endedAt }) => endedAt === null || endedAt >= since));
        const oldest = since - activitySecondsMax;
        if (activities.some((one) => one.endedAt !== null && one.startedAt < oldest)) break;
      }
    } catch (cause) {
      throw fromAws(cause, `reading the scaling activities of ${group}`);
    }
    return found.sort((a, b) => a.startedAt - b.startedAt);
  }

  async #describeGroups(
    names: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, AutoScalingGroup>> {
    const groups = new Map<string, AutoScalingGroup>();
    try {
      for (let from = 0; from < names.length; from += recordsMax) {
        const batch = names.slice(from, from + recordsMax);
        const input = { AutoScalingGroupNames: batch, MaxRecords: recordsMax };
        const pages = paginateDescribeAutoScalingGroups(this.#paging(), input, abort(signal));
        for await (const page of pages) {
          for (const group of page.AutoScalingGroups ?? []) {
            groups.set(group.AutoScalingGroupName ?? '', group);
          }
        }
      }
    } catch (cause) {
      throw fromAws(cause, 'reading the Auto Scaling groups');
    }
    return groups;
  }

  async #observeGroup(
    name: string,
    group: AutoScalingGroup,
    signal: AbortSignal | undefined,
  ): Promise<GroupObservation> {
    try {
      const hasPool = group.WarmPoolConfiguration !== undefined;
      const warmPool = hasPool ? await this.#describeWarmPool(name, signal) : null;
      const answers = { group, warmPool, refreshing: false };
      const writable = isOptedIn(group) && blockedBy(answers) === null;
      const refreshing = writable && (await this.#isRefreshing(name, signal));
      return observationOf({ ...answers, refreshing }, this.#clock.now());
    } catch (cause) {
      throw fromAws(cause, `reading the warm pool of ${name}`);
    }
  }

  async #describeWarmPool(name: string, signal: AbortSignal | undefined): Promise<WarmPoolAnswer> {
    const input = { AutoScalingGroupName: name, MaxRecords: warmPoolRecordsMax };
    const pages = paginateDescribeWarmPool(this.#paging(), input, abort(signal));
    let answer: WarmPoolAnswer = { WarmPoolConfiguration: undefined, Instances: [] };
    for await (const page of pages) {
      answer = {
        WarmPoolConfiguration: answer.WarmPoolConfiguration ?? page.WarmPoolConfiguration,
        Instances: [...answer.Instances, ...(page.Instances ?? [])],
      };
    }
    return answer;
  }

  /** AWS lists refreshes from the newest and runs one at a time, so the newest tells. */
  async #isRefreshing(name: string, signal: AbortSignal | undefined): Promise<boolean> {
    const command = new DescribeInstanceRefreshesCommand({
      AutoScalingGroupName: name,
      MaxRecords: 1,
    });
    const { InstanceRefreshes = [] } = await this.#client.send(command, abort(signal));
    const status = InstanceRefreshes[0]?.Status;
    return status !== undefined && !finishedRefreshes.has(status);
  }

  #paging(): { client: AutoScalingClient } {
    return { client: this.#client };
  }
}

interface WarmPoolAnswer {
  readonly WarmPoolConfiguration: WarmPoolConfiguration | undefined;
  readonly Instances: Instance[];
}

/** Source: Auto Scaling API, InstanceRefresh Status; any other, also one to come, is under way. */
const finishedRefreshes: ReadonlySet<string> = new Set([
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
]);

function abort(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
