import { secondsPerDay, secondsPerHour } from '../core/units.ts';
import { AwsFault, unknownOperation } from './aws-fault.ts';
import type { JsonInput } from './json-input.ts';
import { getMetricData } from './metric-data.ts';
import type { MetricPoint } from './metrics.ts';
import { pageOf } from './paging.ts';
import type { World } from './world.ts';

const operations: Readonly<Record<string, (world: World, input: JsonInput) => object>> = {
  GetMetricData: getMetricData,
  PutMetricData: putMetricData,
  ListMetrics: listMetrics,
};

/** The result of one CloudWatch call. @throws AwsFault as AWS would answer. */
export function callCloudWatch(world: World, operation: string, input: JsonInput): object {
  if (!Object.hasOwn(operations, operation)) throw unknownOperation('CloudWatch', operation);
  return operations[operation]!(world, input);
}

function putMetricData(world: World, input: JsonInput): object {
  const namespace = input.requiredText('Namespace');
  if (namespace.startsWith('AWS/')) {
    throw invalid('The value AWS/ for parameter Namespace is invalid.');
  }
  const data = input.list('MetricData');
  if (data.length > 1000) throw invalid('The collection MetricData must not exceed 1000 metrics.');
  for (const datum of data) {
    const id = {
      namespace,
      name: datum.requiredText('MetricName'),
      dimensions: datum.dimensions('Dimensions'),
    };
    for (const point of pointsOf(world, datum)) {
      world.metrics.publish(id, datum.text('Unit') ?? 'None', point);
    }
  }
  return {};
}

/** What one datum publishes: a value, values with counts, or a statistic set. */
function pointsOf(world: World, datum: JsonInput): MetricPoint[] {
  const at = datum.time('Timestamp') ?? world.now;
  if (at < world.now - 14 * secondsPerDay || at > world.now + 2 * secondsPerHour) {
    throw invalid('The parameter Timestamp must be within two weeks past and two hours ahead.');
  }
  const set = datum.structure('StatisticValues');
  if (set !== undefined) {
    const [sum, count] = [set.requiredNumber('Sum'), set.requiredNumber('SampleCount')];
    return [
      { at, sum, count, min: set.requiredNumber('Minimum'), max: set.requiredNumber('Maximum') },
    ];
  }
  const values = datum.numbers('Values') ?? [datum.requiredNumber('Value')];
  const counts = datum.numbers('Counts') ?? values.map(() => 1);
  if (values.length > 150) throw invalid('The collection Values must not exceed 150 values.');
  if (counts.length !== values.length) throw invalid('Values and Counts must be of one length.');
  return values.map((value, n) => {
    const count = counts[n]!;
    return { at, sum: value * count, count, min: value, max: value };
  });
}

function listMetrics(world: World, input: JsonInput): object {
  const [namespace, name] = [input.text('Namespace'), input.text('MetricName')];
  const filters = input.list('Dimensions');
  const found = world.metrics
    .list()
    .filter((id) => namespace === undefined || id.namespace === namespace)
    .filter((id) => name === undefined || id.name === name)
    .filter(({ dimensions }) =>
      filters.every((filter) => {
        const value = dimensions[filter.requiredText('Name')];
        const wanted = filter.text('Value');
        return value !== undefined && (wanted === undefined || value === wanted);
      }),
    );
  const page = pageOf(found, 500, {
    listing: 'metrics',
    value: input.text('NextToken'),
    invalid: () => invalid('The NextToken is invalid.'),
  });
  return {
    Metrics: page.items.map((id) => ({
      Namespace: id.namespace,
      MetricName: id.name,
      Dimensions: Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

function invalid(message: string): AwsFault {
  return new AwsFault('InvalidParameterValue', message);
}
