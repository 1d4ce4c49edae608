import { describe, expect, test } from 'vitest';
import { LeadTimes } from '../../src/app/lead-times.ts';
import { PoolStates } from '../../src/app/pool-states.ts';
import type { BootTrial } from '../../src/app/ports/sizing.ts';
import { bootJob } from '../../src/daemon/boot-job.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { MemoryFasterBootStore } from '../support/faster-boot-store.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const [day, stepSeconds] = [86_400, 1800];
const load = dailyLoad({ days: 15, stepSeconds });
const outcome = { bootSeconds: 300, usdPerMonth: 100, hitRate: 0.97, coldStarts: 30 };

/** A day of the job over two groups, of which the trial fails the first `failures` it is asked for. */
function scene(failures = 0) {
  const series = new MemorySeriesStore();
  const samples = [...load.values].map((value, i) => ({ at: load.start + i * stepSeconds, value }));
  series.append('web', { stepSeconds, samples });
  const clock = fixedClock(load.start + 15 * day);
  const boots = new MemoryFasterBootStore();
  let left = failures;
  const bootTrial: BootTrial = {
    compare: async () => {
      if (left-- > 0) throw new ForewarmError('FW_TRAINING_FAILED', 'its thread ended');
      return { days: 7, asIs: outcome, faster: outcome };
    },
  };
  const warned: object[] = [];
  const none = () => {};
  const log = {
    debug: none,
    info: none,
    error: none,
    warn: (fields: object) => warned.push(fields),
  };
  const states = new PoolStates(series, new MemorySpendStore());
  const groups = ['web', 'shop'].map((group) => {
    return { policy: groupPolicy({ group }), series: 'web', stepSeconds };
  });
  const times = new LeadTimes(new MemoryClaimStore());
  const ports = { series, boots, bootTrial, times, states, clock, log };
  const job = bootJob(() => ({ groups }), ports);
  const run = (signal = new AbortController().signal) => job.run(0, signal);
  return { clock, boots, warned, job, run };
}

describe('the job that compares boot times', () => {
  test('compares each group once a week', async () => {
    const { clock, job, run } = scene();
    expect(job.latestSlot(clock.at + 3600)).toBe(clock.at - (clock.at % day));
    expect(await run()).toBe('2 compared');
    clock.at += 6 * day;
    expect(await run()).toBe('0 compared');
    clock.at += day;
    expect(await run()).toBe('2 compared');
  });

  test('a group that fails is told of, and does not keep the others from theirs', async () => {
    const { boots, warned, run } = scene(1);
    expect(await run()).toBe('1 compared');
    expect(warned).toMatchObject([{ group: 'web', code: 'FW_TRAINING_FAILED' }]);
    expect([boots.latest('web'), boots.latest('shop')]).toMatchObject([null, { days: 7 }]);
  });

  test('begins nothing after a stop', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect(await scene().run(stopped.signal)).toBe('0 compared');
  });
});
