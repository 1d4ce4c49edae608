import { everyMinute } from '../adapters/cron/trigger.ts';
import { AwsPriceList } from '../adapters/prices/aws-price-list.ts';
import { PriceFile } from '../adapters/prices/price-file.ts';
import type { Outlooks } from '../app/outlook.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import type { Trainer } from '../app/ports/models.ts';
import type { Config } from '../config/schema.ts';
import { ForewarmError } from '../errors.ts';
import { bootJob } from './boot-job.ts';
import { jobsOf } from './jobs.ts';
import { Loop } from './loop.ts';
import { memoryOf } from './memory.ts';
import { priceJob } from './price-job.ts';
import { repriced, type Setup, setupOf, withPredecessors } from './setup.ts';
import { openStores } from './stores.ts';
import { WorkerBootTrial } from './worker-boot-trial.ts';
import { WorkerSizer } from './worker-sizer.ts';

export const wallClock: Clock = { now: () => Math.floor(Date.now() / 1000) };

export interface DaemonOptions {
  /** Reads the configuration anew; throws FW_CONFIG_INVALID. */
  readonly load: () => Config;
  readonly trainer: Trainer;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the daemon shall stop. */
  readonly signal: AbortSignal;
  /** Calls back when the configuration shall be read again. */
  readonly onReload: (reload: () => void) => void;
}

/**
 * Runs forewarm until `signal`: a step at each slot, a training when due. On stop no new work
 * begins, training is aborted, a write to AWS that is under way ends, and the database is closed.
 * @throws ForewarmError FW_CONFIG_INVALID, FW_LOCKED, FW_DB_*.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { trainer, log, env, signal } = options;
  const clock = wallClock;
  let setup = setupOf(options.load(), clock, env);
  const { directory } = setup.config.state;
  const stores = withPredecessors(openStores(directory, { create: true }), () => setup);
  try {
    stores.lock(clock.now());
    const memory = memoryOf(stores, log, { isHurried: true });
    const ports = { ...stores, ...memory, clock, trainer, log, sizer: new WorkerSizer() };
    const prices = new PriceFile(directory);
    const reprice = () => {
      setup = repriced(setup, prices.readings(), clock.now());
    };
    const list = new AwsPriceList();
    const jobs = [
      ...jobsOf(() => setup, ports),
      bootJob(() => setup, { ...ports, bootTrial: new WorkerBootTrial() }),
      priceJob(() => setup, { prices, list, clock, log, reprice }),
    ];
    const loop = new Loop(jobs, { clock, slots: stores.slots, log });
    options.onReload(() => {
      setup = reloaded(options, setup, ports.outlooks);
    });
    log.info({ directory, groups: setup.groups.length, pid: process.pid }, 'forewarm started');
    await untilAborted(loop, signal);
    log.info({}, 'forewarm stopped');
  } finally {
    stores.close();
  }
}

/** Ticks now and each minute. A broken invariant in a tick ends the daemon: nothing is safe after it. */
async function untilAborted(loop: Loop, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let fail: (cause: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    fail = reject;
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const tick = () => void loop.tick().catch(fail);
  const trigger = everyMinute(tick);
  try {
    tick();
    await ended;
  } finally {
    await trigger.stop();
    await loop.stop();
  }
}

/** The setup of the file as it is now, or the one that served when the file is wrong. */
function reloaded({ load, log, env }: DaemonOptions, current: Setup, outlooks: Outlooks): Setup {
  try {
    const next = setupOf(load(), wallClock, env);
    if (next.config.state.directory !== current.config.state.directory) {
      log.warn(
        { directory: next.config.state.directory },
        'state.directory changes at the next start',
      );
    }
    for (const { policy } of next.groups) outlooks.forget(policy.group);
    log.info({ groups: next.groups.length }, 'configuration reloaded');
    return next;
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    log.error(
      { code: error.code, detail: error.message },
      'configuration kept: the new one is wrong',
    );
    return current;
  }
}
