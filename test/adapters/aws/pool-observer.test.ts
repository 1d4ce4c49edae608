import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AwsPoolObserver } from '../../../src/adapters/aws/pool-observer.ts';
import {
  cannedAws,
  members,
  type WireReply,
  xmlError,
  xmlReply,
} from '../../support/canned-aws.ts';
import { fixedClock } from '../../support/fake-pools.ts';
import { observed } from '../../support/observed.ts';

const at = Date.parse('2026-06-01T12:00:00Z') / 1000;

function groupXml(name: string, more = ''): string {
  return `<AutoScalingGroupName>${name}</AutoScalingGroupName><MinSize>1</MinSize>
    <MaxSize>9</MaxSize><DesiredCapacity>2</DesiredCapacity>${more}`;
}
const pool = '<WarmPoolConfiguration><MinSize>1</MinSize></WarmPoolConfiguration>';
const managed = `<Tags>${members(['<Key>forewarm:managed</Key><Value>true</Value>'])}</Tags>`;

function instanceXml(index: number): string {
  return `<InstanceId>i-${index}</InstanceId><LifecycleState>Warmed:Stopped</LifecycleState>`;
}

/** Answers each action from `replies`; an action that is missing there fails the test. */
function observerOver(replies: Record<string, (form: Record<string, string>) => string>) {
  const aws = cannedAws(({ action, form }): WireReply => xmlReply(action, replies[action]!(form)));
  const clock = fixedClock(at);
  return { aws, observer: new AwsPoolObserver(aws.autoScaling, clock) };
}

describe('AwsPoolObserver.sight', () => {
  test('groups come in the order asked; those that do not exist are absent', async () => {
    const { observer } = observerOver({
      DescribeAutoScalingGroups: () =>
        `<AutoScalingGroups>${members([groupXml('api'), groupXml('web')])}</AutoScalingGroups>`,
    });
    const sightings = await observer.sight(['web', 'gone', 'api']);
    expect(sightings[1]).toEqual({ kind: 'absent', group: 'gone', at });
    const seen = sightings.flatMap((one) => (one.kind === 'seen' ? [one.observation] : []));
    expect(seen.map(({ group }) => group)).toEqual(['web', 'api']);
    expect(seen.every((one) => one.at === at && one.pool === null)).toBe(true);
  });

  test('many names take one call for each hundred, and every page is read', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `group-${index}`);
    const { aws, observer } = observerOver({
      DescribeAutoScalingGroups: (form) => {
        const asked = Object.entries(form).flatMap(([key, value]) =>
          key.startsWith('AutoScalingGroupNames.') ? [value] : [],
        );
        const second = form.NextToken === 'more';
        const half = second ? asked.slice(50) : asked.slice(0, 50);
        const token = second || asked.length <= 50 ? '' : '<NextToken>more</NextToken>';
        const groups = members(half.map((name) => groupXml(name)));
        return `<AutoScalingGroups>${groups}</AutoScalingGroups>${token}`;
      },
    });
    const seen = await observed(observer, names);
    expect(seen.map(({ group }) => group)).toEqual(names);
    expect(aws.requests).toHaveLength(3);
  });

  test('what fails for one group fails for it alone', async () => {
    const names = ['web', 'api', 'jobs'];
    const aws = cannedAws(({ action, form }) => {
      if (form.AutoScalingGroupName === 'api') return xmlError(400, 'Throttling', 'slow down');
      return action === 'DescribeWarmPool'
        ? xmlReply(action, pool)
        : xmlReply(
            action,
            `<AutoScalingGroups>${members(names.map((name) => groupXml(name, pool)))}</AutoScalingGroups>`,
          );
    });
    const observer = new AwsPoolObserver(aws.autoScaling, fixedClock(at));
    const sightings = await observer.sight(names);
    expect(sightings.map(({ kind }) => kind)).toEqual(['seen', 'unread', 'seen']);
    expect(sightings[1]).toMatchObject({ group: 'api', error: { code: 'FW_AWS_THROTTLED' } });
    await expect(observed(observer, names)).rejects.toMatchObject({ code: 'FW_AWS_THROTTLED' });
  });

  test('pools are read several at a time, and no more than the rate limit has to spare', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `group-${index}`);
    const inFlight = { now: 0, most: 0 };
    const aws = cannedAws(async ({ action }) => {
      inFlight.most = Math.max(inFlight.most, ++inFlight.now);
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      inFlight.now -= 1;
      if (action === 'DescribeWarmPool') return xmlReply(action, pool);
      const groups = members(names.map((name) => groupXml(name, pool)));
      return xmlReply(action, `<AutoScalingGroups>${groups}</AutoScalingGroups>`);
    });
    const seen = await observed(new AwsPoolObserver(aws.autoScaling, fixedClock(at)), names);
    expect(seen.map(({ group }) => group)).toEqual(names);
    expect(inFlight.most).toBe(8);
  });

  test('a call about many groups that fails leaves all of them unread', async () => {
    const aws = cannedAws(() => xmlError(503, 'ServiceUnavailable'));
    const sightings = await new AwsPoolObserver(aws.autoScaling, fixedClock(at)).sight([
      'web',
      'b',
    ]);
    expect(sightings.map((one) => one.kind === 'unread' && one.group)).toEqual(['web', 'b']);
  });

  test('every page of a pool is read', async () => {
    const { observer } = observerOver({
      DescribeAutoScalingGroups: () =>
        `<AutoScalingGroups>${members([groupXml('web', pool)])}</AutoScalingGroups>`,
      DescribeWarmPool: ({ NextToken }) => {
        const from = NextToken === undefined ? 0 : 50;
        const page = Array.from({ length: from === 0 ? 50 : 7 }, (_, i) => instanceXml(from + i));
        const token = from === 0 ? '<NextToken>more</NextToken>' : '';
        return `${pool}<Instances>${members(page)}</Instances>${token}`;
      },
    });
    const [web] = await observed(observer, ['web']);
    expect(web!.members).toHaveLength(57);
    expect(new Set(web!.members.map(({ instanceId }) => instanceId)).size).toBe(57);
    expect(web!.pool).toMatchObject({ minSize: 1, prepared: null });
  });

  test.each([
    { status: 'InProgress', want: 'instance-refresh' },
    { status: 'RollbackInProgress', want: 'instance-refresh' },
    { status: 'SomethingNew', want: 'instance-refresh' },
    { status: 'Successful', want: null },
    { status: 'Cancelled', want: null },
  ])('a newest refresh that is $status: $want', async ({ status, want }) => {
    const { observer } = observerOver({
      DescribeAutoScalingGroups: () =>
        `<AutoScalingGroups>${members([groupXml('web', managed)])}</AutoScalingGroups>`,
      DescribeInstanceRefreshes: () =>
        `<InstanceRefreshes>${members([`<Status>${status}</Status>`])}</InstanceRefreshes>`,
    });
    const [web] = await observed(observer, ['web']);
    expect(web!.blocked).toBe(want);
  });

  test('refreshes are asked for only where forewarm could write', async () => {
    const deleting = groupXml('web', `${managed}<Status>Delete in progress</Status>`);
    const { aws, observer } = observerOver({
      DescribeAutoScalingGroups: () =>
        `<AutoScalingGroups>${members([deleting, groupXml('api')])}</AutoScalingGroups>`,
    });
    await observed(observer, ['web', 'api']);
    expect(aws.requests.map(({ action }) => action)).toEqual(['DescribeAutoScalingGroups']);
  });
});

describe('AwsPoolObserver.activities', () => {
  const minutesAgo = (minutes: number) => new Date((at - minutes * 60) * 1000).toISOString();
  function activityXml(id: string, started: number, ended: number | null): string {
    const end = ended === null ? '' : `<EndTime>${minutesAgo(ended)}</EndTime>`;
    const status = ended === null ? 'PreInService' : 'Successful';
    return `<ActivityId>${id}</ActivityId><Description>Launching a new EC2 instance: i-1</Description>
      <StartTime>${minutesAgo(started)}</StartTime>${end}<StatusCode>${status}</StatusCode>`;
  }
  const history = [
    activityXml('still running', 300, null),
    activityXml('recent', 2, 1),
    activityXml('ended since', 40, 5),
    activityXml('ended before', 60, 20),
  ];

  test('those that are running or ended since, oldest first', async () => {
    const { observer } = observerOver({
      DescribeScalingActivities: () => `<Activities>${members(history)}</Activities>`,
    });
    const found = await observer.activities('web', at - 10 * 60);
    const ids = found.map(({ activityId }) => activityId);
    expect(ids).toEqual(['still running', 'ended since', 'recent']);
  });

  test('reading stops at the page that is too old', async () => {
    const { aws, observer } = observerOver({
      DescribeScalingActivities: ({ NextToken }) => {
        const page = NextToken === undefined ? history : [activityXml('ancient', 200, 199)];
        return `<Activities>${members(page)}</Activities><NextToken>more</NextToken>`;
      },
    });
    const found = await observer.activities('web', at - 10 * 60);
    expect(found).toHaveLength(3);
    expect(aws.requests).toHaveLength(2);
  });

  const unknown = 'AutoScalingGroup name not found - no such group';
  test.each([
    { name: 'that was deleted are told by AWS when it is asked for them', isKnown: true },
    { name: 'that AWS never knew are none', isKnown: false },
  ])('those of a group $name', async ({ isKnown }) => {
    const aws = cannedAws(({ action, form }) =>
      isKnown && form.IncludeDeletedGroups === 'true'
        ? xmlReply(action, `<Activities>${members(history)}</Activities>`)
        : xmlError(400, 'ValidationError', unknown),
    );
    const observer = new AwsPoolObserver(aws.autoScaling, fixedClock(at));
    expect(await observer.activities('gone', at - 10 * 60)).toHaveLength(isKnown ? 3 : 0);
    expect(aws.requests).toHaveLength(2);
  });
});
