import { setImmediate } from 'node:timers/promises';
import { bookAccuracy } from '../app/accuracy.ts';
import type { StepOutcome } from '../app/carry-out.ts';
import { decide } from '../app/decide.ts';
import { asMeasured } from '../app/lead-times.ts';
import type { Log, SlotStore } from '../app/ports/host.ts';
import type { Trainer } from '../app/ports/models.ts';
import { reconcile } from '../app/reconcile.ts';
import { surveyFleet } from '../app/survey.ts';
import type { Config } from '../config/schema.ts';
import type { Decision } from '../core/planning/check.ts';
import { ForewarmError } from '../errors.ts';
import { ingestAll } from './ingestion.ts';
import { summaryOf } from './jobs.ts';
import { everyStep } from './loop.ts';
import { memoryOf } from './memory.ts';
import { wallClock } from './run.ts';
import { type Setup, setupOf, withPredecessors } from './setup.ts';
import { openStores, type Stores } from './stores.ts';
import { trainAll } from './training.ts';
import { WorkerSizer } from './worker-sizer.ts';

/** What the commands that do one thing and end are given. */
export interface OneShot {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Decides for every group as the daemon would now. Writes nothing, and works beside a daemon. */
export function planOnce(shot: OneShot): Promise<Decision[]> {
  return withStores(shot, { create: false, lock: false }, async (setup, stores) => {
    const { fleet, observer } = setup;
    const memory = memoryOf(stores, shot.log);
    const groups = asMeasured(setup.groups, memory.times, wallClock.now());
    const ports = { ...stores, clock: wallClock, observer };
    const asBooked = { settle: async () => {}, signal: shot.signal };
    const { observations, spend, unread } = await surveyFleet(groups, fleet, ports, asBooked);
    for (const [group, { code, message: detail }] of unread) {
      shot.log.warn({ group, code, detail }, 'a group could not be read');
    }
    return decide(groups, observations, fleet, { ...stores, ...memory, spend });
  });
}

/**
 * One whole step: reads traffic, observes, settles, decides and carries out. It is booked as the
 * daemon's own, which does not do it again when it starts in the same slot. @throws FW_LOCKED.
 */
export function applyOnce(shot: OneShot): Promise<StepOutcome[]> {
  return withStores(shot, { create: true, lock: true }, async (setup, stores) => {
    const ports = { ...stores, ...memoryOf(stores, shot.log), clock: wallClock, log: shot.log };
    await ingestAll(setup, ports, shot.signal);
    const { groups, fleet, observer, actuator } = setup;
    const withAws = { ...ports, observer, actuator };
    return booked(stores.slots, fleet.stepSeconds, async () => {
      const outcomes = await reconcile(groups, fleet, withAws, shot.signal);
      await bookAccuracy(groups, ports, setImmediate);
      return outcomes;
    });
  });
}

/** Runs `step` under its slot, so that status and a daemon that starts later know of it. */
async function booked(
  slots: SlotStore,
  stepSeconds: number,
  step: () => Promise<StepOutcome[]>,
): Promise<StepOutcome[]> {
  const began = wallClock.now();
  const slot = everyStep(stepSeconds)(began);
  slots.begin('step', slot, began);
  const finish = (outcome: string) => slots.finish('step', slot, wallClock.now(), outcome);
  try {
    const outcomes = await step();
    finish(summaryOf(outcomes));
    return outcomes;
  } catch (error) {
    if (error instanceof ForewarmError) finish(error.code);
    throw error;
  }
}

/** Reads traffic and trains every group. @throws FW_LOCKED. */
export function trainOnce(
  shot: OneShot & { readonly trainer: Trainer },
): ReturnType<typeof trainAll> {
  return withStores(shot, { create: true, lock: true }, async (setup, stores) => {
    const { trainer, log } = shot;
    const sizer = new WorkerSizer();
    const ports = { ...stores, ...memoryOf(stores, log), clock: wallClock, log, trainer, sizer };
    await ingestAll(setup, ports, shot.signal);
    return trainAll(setup, ports, shot.signal);
  });
}

async function withStores<Result>(
  { config, env }: OneShot,
  { create, lock }: { readonly create: boolean; readonly lock: boolean },
  work: (setup: Setup, stores: Stores) => Promise<Result>,
): Promise<Result> {
  const stores = openStores(config.state.directory, { create });
  try {
    if (lock) stores.lock(wallClock.now());
    const setup = setupOf(config, wallClock, env);
    return await work(
      setup,
      withPredecessors(stores, () => setup),
    );
  } finally {
    stores.close();
  }
}
