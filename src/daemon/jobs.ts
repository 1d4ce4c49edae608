import { setImmediate } from 'node:timers/promises';
import { bookAccuracy } from '../app/accuracy.ts';
import { alertSpending } from '../app/alerts.ts';
import type { DecisionPorts } from '../app/decide.ts';
import { ingestTraffic } from '../app/ingest.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import type { Trainer } from '../app/ports/models.ts';
import type { Sizer } from '../app/ports/sizing.ts';
import { type ReconcilePorts, reconcile, type StepOutcome } from '../app/reconcile.ts';
import type { Sizings } from '../app/sizing.ts';
import { secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { everyStep, type Job } from './loop.ts';
import { withPatience } from './patience.ts';
import type { Setup } from './setup.ts';
import { sizingJob } from './sizing-job.ts';
import type { Stores } from './stores.ts';
import { trainingJobs } from './training.ts';
import { upkeepJob } from './upkeep.ts';

export interface DaemonPorts
  extends Stores,
    Pick<DecisionPorts, 'outlooks' | 'recents' | 'states' | 'controls' | 'shadows'>,
    Pick<ReconcilePorts, 'times'> {
  readonly clock: Clock;
  readonly trainer: Trainer;
  readonly sizer: Sizer;
  readonly sizings: Sizings;
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
        await withPatience((fleet.stepSeconds * 1000) / 4, signal, (inTime) =>
          ingestAll(setup(), ports, inTime),
        );
        const outcomes = await reconcile(groups, fleet, { ...ports, observer, actuator }, signal);
        for (const outcome of outcomes) logOutcome(outcome, ports.log);
        alertSpending(groups, fleet, ports);
        await bookForecasts(groups, ports);
        return summaryOf(outcomes);
      },
    },
    ...trainingJobs(setup, ports),
    sizingJob(setup, ports),
    upkeepJob(setup, ports),
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
      const { code, hint, message: detail } = error;
      log.warn({ group, code, hint, detail }, 'traffic could not be read');
    }
  }
}

/** Accuracy that cannot be booked costs a step of the record, not the step: the pools are set. */
async function bookForecasts(groups: Setup['groups'], ports: DaemonPorts): Promise<void> {
  try {
    await bookAccuracy(groups, ports, setImmediate);
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    const { code, message: detail } = error;
    ports.log.warn({ code, detail }, 'the accuracy of forecasts could not be booked');
  }
}

function logOutcome({ group, event, reason, plan, unread }: StepOutcome, log: Log): void {
  const { setting, producer, binding, commitment } = plan;
  const fields = { group, event, reason, producer, binding, setting, commitment };
  if (unread !== null) log.warn({ group, code: unread.code, reason }, 'a group could not be read');
  else if (event === 'failed') log.warn(fields, 'a resize failed');
  else if (event === 'held') log.debug(fields, 'held');
  else log.info(fields, event === 'applied' ? 'resized' : 'would resize');
}

/** `applied 2, held 1`: what became of a step, in the slot ledger's words. */
export function summaryOf(outcomes: readonly StepOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { event } of outcomes) counts.set(event, (counts.get(event) ?? 0) + 1);
  return [...counts].map(([event, count]) => `${event} ${count}`).join(', ') || 'no group found';
}
