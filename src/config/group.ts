import { z } from 'zod';
import { poolStates } from '../core/capacity/setting.ts';
import { modes } from '../core/planning/policy.ts';
import { event, holidays } from './calendar.ts';
import { prices, sourcedPrices } from './prices.ts';
import { caps } from './sections.ts';
import { cloudWatchTraffic, importedTraffic } from './traffic.ts';
import { cron, duration, instant, strict, usd, zone } from './values.ts';

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
    .optional()
    .describe(
      'Longest time to get rid of a member, draining and lifecycle hook included; left out = 2m, ' +
        'and for one that returns to the pool as long as any took of late, or 7m.',
    ),
  failAfter: duration('1s', '6h')
    .prefault('40s')
    .describe('Shortest time from launch in which a boot may fail.'),
  failHold: duration('0s', '48h')
    .prefault('0s')
    .describe('How long a terminate hook may hold a machine whose boot failed.'),
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
export const groupName = z.string().min(1).max(255).describe('Name of the Auto Scaling group.');

/** A group on its own, all that it inherits filled in. */
export const group = strict({ name: groupName, ...groupShape }).superRefine((one, context) => {
  const { minSize, preparedMax } = one.pool;
  if (preparedMax !== null && preparedMax < minSize) {
    const message = `is below minSize ${minSize}`;
    context.addIssue({ code: 'custom', path: ['pool', 'preparedMax'], message });
  }
});

/** As written, a group may leave each key to `defaults`, and `defaults` each key to the groups. */
export const partialGroupShape = {
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
