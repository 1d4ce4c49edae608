import { type Decision, decide } from '../app/decide.ts';
import { Outlooks } from '../app/outlook.ts';
import type { Log, Trainer } from '../app/ports.ts';
import { RecentLoads } from '../app/recent.ts';
import { reconcile, type StepOutcome } from '../app/reconcile.ts';
import type { Config } from '../config/schema.ts';
import { ingestAll, trainAll } from './jobs.ts';
import { wallClock } from './run.ts';
import { type Setup, setupOf } from './setup.ts';
import { openStores, type Stores } from './stores.ts';

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
    const names = setup.groups.map(({ policy }) => policy.group);
    const observations = await setup.observer.observe(names, shot.signal);
    const outlooks = new Outlooks(stores.models, shot.log);
    return decide(setup.groups, observations, setup.fleet, {
      ...stores,
      outlooks,
      recents: new RecentLoads(stores.series),
    });
  });
}

/** One whole step: reads traffic, observes, settles, decides and carries out. @throws FW_LOCKED. */
export function applyOnce(shot: OneShot): Promise<StepOutcome[]> {
  return withStores(shot, { create: true, lock: true }, async (setup, stores) => {
    const recents = new RecentLoads(stores.series);
    const ports = { ...stores, clock: wallClock, log: shot.log, recents };
    await ingestAll(setup, ports, shot.signal);
    const { groups, fleet, observer, actuator } = setup;
    const outlooks = new Outlooks(stores.models, shot.log);
    return reconcile(groups, fleet, { ...ports, outlooks, observer, actuator }, shot.signal);
  });
}

/** Reads traffic and trains every group. @throws FW_LOCKED. */
export function trainOnce(
  shot: OneShot & { readonly trainer: Trainer },
): ReturnType<typeof trainAll> {
  return withStores(shot, { create: true, lock: true }, async (setup, stores) => {
    const outlooks = new Outlooks(stores.models, shot.log);
    const { trainer, log } = shot;
    const ports = { ...stores, clock: wallClock, log, trainer, outlooks };
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
    const held = lock ? stores.lock(wallClock.now()) : null;
    const result = await work(setupOf(config, wallClock, env), stores);
    held?.release();
    return result;
  } finally {
    stores.close();
  }
}
