import { setImmediate } from 'node:timers/promises';
import { bookAccuracy } from '../app/accuracy.ts';
import { alertSpending } from '../app/alerts.ts';
import type { StepOutcome } from '../app/carry-out.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import type { Trainer } from '../app/ports/models.ts';
import type { Sizer } from '../app/ports/sizing.ts';
import { reconcile } from '../app/reconcile.ts';
import { writeSecondsMax } from '../core/planning/budget/commitment.ts';
import { ingestAll } from './ingestion.ts';
import { everyStep, type Job } from './loop.ts';
import type { Memory } from './memory.ts';
import { orWarn } from './or-warn.ts';
import { withPatience } from './patience.ts';
import type { Setup } from './setup.ts';
import { sizingJob } from './sizing-job.ts';
import type { Stores } from './stores.ts';
import { trainingJobs } from './training.ts';
import { upkeepJob } from './upkeep.ts';

export interface DaemonPorts extends Stores, Memory {
  readonly clock: Clock;
  readonly trainer: Trainer;
  readonly sizer: Sizer;
  readonly log: Log;
}

/**
 * The daemon's work: a step every few minutes and a training when its cron says so. Traffic that is
 * slow to come gets a quarter of a step, and the next one goes on with it: what guards the cap must
 * not wait for it.
 */
export function jobsOf(setup: () => Setup, ports: DaemonPorts): Job[] {
  let toRead: string | null = null;
  return [
    {
      name: 'step',
      lane: 'step',
      latestSlot: (at) => everyStep(setup().fleet.stepSeconds)(at),
      run: async (_slot, signal) => {
        const inForce = setup(); // one configuration for the whole step, whatever is reloaded
        const { groups, fleet, observer, actuator } = inForce;
        toRead = await withPatience((fleet.stepSeconds * 1000) / 4, signal, (inTime) =>
          ingestAll(inForce, ports, inTime, toRead),
        );
        if (toRead !== null && !signal.aborted) {
          ports.log.warn(
            { group: toRead },
            'traffic is slow: the next step goes on with this group',
          );
        }
        const began = ports.clock.now();
        const outcomes = await reconcile(groups, fleet, { ...ports, observer, actuator }, signal);
        tellOfLength(ports.clock.now() - began, ports.log);
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

/** A step that lasts longer uses up what the caps' bound has to spare for one that fails. */
function tellOfLength(seconds: number, log: Log): void {
  if (seconds <= writeSecondsMax) return;
  log.warn({ seconds }, 'a step took long: were the next one to fail, the caps might not hold');
}

/** Accuracy that cannot be booked costs a step of the record, not the step: the pools are set. */
async function bookForecasts(groups: Setup['groups'], ports: DaemonPorts): Promise<void> {
  const message = 'the accuracy of forecasts could not be booked';
  await orWarn({ log: ports.log, message }, () => bookAccuracy(groups, ports, setImmediate));
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
