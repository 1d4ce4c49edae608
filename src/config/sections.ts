import { z } from 'zod';
import { cron, duration, strict, usd, zone } from './values.ts';

/** Caps in dollars, each optional, over calendar windows. */
export const caps = {
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
        'Folder of the database and the models, from the folder of this file; by default $STATE_DIRECTORY, then ./state.',
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
    ledger: duration('8d')
      .prefault('90d')
      .describe('Decisions older than this are deleted: about 2 KB a group and step.'),
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
