import { setTimeout } from 'node:timers/promises';
import type { RetentionStore } from '../app/ports/books.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import { purgeOld, type Retention } from '../app/purge.ts';
import { shadowDays } from '../core/planning/shadow/shadow.ts';
import { secondsPerDay } from '../core/units.ts';
import { everyStep, type Job } from './loop.ts';
import type { Setup } from './setup.ts';

/** Between two pieces of work, so that whoever else waits for the database has its turn. */
const pauseMillis = 100;

/** Once a day, what has grown old is deleted. It has a lane of its own: no step waits for it. */
export function upkeepJob(
  setup: () => Setup,
  { retention, clock, log }: { retention: RetentionStore; clock: Clock; log: Log },
): Job {
  return {
    name: 'upkeep',
    lane: 'upkeep',
    latestSlot: everyStep(secondsPerDay),
    run: async (_slot, signal) => {
      const pause = () => setTimeout(pauseMillis);
      const kept = retentionOf(setup().config);
      const purged = await purgeOld(kept, clock.now(), retention, { pause, signal });
      log.info(purged, 'old rows deleted');
      return 'ok';
    },
  };
}

/** Usage takes a few KB a day, and caps, prices and experiments are reckoned from it. */
const usageDays = 400;

/** Wishes serve the shadows alone, and those look back a fixed time. */
function retentionOf({ retention }: Setup['config']): Retention {
  const { samples, ledger, activities } = retention;
  const usage = usageDays * secondsPerDay;
  const wishes = (shadowDays + 2) * secondsPerDay;
  return { samples, ledger, usage, slots: activities, activities, wishes };
}
