import { expect, test } from 'vitest';
import type { RetentionStore } from '../../src/app/ports/books.ts';
import type { Setup } from '../../src/daemon/setup.ts';
import { upkeepJob } from '../../src/daemon/upkeep.ts';
import { configOf } from '../support/configs.ts';
import { fixedClock } from '../support/fake-pools.ts';

const day = 86_400;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test('once a day each kind is purged of what the configuration no longer keeps', async () => {
  const keptDays = new Map<string, number>();
  const clock = fixedClock(1000 * day + 3600);
  const retention: RetentionStore = {
    purge: (kind, before) => {
      keptDays.set(kind, (clock.at - before) / day);
      return 0;
    },
    compact: () => false,
  };
  const config = configOf('', 'retention: { samples: 100d, ledger: 9d, activities: 8d }');
  const job = upkeepJob(() => ({ config }) as Setup, { retention, clock, log: quiet });
  expect(job.latestSlot(clock.at)).toBe(1000 * day);
  expect(await job.run(1000 * day, new AbortController().signal)).toBe('ok');
  expect(Object.fromEntries(keptDays)).toEqual({
    samples: 100,
    ledger: 9,
    usage: 400,
    slots: 8,
    activities: 8,
    wishes: 9,
  });
});
