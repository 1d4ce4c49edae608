import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import { trafficOf } from '../../src/core/simulation/scenario.ts';
import { secondsPerDay } from '../../src/core/units.ts';
import { errorOf, group, type Harness, openHarness } from './harness.ts';

const scenario = demoScenario(7);
const { start } = scenario;
let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ metricDelay: { secondsMin: 0, secondsMax: 0 } });
});
afterEach(() => harness.close());

const dateOf = (at: number) => new Date(at * 1000);
const requestCount = (Period = 60, fields: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id: 'load',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCount',
      Dimensions: [{ Name: 'LoadBalancer', Value: scenario.loadBalancer }],
    },
    Period,
    Stat: 'Sum',
  },
  ...fields,
});
const groupMetric = (MetricName: string): MetricDataQuery => ({
  Id: MetricName.toLowerCase(),
  MetricStat: {
    Metric: {
      Namespace: 'AWS/AutoScaling',
      MetricName,
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: group }],
    },
    Period: 60,
    Stat: 'Average',
  },
});
const get = (
  from: number,
  to: number,
  queries: MetricDataQuery[],
  more: Partial<GetMetricDataCommandInput> = {},
) =>
  harness.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: dateOf(from),
      EndTime: dateOf(to),
      MetricDataQueries: queries,
      ...more,
    }),
  );
const timesOf = (result: { Timestamps?: Date[] | undefined }) =>
  result.Timestamps!.map((time) => time.getTime() / 1000);

describe('GetMetricData', () => {
  test('serves the load, newest first, the end excluded', async () => {
    const { MetricDataResults } = await get(start - 600, start, [requestCount()]);
    const [result] = MetricDataResults!;
    expect(result).toMatchObject({ Id: 'load', Label: 'RequestCount', StatusCode: 'Complete' });
    const times = timesOf(result!);
    expect(times).toEqual(Array.from({ length: 10 }, (_, n) => start - 60 * (n + 1)));
    const traffic = trafficOf(scenario);
    expect(result!.Values).toEqual(times.map((at) => Math.round(60 * traffic.loadAt(at))));
  });

  test('a longer period sums its minutes, and ascending order can be asked for', async () => {
    const fine = await get(start - 600, start, [requestCount()]);
    const coarse = await get(start - 600, start, [requestCount(300)], {
      ScanBy: 'TimestampAscending',
    });
    const minutes = fine.MetricDataResults![0]!.Values!.toReversed();
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(coarse.MetricDataResults![0]!.Values).toEqual([
      sum(minutes.slice(0, 5)),
      sum(minutes.slice(5)),
    ]);
  });

  test.each([
    { age: 14, period: 60, points: true },
    { age: 16, period: 60, points: false },
    { age: 16, period: 300, points: true },
    { age: 20, period: 3600, points: true },
  ])('$age days back, period $period: points $points', async ({ age, period, points }) => {
    const from = start - age * secondsPerDay;
    const reply = await get(from, from + 7200, [requestCount(period)]);
    expect(reply.MetricDataResults![0]!.Values).toHaveLength(points ? 7200 / period : 0);
  });

  test('three weeks of history at five minutes come in pages that join', async () => {
    const queries = [requestCount(300), { ...requestCount(300), Id: 'again' }];
    const input = {
      StartTime: dateOf(start - 21 * secondsPerDay),
      EndTime: dateOf(start),
      MetricDataQueries: queries,
      MaxDatapoints: 5000,
    };
    const counts = new Map<string, number>();
    const states: (string | undefined)[] = [];
    for await (const page of paginateGetMetricData({ client: harness.cloudWatch }, input)) {
      for (const { Id, Values, StatusCode } of page.MetricDataResults!) {
        counts.set(Id!, (counts.get(Id!) ?? 0) + Values!.length);
        states.push(StatusCode);
      }
    }
    expect(Object.fromEntries(counts)).toEqual({ load: 6048, again: 6048 });
    expect(states).toEqual([
      'PartialData',
      'PartialData',
      'Complete',
      'PartialData',
      'Complete',
      'Complete',
    ]);
  });

  test('an outage leaves no points although the service lives', async () => {
    const { load } = scenario;
    const [outage] = load.kind === 'generated' ? load.options.outages : [];
    harness.world.advanceTo(outage!.end + 600);
    const reply = await get(outage!.start - 300, outage!.end + 300, [
      requestCount(),
      groupMetric('GroupInServiceInstances'),
    ]);
    const [requests, serving] = reply.MetricDataResults!;
    expect(requests!.Values).toHaveLength(10);
    expect(serving!.Values).toHaveLength(50);
    expect(timesOf(requests!).every((at) => at < outage!.start || at >= outage!.end)).toBe(true);
  });

  test('late points appear later and stay', async () => {
    const late = await openHarness({ metricDelay: { secondsMin: 60, secondsMax: 180 } });
    try {
      late.world.advanceTo(start + 600);
      const read = async () => {
        const command = new GetMetricDataCommand({
          StartTime: dateOf(start),
          EndTime: dateOf(start + 600),
          MetricDataQueries: [requestCount()],
        });
        return timesOf((await late.cloudWatch.send(command)).MetricDataResults![0]!);
      };
      const before = await read();
      expect(before.length).toBeLessThanOrEqual(9);
      late.world.advanceTo(start + 600 + 180);
      const after = await read();
      expect(after).toHaveLength(10);
      expect(after).toEqual(expect.arrayContaining(before));
    } finally {
      await late.close();
    }
  });

  test('group metrics follow the group, zeros included', async () => {
    const { world } = harness;
    world.group(group)!.group.putWarmPool({ minSize: 2, prepared: 2 });
    world.advanceTo(start + 600);
    const names = ['WarmPoolWarmedCapacity', 'WarmPoolPendingCapacity', 'WarmPoolDesiredCapacity'];
    const reply = await get(start, start + 601, names.map(groupMetric), {
      ScanBy: 'TimestampAscending',
    });
    const [warmed, pending, wanted] = reply.MetricDataResults!.map(({ Values }) => Values!);
    expect(warmed![0]).toBe(0);
    expect(warmed!.at(-1)).toBe(2);
    expect(pending!.slice(1, 4)).toEqual([2, 2, 2]);
    expect(wanted!.slice(1)).toEqual(Array.from({ length: 10 }, () => 2));
  });

  test.each([
    ['an expression', { Id: 'm', Expression: 'FILL(load,0)' }, 'does not compute metric math'],
    ['an Id with a capital', { ...requestCount(), Id: 'Load' }, 'parameter Id'],
    ['a crooked period', requestCount(90), 'parameter Period'],
  ])('%s is refused', async (_, query, message) => {
    const error = await errorOf(get(start - 600, start, [query]));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain(message);
  });

  test('more than 500 queries, twins and a reversed range are refused', async () => {
    const many = Array.from({ length: 501 }, (_, n) => ({ ...requestCount(), Id: `m${n}` }));
    expect((await errorOf(get(start - 60, start, many))).message).toContain('500');
    const twins = [requestCount(), requestCount()];
    expect((await errorOf(get(start - 60, start, twins))).message).toContain('not unique');
    expect((await errorOf(get(start, start - 60, [requestCount()]))).message).toContain(
      'less than',
    );
  });

  test('dimensions must match as a whole, and so must a unit', async () => {
    const partial = requestCount();
    const other = structuredClone(partial);
    other.MetricStat!.Metric!.Dimensions!.push({ Name: 'AvailabilityZone', Value: 'a' });
    const unit = structuredClone(partial);
    unit.Id = 'seconds';
    unit.MetricStat!.Unit = 'Seconds';
    const reply = await get(start - 600, start, [{ ...other, Id: 'other' }, unit]);
    expect(reply.MetricDataResults!.map(({ Values }) => Values)).toEqual([[], []]);
  });
});

describe('published metrics', () => {
  const publish = (count: number) =>
    harness.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: Array.from({ length: count }, (_, n) => ({
          MetricName: 'Orders',
          Dimensions: [{ Name: 'Site', Value: 'north' }],
          Timestamp: dateOf(start - 60 * (n + 1)),
          Value: n,
        })),
      }),
    );

  test('a gzip body is read, and what was put is got', async () => {
    await publish(300); // large enough for the SDK to compress it
    const query: MetricDataQuery = {
      Id: 'orders',
      MetricStat: {
        Metric: {
          Namespace: 'Shop',
          MetricName: 'Orders',
          Dimensions: [{ Name: 'Site', Value: 'north' }],
        },
        Period: 60,
        Stat: 'Maximum',
      },
    };
    const reply = await get(start - 300 * 60, start, [query]);
    expect(reply.MetricDataResults![0]!.Values).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  test('metrics are listed by namespace, name and dimension', async () => {
    await publish(1);
    const list = async (input: object) =>
      (await harness.cloudWatch.send(new ListMetricsCommand(input))).Metrics!;
    expect(await list({ Namespace: 'Shop' })).toEqual([
      { Namespace: 'Shop', MetricName: 'Orders', Dimensions: [{ Name: 'Site', Value: 'north' }] },
    ]);
    expect(
      await list({ MetricName: 'RequestCount', Dimensions: [{ Name: 'LoadBalancer' }] }),
    ).toHaveLength(1);
    expect(await list({ Dimensions: [{ Name: 'Site', Value: 'south' }] })).toEqual([]);
  });

  test('a namespace of AWS is refused, and an operation not offered is named', async () => {
    const theft = harness.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/EC2',
        MetricData: [{ MetricName: 'x', Value: 1 }],
      }),
    );
    expect((await errorOf(theft)).name).toBe('InvalidParameterValueException');
    const other = harness.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Shop',
        MetricName: 'Orders',
        StartTime: dateOf(start - 60),
        EndTime: dateOf(start),
        Period: 60,
      }),
    );
    expect((await errorOf(other)).message).toContain('GetMetricStatistics');
  });

  test('recorded samples are served as they are', async () => {
    const id = { namespace: 'Trace', name: 'Load', dimensions: {} };
    harness.world.metrics.feed(id, [
      { at: start - 600, value: 1.5 },
      { at: start - 300, value: 0.25 },
    ]);
    const Metric = { Namespace: 'Trace', MetricName: 'Load' };
    const query = { Id: 'trace', MetricStat: { Metric, Period: 300, Stat: 'Sum' } };
    const reply = await get(start - 600, start, [query]);
    expect(reply.MetricDataResults![0]!.Values).toEqual([0.25, 1.5]);
  });
});
