import type { DecisionPorts } from '../app/decide.ts';
import { ingestTraffic } from '../app/ingest.ts';
import type { Clock, Log, Trainer } from '../app/ports.ts';
import { reconcile, type StepOutcome } from '../app/reconcile.ts';
import { trainGroup } from '../app/train.ts';
import { latestInstant, parseCron } from '../core/series/cron.ts';
import { zoneOf } from '../core/series/zone.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { everyStep, type Job } from './loop.ts';
import type { Setup } from './setup.ts';
import type { Stores } from './stores.ts';

export interface DaemonPorts extends Stores, Pick<DecisionPorts, 'outlooks' | 'recents'> {
  readonly clock: Clock;
  readonly trainer: Trainer;
  readonly log: Log;
}

/**
 * The daemon's work: a step every few minutes and a training when its cron says so. Traffic that is
 * slow to come gets a quarter of a step: what guards the cap must not wait for it.
 */
export function jobsOf(setup: () => Setup, ports: DaemonPorts): Job[] {
  return [
    {
      name: 'step',
      lane: 'step',
      latestSlot: (at) => everyStep(setup().fleet.stepSeconds)(at),
      run: async (_slot, signal) => {
        const { groups, fleet, observer, actuator } = setup();
        const patience = AbortSignal.timeout((fleet.stepSeconds * 1000) / 4);
        await ingestAll(setup(), ports, AbortSignal.any([signal, patience]));
        const outcomes = await reconcile(groups, fleet, { ...ports, observer, actuator }, signal);
        for (const outcome of outcomes) logOutcome(outcome, ports.log);
        return summary(outcomes);
      },
    },
    {
      name: 'train',
      lane: 'train',
      latestSlot: (at) => trainSlot(setup(), at),
      run: async (_slot, signal) => `${(await trainAll(setup(), ports, signal)).trained} trained`,
    },
  ];
}

/** Reads new traffic of every group. One that fails is logged and left to go stale: others go on. */
export async function ingestAll(
  { groups, sources, config }: Setup,
  { series: store, clock, log }: Pick<DaemonPorts, 'series' | 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const historySeconds = config.forecast.historyDays * secondsPerDay;
  for (const { policy, series } of groups) {
    const source = sources.get(series);
    if (source === undefined) continue;
    const { group } = policy;
    try {
      const now = clock.now();
      const report = await ingestTraffic({ series, source, store, now, historySeconds, signal });
      log.debug({ group, ...report }, 'traffic ingested');
    } catch (error) {
      if (!(error instanceof ForewarmError)) throw error;
      log.warn({ group, code: error.code, detail: error.message }, 'traffic could not be read');
    }
  }
}

/** Trains every group in turn; one that fails keeps its last model. */
export async function trainAll(
  { groups, config }: Setup,
  ports: Pick<DaemonPorts, 'series' | 'models' | 'trainer' | 'outlooks' | 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<{ readonly trained: number; readonly failure: ForewarmError | null }> {
  const { historyDays, horizon: horizonSeconds, seed, backend } = config.forecast;
  const options = { historyDays, horizonSeconds, seed, backend };
  let trained = 0;
  let failure: ForewarmError | null = null;
  for (const group of groups) {
    const name = group.policy.group;
    if (signal.aborted) break;
    try {
      const manifest = await trainGroup(group, ports.clock.now(), options, ports, signal);
      ports.outlooks.forget(group.series);
      ports.log.info({ group: name, ...manifest }, 'model trained');
      trained += 1;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof ForewarmError)) throw error;
      failure = error;
      const { code, hint } = error;
      ports.log.warn({ group: name, code, hint, detail: error.message }, 'training failed');
    }
  }
  return { trained, failure };
}

function trainSlot({ config }: Setup, at: EpochSeconds): EpochSeconds | null {
  const parsed = parseCron(config.steps.train);
  if (parsed.kind !== 'cron') throw new TypeError('steps.train passed the configuration');
  return latestInstant(parsed.cron, zoneOf(config.steps.zone), at);
}

function logOutcome({ group, event, reason, plan }: StepOutcome, log: Log): void {
  const { setting, producer, binding, commitment } = plan;
  const fields = { group, event, reason, producer, binding, setting, commitment };
  if (event === 'failed') log.warn(fields, 'a resize failed');
  else if (event === 'held') log.debug(fields, 'held');
  else log.info(fields, event === 'applied' ? 'resized' : 'would resize');
}

function summary(outcomes: readonly StepOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { event } of outcomes) counts.set(event, (counts.get(event) ?? 0) + 1);
  return [...counts].map(([event, count]) => `${event} ${count}`).join(', ') || 'no group found';
}
