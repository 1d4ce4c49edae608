import { expect, test } from 'vitest';
import type { TrafficSource } from '../../src/app/ports/series.ts';
import { jobsOf } from '../../src/daemon/jobs.ts';
import { memoryOf } from '../../src/daemon/memory.ts';
import type { Setup } from '../../src/daemon/setup.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { ForewarmError } from '../../src/errors.ts';
import { configOf } from '../support/configs.ts';
import { FakePools, fixedClock } from '../support/fake-pools.ts';
import { plainTrainer } from '../support/plain-trainer.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const start = 1_795_248_000;
const { signal } = new AbortController();

/** Answers only when it is told to stop. */
const silent: TrafficSource = {
  read: (_from, _to, stop) =>
    new Promise((_resolve, reject) => {
      const giveUp = () => reject(new ForewarmError('FW_AWS_UNREACHABLE', 'cancelled'));
      stop?.addEventListener('abort', giveUp, { once: true });
    }),
};
const prompt: TrafficSource = {
  read: async () => [{ stepSeconds: 60, samples: [{ at: start - 60, value: 1 }] }],
};

/** The step of three groups whose traffic comes from `sources`, with what it stands on and warned of. */
function aStep(sources: Setup['sources'], stepSeconds: number) {
  const stores = openStores(temporaryDirectory(), { create: true });
  const clock = fixedClock(start);
  const pools = new FakePools(clock);
  const told: object[] = [];
  const warn = (fields: object, message: string) => void told.push({ ...fields, message });
  const log = { debug() {}, info() {}, warn, error() {} };
  const setup: Setup = {
    config: configOf(),
    fleet: fleetPolicy({ stepSeconds }),
    groups: ['a', 'b', 'c'].map((group) => {
      return { policy: groupPolicy({ group }), series: group, stepSeconds: 300 };
    }),
    sources,
    predecessors: new Map(),
    observer: pools,
    actuator: pools,
  };
  const sizer = { fit: () => Promise.reject(new ForewarmError('FW_TRAINING_FAILED', 'unsized')) };
  const memory = memoryOf(stores, log);
  const ports = { ...stores, ...memory, clock, log, sizer, trainer: plainTrainer() };
  const step = jobsOf(() => setup, ports).find(({ name }) => name === 'step')!;
  return { step, stores, clock, pools, told };
}

test('a step whose traffic is slow goes on without it, and the next begins where it stopped', async () => {
  const sources = new Map([
    ['a', silent],
    ['b', prompt],
    ['c', prompt],
  ]);
  const { step, stores, told } = aStep(sources, 1);
  expect(await step.run(start, signal)).toBe('no group found');
  expect(stores.series.list()).toEqual([]);
  expect(told).toEqual([
    { group: 'b', message: 'traffic is slow: the next step goes on with this group' },
  ]);
  await step.run(start, signal);
  expect(stores.series.list()).toEqual(['b', 'c']);
  stores.close();
});

test.each([
  { seconds: 15, tells: false },
  { seconds: 16, tells: true },
])(
  'a step of $seconds s tells that caps have no step to miss: $tells',
  async ({ seconds, tells }) => {
    const { step, stores, clock, pools, told } = aStep(new Map(), 300);
    const sight = pools.sight.bind(pools);
    pools.sight = async (groups) => {
      clock.at += seconds;
      return sight(groups);
    };
    await step.run(start, signal);
    const message = 'a step took long: were the next one to fail, the caps might not hold';
    expect(told).toEqual(tells ? [{ seconds, message }] : []);
    stores.close();
  },
);
