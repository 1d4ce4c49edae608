/** Where the load of a group is measured. */
import { z } from 'zod';
import { duration, strict } from './values.ts';

const dimensions = z
  .record(z.string().min(1), z.string().min(1))
  .refine((all) => Object.keys(all).length <= 30, 'must have at most 30 dimensions');

const historyFrom = z
  .string()
  .min(1)
  .nullable()
  .default(null)
  .describe(
    'An older series, such as the former name of the group, that stands in for the time before this one begins.',
  );

/** Read from CloudWatch at every step. */
export const cloudWatchTraffic = strict({
  source: z.literal('cloudwatch'),
  historyFrom,
  namespace: z.string().min(1).describe('CloudWatch namespace, such as AWS/ApplicationELB.'),
  metric: z.string().min(1).describe('Name of the metric, such as RequestCount.'),
  dimensions: dimensions
    .default({})
    .describe('The whole set of dimensions: CloudWatch matches no subset.'),
  statistic: z
    .enum(['Sum', 'Average'])
    .describe('Sum for counts, which become a rate per second; Average for gauges.'),
  period: duration('1m', '5m')
    .refine((seconds) => seconds === 60 || seconds === 300, 'must be 1m or 5m')
    .prefault('1m')
    .describe('Finest resolution to read: 1m or 5m.'),
  gaps: z
    .enum(['zero', 'unknown'])
    .default('unknown')
    .describe('zero where a missing point means no traffic, as with load balancers.'),
  settle: duration('0s', '1h')
    .prefault('2m')
    .describe('How long a point may still change after its end; it is read after that.'),
  zeroFillMax: duration('0s', '7d')
    .prefault('1h')
    .describe('With gaps: zero, a longer silence is an outage of the metric and stays a gap.'),
  zeroFillBelow: z
    .number()
    .nonnegative()
    .default(1)
    .describe('With gaps: zero, so does a silence between loads that both exceed this.'),
});

/** Filled by hand. */
export const importedTraffic = strict({
  source: z.literal('imported'),
  series: z.string().min(1).describe('Name of a series that `forewarm import` fills.'),
  historyFrom,
});
