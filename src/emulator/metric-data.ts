import {
  type EpochSeconds,
  secondsPerDay,
  secondsPerHour,
  secondsPerMinute,
} from '../core/units.ts';
import { AwsFault, validationError } from './aws-fault.ts';
import type { JsonInput } from './json-input.ts';
import { type MetricId, type MetricPoint, type MetricSource, merge } from './metrics.ts';
import { offsetIn, tokenFor } from './paging.ts';
import type { World } from './world.ts';

/**
 * GetMetricData. Source of every rule: CloudWatch API Reference, GetMetricData and MetricStat.
 * Metric math is refused in plain words; whoever needs it can compute it from the raw metrics.
 */
const limits = { queries: 500, datapoints: 100_800 } as const;

/** How coarse the data have become: older than `ageSeconds` only this period is left. */
const retention = [
  { ageSeconds: 63 * secondsPerDay, periodSeconds: secondsPerHour },
  { ageSeconds: 15 * secondsPerDay, periodSeconds: 5 * secondsPerMinute },
  { ageSeconds: 3 * secondsPerHour, periodSeconds: secondsPerMinute },
] as const;
const retentionSecondsMax = 455 * secondsPerDay;

const statistics: Readonly<Record<string, (point: MetricPoint) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  SampleCount: ({ count }) => count,
};

interface Query {
  readonly id: string;
  readonly label: string;
  readonly metric: MetricId;
  readonly periodSeconds: number;
  readonly statistic: (point: MetricPoint) => number;
  readonly unit: string | undefined;
}

interface Range {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

export function getMetricData(world: World, input: JsonInput): object {
  const range = rangeOf(input);
  const queries = queriesOf(input);
  const order = input.oneOf('ScanBy', ['TimestampDescending', 'TimestampAscending']);
  const results = queries.map((query) => {
    const points = pointsOf(world, query, range);
    if (order !== 'TimestampAscending') points.reverse();
    return { query, points };
  });
  return pageOfResults(results, input);
}

/** The requested span, [from, to). */
function rangeOf(input: JsonInput): Range {
  const [from, to] = [input.time('StartTime'), input.time('EndTime')];
  if (from === undefined || to === undefined) {
    throw validationError('The parameters StartTime and EndTime are required.');
  }
  if (from < to) return { from, to };
  throw validationError('The parameter StartTime must be less than the parameter EndTime.');
}

function queriesOf(input: JsonInput): Query[] {
  const queries = input.list('MetricDataQueries');
  if (queries.length === 0) throw validationError('The parameter MetricDataQueries is required.');
  if (queries.length > limits.queries) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${limits.queries}.`,
    );
  }
  const seen = new Set<string>();
  const shown = queries.filter((query) => query.flag('ReturnData') ?? true);
  for (const query of queries) {
    const id = query.requiredText('Id');
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
      throw validationError(`The value ${id} for parameter Id is not matching [a-z][a-zA-Z0-9_]*.`);
    }
    if (seen.has(id)) throw validationError(`The values for parameter Id are not unique: ${id}.`);
    seen.add(id);
  }
  return shown.map(queryOf);
}

function queryOf(query: JsonInput): Query {
  const id = query.requiredText('Id');
  const stat = query.structure('MetricStat');
  if (query.text('Expression') !== undefined || stat === undefined) {
    throw validationError(
      `Query ${id} uses an expression. This emulator does not compute metric math: ask for the ` +
        'raw metrics with MetricStat.',
    );
  }
  const metric = metricIdOf(stat.structure('Metric'), id);
  const statistic = statistics[stat.requiredText('Stat')];
  if (statistic === undefined) {
    const known = Object.keys(statistics).join(', ');
    throw validationError(`Query ${id}: this emulator computes the statistics ${known}.`);
  }
  return {
    id,
    label: query.text('Label') ?? metric.name,
    metric,
    periodSeconds: periodOf(stat, id),
    statistic,
    unit: stat.text('Unit'),
  };
}

function metricIdOf(metric: JsonInput | undefined, id: string): MetricId {
  if (metric === undefined) throw validationError(`Query ${id} names no metric.`);
  return {
    namespace: metric.requiredText('Namespace'),
    name: metric.requiredText('MetricName'),
    dimensions: metric.dimensions('Dimensions'),
  };
}

function periodOf(stat: JsonInput, id: string): number {
  const period = stat.requiredNumber('Period');
  const fine = [1, 5, 10, 20, 30].includes(period);
  if (fine || (period > 0 && period % secondsPerMinute === 0)) return period;
  throw validationError(
    `Query ${id}: the value ${period} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  );
}

/** Points by period, ascending; none where the period is finer than what is kept of that age. */
function pointsOf(world: World, query: Query, { from, to }: Range): [EpochSeconds, number][] {
  const source = world.metrics.find(query.metric);
  if (source === undefined || (query.unit !== undefined && query.unit !== source.unit)) return [];
  const { now } = world;
  const tier = retention.find(({ ageSeconds }) => now - from > ageSeconds);
  if (tier !== undefined && query.periodSeconds % tier.periodSeconds !== 0) return [];
  const rounding = Math.max(secondsPerMinute, tier?.periodSeconds ?? 0);
  const begin = Math.max(floorTo(from, rounding), now - retentionSecondsMax);
  return bucketed(source, query, { from: begin, to }, now);
}

function bucketed(
  source: MetricSource,
  { periodSeconds, statistic }: Query,
  { from, to }: Range,
  now: EpochSeconds,
): [EpochSeconds, number][] {
  const first = Math.ceil(from / periodSeconds) * periodSeconds;
  const end = Math.ceil(to / periodSeconds) * periodSeconds;
  const buckets = new Map<EpochSeconds, MetricPoint>();
  for (const point of source.read(first, end, now)) {
    const at = floorTo(point.at, periodSeconds);
    const before = buckets.get(at);
    buckets.set(at, before === undefined ? { ...point, at } : merge(before, point));
  }
  return [...buckets].map(([at, point]) => [at, statistic(point)]);
}

/** One page: datapoints are counted across the queries, in their order. */
function pageOfResults(
  results: readonly { readonly query: Query; readonly points: [EpochSeconds, number][] }[],
  input: JsonInput,
): object {
  const size = input.number('MaxDatapoints') ?? limits.datapoints;
  if (size < 1 || size > limits.datapoints) {
    throw validationError(`MaxDatapoints must be between 1 and ${limits.datapoints}.`);
  }
  const token = input.text('NextToken');
  const listing = results.map(({ query }) => query.id).join();
  const offset = token === undefined ? 0 : offsetIn(listing, token);
  if (offset === null) throw new AwsFault('InvalidParameterValue', 'The NextToken is invalid.');

  let begin = 0;
  const page = results.map(({ query: { id, label }, points }) => {
    const [from, to] = [Math.max(0, offset - begin), Math.max(0, offset + size - begin)];
    begin += points.length;
    const part = points.slice(from, to);
    return {
      Id: id,
      Label: label,
      Timestamps: part.map(([at]) => at),
      Values: part.map(([, value]) => value),
      StatusCode: to < points.length ? 'PartialData' : 'Complete',
    };
  });
  const more = offset + size < begin;
  return {
    MetricDataResults: page,
    Messages: [],
    ...(more ? { NextToken: tokenFor(listing, offset + size) } : {}),
  };
}

function floorTo(at: EpochSeconds, step: number): EpochSeconds {
  return Math.floor(at / step) * step;
}
