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
import type { Clock } from '../../app/ports/host.ts';
import { groupsAtOnce, type PoolObserver, type Sighting } from '../../app/ports/pools.ts';
import { concurrently } from '../../core/concurrently.ts';
import type { Activity, GroupObservation } from '../../core/planning/situation.ts';
import { type EpochSeconds, secondsPerHour } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
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
   * One sighting for each name, in the order asked. All groups share a call, each pool takes one, and
   * each group that could be written one more, for its refreshes. A call that fails leaves unread only
   * the groups that it was about.
   */
  async sight(names: readonly string[], signal?: AbortSignal): Promise<Sighting[]> {
    const sightings: Sighting[] = [];
    for (let from = 0; from < names.length; from += recordsMax) {
      const batch = names.slice(from, from + recordsMax);
      sightings.push(...(await this.#sightBatch(batch, signal)));
    }
    return sightings;
  }

  /**
   * Activities of `group` that are running or ended at or after `since`, oldest first. AWS lists
   * those in progress first and the others from the newest, so reading stops once they are too old
   * to have been running; it forgets activities after six weeks. Those of a group that was deleted
   * are told only when asked for, and none where AWS never knew of one.
   * Source: EC2 Auto Scaling API Reference, DescribeScalingActivities.
   */
  async activities(group: string, since: EpochSeconds, signal?: AbortSignal): Promise<Activity[]> {
    for (const deleted of [false, true]) {
      try {
        return await this.#readActivities(group, { since, deleted }, signal);
      } catch (error) {
        if (!(error instanceof ForewarmError && error.code === 'FW_AWS_NOT_FOUND')) throw error;
      }
    }
    return [];
  }

  async #readActivities(
    group: string,
    { since, deleted }: { readonly since: EpochSeconds; readonly deleted: boolean },
    signal: AbortSignal | undefined,
  ): Promise<Activity[]> {
    const input = {
      AutoScalingGroupName: group,
      MaxRecords: recordsMax,
      ...(deleted && { IncludeDeletedGroups: true }),
    };
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

  async #sightBatch(
    names: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Sighting[]> {
    let groups: Map<string, AutoScalingGroup>;
    try {
      groups = await this.#describeGroups(names, signal);
    } catch (error) {
      return names.map((name) => unread(name, error));
    }
    const at = this.#clock.now();
    return concurrently(names, groupsAtOnce, async (name): Promise<Sighting> => {
      const group = groups.get(name);
      if (group === undefined) return { kind: 'absent', group: name, at };
      try {
        return { kind: 'seen', observation: await this.#observeGroup(name, group, signal) };
      } catch (error) {
        return unread(name, error);
      }
    });
  }

  /** Groups by name, of at most as many names as one call may carry. */
  async #describeGroups(
    names: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, AutoScalingGroup>> {
    const groups = new Map<string, AutoScalingGroup>();
    const input = { AutoScalingGroupNames: [...names], MaxRecords: recordsMax };
    try {
      const pages = paginateDescribeAutoScalingGroups(this.#paging(), input, abort(signal));
      for await (const page of pages) {
        for (const group of page.AutoScalingGroups ?? []) {
          groups.set(group.AutoScalingGroupName ?? '', group);
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

/** A bug is no failed reading: only what AWS answered, or did not, is one. */
function unread(group: string, error: unknown): Sighting {
  if (!(error instanceof ForewarmError)) throw error;
  return { kind: 'unread', group, error };
}

function abort(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
