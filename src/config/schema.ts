import { z } from 'zod';
import type { PricesInForce } from '../core/capacity/listed-prices.ts';
import { poolStates } from '../core/capacity/setting.ts';
import { modes } from '../core/planning/policy.ts';
import { event, holidays } from './calendar.ts';
import { prices, sourcedPrices } from './prices.ts';
import { cron, duration, instant, strict, usd, zone } from './values.ts';

/** Caps in dollars, each optional, over calendar windows. */
const caps = {
  hourUsd: usd().optional().describe('Most that may be spent in a calendar hour, in dollars.'),
  dayUsd: usd().optional().describe('Most that may be spent in a calendar day, in dollars.'),
  monthUsd: usd().optional().describe('Most that may be spent in a calendar month, in dollars.'),
};

/** A step that clocks agree on, whatever their zone. */
function hourFraction() {
  return duration('1m', '1h').refine((seconds) => 3600 % seconds === 0 && seconds % 60 === 0, {
    error: 'must be whole minutes that divide an hour: 1m, 2m, 5m, 10m, 15m, 30m, 1h …',
  });
}

/** The settings of the daemon itself: those that a flag or an environment variable may override. */
export const sections = {
  state: strict({
    directory: z
      .string()
      .min(1)
      .default('./state')
      .describe(
        'Folder of the database and the models; by default $STATE_DIRECTORY, then ./state.',
      ),
  }).describe('What forewarm keeps on disk.'),
  aws: strict({
    region: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('AWS region; null takes it from the environment or the profile.'),
    endpoint: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .nullable()
      .default(null)
      .describe('Base URL of an emulator or a private endpoint; null is AWS itself.'),
    profile: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('Profile of the shared AWS configuration; null uses the default credentials.'),
  }).describe('Which AWS to talk to. Credentials never stand here.'),
  log: strict({
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .default('info')
      .describe('The least severe log line to write.'),
  }).describe('Logs go to stderr, one JSON object a line.'),
  steps: strict({
    reconcile: hourFraction()
      .prefault('5m')
      .describe('Time between two steps: read traffic, observe, plan, act.'),
    train: cron().default('10 4 * * *').describe('When models are trained anew: five-field cron.'),
    zone: zone().default('UTC').describe('Time zone of `train`.'),
  }).describe('When forewarm does what.'),
  retention: strict({
    samples: duration('8d').prefault('400d').describe('Measured load older than this is deleted.'),
    ledger: duration('62d')
      .prefault('400d')
      .describe('Decisions and spending older than this are deleted: a month of caps needs them.'),
    activities: duration('8d')
      .prefault('90d')
      .describe('Scaling activities and slots older than this are deleted.'),
  }).describe('How long is kept what grows with every step. Deleted a little each day.'),
  forecast: strict({
    backend: z
      .enum(['auto', 'native', 'wasm', 'cpu'])
      .default('auto')
      .describe('TensorFlow backend; native fails where tfjs-node is not installed.'),
    step: hourFraction()
      .prefault('5m')
      .describe('Grid of the forecast; finer traffic is averaged over it.'),
    horizon: duration('1h', '7d').prefault('24h').describe('How far ahead to forecast.'),
    seed: z.int().nonnegative().default(1).describe('Same seed, same data: same model.'),
    historyDays: z
      .int()
      .min(1)
      .max(455)
      .default(60)
      .describe('Days of history to train on; CloudWatch keeps 455.'),
  }).describe('How the load is forecast.'),
  budget: strict({
    zone: zone()
      .default('UTC')
      .describe('Time zone whose calendar bounds the windows of all caps.'),
    ...caps,
    alerts: z
      .array(z.number().gt(0).lte(1, 'is a share: write 0.8 for 80 %'))
      .default([0.5, 0.8, 0.95])
      .describe(
        "Shares of every cap, the groups' too, at which a warning is logged once a window.",
      ),
  }).describe('Caps over all groups together. A cap that is left out is no cap.'),
  limits: strict({
    vcpus: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'vCPU quota of the account that the groups share with their pools; null = unknown.',
      ),
  }).describe('Limits of the account that no plan may need more than.'),
};

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

const cloudWatchTraffic = strict({
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

const importedTraffic = strict({
  source: z.literal('imported'),
  series: z.string().min(1).describe('Name of a series that `forewarm import` fills.'),
  historyFrom,
});

const schedule = strict({
  name: z.string().min(1).describe('Shown wherever this window decides.'),
  cron: cron().describe('When the window opens: five-field cron on the clock of `zone`.'),
  zone: zone().optional().describe('By default the zone of the group.'),
  duration: duration('1m', '31d').describe('How long the window stays open.'),
  floor: z.int().nonnegative().nullable().default(null).describe('Warm instances at least.'),
  ceiling: z.int().nonnegative().nullable().default(null).describe('Warm instances at most.'),
}).superRefine(({ floor, ceiling }, context) => {
  if (floor === null && ceiling === null) {
    context.addIssue({ code: 'custom', message: 'needs a floor or a ceiling' });
  }
  if (floor !== null && ceiling !== null && floor > ceiling) {
    context.addIssue({ code: 'custom', path: ['ceiling'], message: `is below floor ${floor}` });
  }
});

const service = strict({
  hitRate: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('Share of claims that must find a warm instance, such as 0.99.'),
  coldStartUsd: usd().optional().describe('What one cold start costs the business, in dollars.'),
}).superRefine(({ hitRate, coldStartUsd }, context) => {
  if ((hitRate === undefined) === (coldStartUsd === undefined)) {
    context.addIssue({ code: 'custom', message: 'needs either hitRate or coldStartUsd' });
  }
});

const capacity = strict({
  loadPerInstance: z
    .number()
    .positive()
    .describe('Load that one instance serves, in units of the traffic series.'),
  boot: duration('1s', '6h').describe('From launch until the instance waits in the pool.'),
  start: duration('0s', '1h').prefault('30s').describe('From the pool into service.'),
  startHibernated: duration('0s', '1h')
    .optional()
    .describe('The same from a Hibernated pool, if it differs.'),
  startRunning: duration('0s', '1h')
    .optional()
    .describe('The same from a Running pool, if it differs.'),
  release: duration('0s', '48h')
    .prefault('2m')
    .describe('Longest time to get rid of a member, draining and lifecycle hook included.'),
  vcpus: z
    .int()
    .positive()
    .optional()
    .describe('vCPUs of one instance; needed where limits.vcpus is set.'),
});

const pool = strict({
  state: z
    .enum([...poolStates, 'auto'])
    .default('Stopped')
    .describe('How members wait; auto is the cheapest state that starts within startWithin.'),
  startWithin: duration('0s', '1h')
    .nullable()
    .default(null)
    .describe('With state: auto, the longest that a claimed member may take; null = any time.'),
  hibernation: z
    .boolean()
    .default(false)
    .describe('With state: auto, members may hibernate: type, image and encrypted root allow it.'),
  reuse: z.boolean().default(true).describe('Scaled-in instances return to the pool.'),
  minSize: z.int().nonnegative().default(0).describe('Warm instances to keep at all times.'),
  preparedMax: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('Most instances in group and pool together; null = MaxSize of the group.'),
  lowerAfter: duration('0s', '1d')
    .prefault('30m')
    .describe('How long less must have been enough before the pool is cut.'),
});

/** Blocks are whole hours, as what they cost is booked by the hour. */
function wholeHours(min: string, max: string) {
  const error = 'must be whole hours: 6h, 1d';
  return duration(min, max).refine((seconds) => seconds % 3600 === 0, { error });
}

const experiment = strict({
  from: instant()
    .refine((at) => at % 3600 === 0, 'must be a whole hour')
    .describe('Start of the first block: ISO 8601 with offset.'),
  to: instant()
    .nullable()
    .default(null)
    .describe('The last block ends by then; null = it goes on.'),
  block: wholeHours('2h', '14d')
    .prefault('1d')
    .describe('Length of a block: in each pair of blocks chance gives one to a constant.'),
  washout: wholeHours('0h', '1d')
    .prefault('1h')
    .describe('Not counted at the start of each block, while the other pool is still there.'),
  seed: z.int().nonnegative().default(1).describe('Same seed, same blocks.'),
})
  .refine(({ from, to }) => to === null || from < to, { path: ['to'], error: 'must be after from' })
  .refine(({ block, washout }) => washout < block, {
    path: ['washout'],
    error: 'must be shorter than block',
  });

const trust = strict({
  dataAge: duration('1m').prefault('15m').describe('Newest sample older than this: reactive.'),
  modelAge: duration('1h').prefault('72h').describe('Model older than this: reactive.'),
  lossRatio: z
    .number()
    .positive()
    .default(1)
    .describe('Backtest loss relative to seasonal naive above this: reactive.'),
});

/** The keys of a group that `defaults` may hold too, with what they inherit key by key. */
const groupShape = {
  mode: z
    .enum(modes)
    .default('observe')
    .describe('observe watches, recommend advises, act sets the warm pool.'),
  zone: zone().default('UTC').describe('Time zone of the daily rhythm.'),
  traffic: z
    .discriminatedUnion('source', [cloudWatchTraffic, importedTraffic])
    .describe('Where the load is measured.'),
  capacity: capacity.describe('What one instance can do, and how soon.'),
  pool: pool.prefault({}).describe('Bounds and form of the warm pool.'),
  service: service.prefault({ hitRate: 0.99 }).describe('How good is good enough.'),
  prices: sourcedPrices.prefault({}).describe('What a member costs. Nothing is assumed.'),
  budget: strict(caps).prefault({}).describe('Caps of this group alone.'),
  priority: z
    .int()
    .nonnegative()
    .default(1)
    .describe('Under the cap of the fleet, lower numbers are served first.'),
  schedules: z.array(schedule).default([]).describe('Cron windows with floors and ceilings.'),
  events: z.array(event).default([]).describe('Announced events.'),
  holidays: holidays.prefault({}).describe('Days on which the load is that of a Sunday.'),
  trust: trust.prefault({}).describe('When the forecast is no longer believed.'),
  experiment: experiment
    .nullable()
    .default(null)
    .describe('Control blocks that prove what the forecast saves; null = none.'),
};
const groupName = z.string().min(1).max(255).describe('Name of the Auto Scaling group.');

/** A group on its own, all that it inherits filled in. */
const group = strict({ name: groupName, ...groupShape }).superRefine((one, context) => {
  const { minSize, preparedMax } = one.pool;
  if (preparedMax !== null && preparedMax < minSize) {
    const message = `is below minSize ${minSize}`;
    context.addIssue({ code: 'custom', path: ['pool', 'preparedMax'], message });
  }
});

/** As written, a group may leave each key to `defaults`, and `defaults` each key to the groups. */
const partialGroupShape = {
  ...strict(groupShape).partial().shape,
  traffic: strict({
    ...cloudWatchTraffic.partial().shape,
    ...importedTraffic.partial().shape,
    source: z
      .enum(['cloudwatch', 'imported'])
      .optional()
      .describe('cloudwatch is read at every step, imported filled by hand.'),
  })
    .optional()
    .describe('Where the load is measured.'),
  capacity: capacity.partial().optional().describe('What one instance can do, and how soon.'),
  prices: prices.partial().optional().describe('What a member costs. Nothing is assumed.'),
};

function fileSchema<Group extends z.ZodType>(one: Group) {
  return strict({
    version: z.literal(1).describe('Version of this format.'),
    state: sections.state.prefault({}),
    aws: sections.aws.prefault({}),
    log: sections.log.prefault({}),
    steps: sections.steps.prefault({}),
    retention: sections.retention.prefault({}),
    forecast: sections.forecast.prefault({}),
    budget: sections.budget.prefault({}),
    limits: sections.limits.prefault({}),
    defaults: strict(partialGroupShape)
      .optional()
      .describe('What the groups share; each may say otherwise.'),
    groups: z.array(one).min(1).describe('The Auto Scaling groups, one entry each.'),
  });
}

/** A file whose groups have inherited. Durations are seconds, times epoch seconds, money dollars. */
export const Config = fileSchema(group);
/** As it was read, before anything was looked up. */
export type WrittenConfig = z.output<typeof Config>;
type WrittenGroup = WrittenConfig['groups'][number];
export type WrittenPrices = WrittenGroup['prices'];

/** The same with every price known. */
export type Config = Omit<WrittenConfig, 'groups'> & { readonly groups: GroupConfig[] };
export type GroupConfig = Omit<WrittenGroup, 'prices'> & { readonly prices: GroupPrices };
export type GroupPrices = WrittenPrices & {
  /** Of what is not written down; null = all is. */
  readonly listed: PricesInForce | null;
};

/** A file as it is written, for editors. */
export const ConfigFile = fileSchema(strict({ name: groupName, ...partialGroupShape }));
