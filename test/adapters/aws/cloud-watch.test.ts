import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudWatchTraffic, type MetricSpec } from '../../../src/adapters/aws/cloud-watch.ts';
import type { SampleBatch } from '../../../src/app/ports/series.ts';
import { cannedAws } from '../../support/canned-aws.ts';
import { fixedClock } from '../../support/fake-pools.ts';

const day = 86_400;
const now = Date.parse('2026-06-01T12:00:30Z') / 1000;
const spec: MetricSpec = {
  namespace: 'AWS/ApplicationELB',
  metric: 'RequestCount',
  dimensions: { LoadBalancer: 'app/web/1' },
  statistic: 'Sum',
  periodSeconds: 60,
  gaps: 'unknown',
};

interface MetricRequest {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
  readonly MetricDataQueries: readonly [{ readonly MetricStat: { readonly Period: number } }];
}

/** Number of requests in the minute that begins at `minute`; null = CloudWatch has no point. */
type Counts = (minute: number) => number | null;

const tiers = [
  { days: 15, period: 60 },
  { days: 63, period: 300 },
  { days: 455, period: 3600 },
];

/** Points as CloudWatch would give them: nothing for a period finer than it keeps at that age. */
function pointsOf(request: MetricRequest, counts: Counts): [at: number, sum: number][] {
  const period = request.MetricDataQueries[0].MetricStat.Period;
  const kept = tiers.find(({ days }) => request.StartTime >= now - days * day);
  if (kept === undefined || period % kept.period !== 0) return [];
  const points: [number, number][] = [];
  for (let at = request.StartTime; at < request.EndTime; at += period) {
    const minutes = Array.from({ length: period / 60 }, (_, index) => counts(at + index * 60));
    const seen = minutes.filter((count) => count !== null);
    if (seen.length > 0) points.push([at, seen.reduce((sum, count) => sum + count, 0)]);
  }
  return points;
}

/** A source over that CloudWatch, which answers in pages of `pageSize`, the last with `status`. */
function source(
  counts: Counts,
  changes: Partial<MetricSpec> = {},
  pageSize = 1e6,
  status = 'Complete',
) {
  const aws = cannedAws(({ json }) => {
    const request = json as MetricRequest;
    const points = pointsOf(request, counts);
    const from = Number(request.NextToken ?? 0);
    const page = points.slice(from, from + pageSize);
    const last = from + pageSize >= points.length;
    const result = {
      Id: 'load',
      Timestamps: page.map(([at]) => at),
      Values: page.map(([, sum]) => sum),
      StatusCode: last ? status : 'PartialData',
    };
    const token = last ? {} : { NextToken: `${from + pageSize}` };
    return { body: JSON.stringify({ MetricDataResults: [result], ...token }) };
  });
  const traffic = new CloudWatchTraffic(aws.cloudWatch, fixedClock(now), { ...spec, ...changes });
  return { aws, traffic };
}

const steady: Counts = () => 120;
const minuteOf = (secondsAgo: number) => Math.floor((now - secondsAgo) / 60) * 60;
const flat = (batches: readonly SampleBatch[]) => batches.flatMap(({ samples }) => samples);

describe('CloudWatchTraffic', () => {
  test('asks for one metric, all its dimensions, oldest first', async () => {
    const { aws, traffic } = source(steady);
    await traffic.read(minuteOf(600), minuteOf(300));
    expect(aws.requests[0]!.json).toEqual({
      StartTime: minuteOf(600),
      EndTime: minuteOf(300),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'load',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ApplicationELB',
              MetricName: 'RequestCount',
              Dimensions: [{ Name: 'LoadBalancer', Value: 'app/web/1' }],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
    });
  });

  test.each([
    { statistic: 'Sum', periodSeconds: 60, want: 2 },
    { statistic: 'Sum', periodSeconds: 300, want: 2 },
    { statistic: 'Average', periodSeconds: 60, want: 120 },
  ] as const)('$statistic over $periodSeconds s is $want', async ({ want, ...changes }) => {
    const { traffic } = source(steady, changes);
    const [batch] = await traffic.read(minuteOf(2 * 3600), minuteOf(3600));
    expect(batch!.stepSeconds).toBe(changes.periodSeconds);
    expect(new Set(batch!.samples.map(({ value }) => value))).toEqual(new Set([want]));
  });

  test('the whole past comes in the finest resolution kept, each part once', async () => {
    const { traffic } = source(steady);
    const batches = await traffic.read(0, now);
    expect(batches.map(({ stepSeconds }) => stepSeconds)).toEqual([3600, 300, 60]);
    for (const [index, { stepSeconds, samples }] of batches.entries()) {
      const steps = samples.slice(1).map(({ at }, i) => at - samples[i]!.at);
      expect(new Set(steps)).toEqual(new Set([stepSeconds]));
      const next = batches[index + 1]?.samples[0]?.at;
      if (next !== undefined) expect(samples.at(-1)!.at + stepSeconds).toBe(next);
    }
    const spanDays = batches.map(
      ({ stepSeconds, samples }) => (samples.length * stepSeconds) / day,
    );
    expect(spanDays.map(Math.round)).toEqual([392, 48, 15]);
  });

  test('the newest points are left until they have settled', async () => {
    const { traffic } = source(steady, { settleSeconds: 120 });
    const samples = flat(await traffic.read(minuteOf(600), now + 600));
    expect(samples.at(-1)!.at + 60).toBe(minuteOf(120));
  });

  test('pages are put together', async () => {
    const { aws, traffic } = source(steady, {}, 7);
    const samples = flat(await traffic.read(minuteOf(3600), minuteOf(600)));
    expect(samples.map(({ at }) => at)).toEqual(
      Array.from({ length: 50 }, (_, index) => minuteOf(3600) + index * 60),
    );
    expect(aws.requests).toHaveLength(8);
  });

  test.each([
    { status: 'PartialData', code: 'FW_AWS_UNREACHABLE', retryable: true },
    { status: 'InternalError', code: 'FW_AWS_UNREACHABLE', retryable: true },
    { status: 'Forbidden', code: 'FW_AWS_DENIED', retryable: false },
  ])('a last page that is $status is $code', async ({ status, ...want }) => {
    const { traffic } = source(steady, {}, 10, status);
    await expect(traffic.read(minuteOf(3600), now)).rejects.toMatchObject(want);
  });

  test('the network is an operating failure', async () => {
    const { cloudWatch } = cannedAws(() => ({ status: 503, body: '{}' }));
    const traffic = new CloudWatchTraffic(cloudWatch, fixedClock(now), spec);
    await expect(traffic.read(0, now)).rejects.toMatchObject({ name: 'ForewarmError' });
  });
});

describe('gaps', () => {
  const silentFor = (secondsAgo: number, seconds: number): Counts => {
    const from = minuteOf(secondsAgo);
    return (minute) => (from <= minute && minute < from + seconds ? null : 60);
  };
  const valueAt = (batches: SampleBatch[], at: number) =>
    flat(batches).find((sample) => sample.at === at)?.value;

  test.each([
    { name: 'a short silence is no traffic', gaps: 'zero', seconds: 1800, want: 0 },
    { name: 'a long one is an outage', gaps: 'zero', seconds: 3660, want: undefined },
    { name: 'unless gaps are unknown', gaps: 'unknown', seconds: 1800, want: undefined },
  ] as const)('$name', async ({ gaps, seconds, want }) => {
    const { traffic } = source(silentFor(7200, seconds), { gaps });
    const batches = await traffic.read(minuteOf(3 * 3600), minuteOf(1800));
    expect(valueAt(batches, minuteOf(7200))).toBe(want);
    expect(valueAt(batches, minuteOf(7200) + seconds)).toBe(1);
  });

  test('busy traffic does not pause: its metric does', async () => {
    const counts: Counts = (minute) => (silentFor(7200, 1800)(minute) === null ? null : 6000);
    const { traffic } = source(counts, { gaps: 'zero' });
    const batches = await traffic.read(minuteOf(3 * 3600), minuteOf(1800));
    expect(valueAt(batches, minuteOf(7200))).toBeUndefined();
  });

  test('silence up to now may be an outage, however short: nothing is said of it', async () => {
    const { traffic } = source(silentFor(900, 900), { gaps: 'zero' });
    const samples = flat(await traffic.read(minuteOf(3600), now));
    expect(samples.at(-1)).toEqual({ at: minuteOf(900) - 60, value: 1 });
  });

  test('an outage read bit by bit is still an outage', async () => {
    const { traffic } = source(silentFor(7200, 5400), { gaps: 'zero' });
    for (let from = minuteOf(7200); from < minuteOf(1800); from += 300) {
      expect(flat(await traffic.read(from, from + 300))).toEqual([]);
    }
  });

  test('reading in two parts is reading once', async () => {
    const law = fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 240, maxLength: 240 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 240 }),
      async (heard, burst, cut) => {
        const start = minuteOf(5 * 3600);
        const counts: Counts = (minute) => {
          const index = Math.floor((minute - start) / 60 / burst);
          return (heard[index] ?? true) ? 60 : null;
        };
        const { traffic } = source(counts, { gaps: 'zero', zeroFillSecondsMax: 900 });
        const [from, middle, to] = [start, start + cut * 60, start + 240 * 60];
        const whole = flat(await traffic.read(from, to));
        const parts = [await traffic.read(from, middle), await traffic.read(middle, to)];
        expect(parts.flatMap(flat)).toEqual(whole);
      },
    );
    await fc.assert(law, { numRuns: 40 });
  });
});
