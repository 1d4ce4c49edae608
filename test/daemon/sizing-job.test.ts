import { beforeAll, describe, expect, test } from 'vitest';
import { LeadTimes } from '../../src/app/lead-times.ts';
import { PoolStates } from '../../src/app/pool-states.ts';
import type {
  Sizer,
  SizingRequest,
  SizingStore,
  StoredSizing,
} from '../../src/app/ports/sizing.ts';
import { Sizings } from '../../src/app/sizing.ts';
import type { Config } from '../../src/config/schema.ts';
import type { GroupPolicy } from '../../src/core/planning/policy.ts';
import { endOf } from '../../src/core/series/series.ts';
import type { SizingModel } from '../../src/core/sizing/model.ts';
import { fromUsd } from '../../src/core/units.ts';
import { type SizingJobPorts, sizeOne, sizingJob } from '../../src/daemon/sizing-job.ts';
import { ForewarmError } from '../../src/errors.ts';
import { autoPool, dearDisks } from '../support/auto-pool.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { configOf } from '../support/configs.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { groupObservation, groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const minute = 60;
const load = dailyLoad({ days: 8, stepSeconds: 900 });
/** Five minutes into a quarter of the day, so that the next is far off. */
const began = endOf(load) - (endOf(load) % 21_600) + 5 * minute;
const signal = new AbortController().signal;

/** A law that knows nothing: what is in it is of no concern here. */
function modelFor({ levels }: SizingRequest): SizingModel {
  const plain = { stepSeconds: 900, choices: [], peaks: { scale: 1, windows: [] }, claims: 0 };
  return levels === null ? plain : { ...plain, levels: { lesser: [], records: [] } };
}

/** Keeps the last fit of one group, and counts how often it is read. */
class CountedFits implements SizingStore {
  reads = 0;
  #kept: StoredSizing | null = null;
  save(_group: string, sizing: StoredSizing): void {
    this.#kept = sizing;
  }
  latest(): StoredSizing | null {
    this.reads++;
    return this.#kept;
  }
}

/** A group that was just fitted, and its job, whose policy and configuration may be changed. */
class JobScene {
  policy: GroupPolicy;
  config: Config;
  /** True = fits fail from now on. */
  isBroken = false;
  /** What the job said last. */
  outcome = '';
  readonly spend = new MemorySpendStore();
  readonly fits = new CountedFits();
  readonly #clock = fixedClock(began);
  readonly #asked: SizingRequest[] = [];
  readonly #ports: SizingJobPorts;

  constructor(policy: GroupPolicy = groupPolicy(), config: Config = configOf()) {
    this.policy = policy;
    this.config = config;
    const series = new MemorySeriesStore();
    const samples = [...load.values].map((value, i) => ({ at: load.start + 900 * i, value }));
    series.append('web', { stepSeconds: 900, samples });
    const sizer: Sizer = {
      fit: async (request) => {
        this.#asked.push(request);
        if (this.isBroken) throw new ForewarmError('FW_TRAINING_FAILED', 'broken');
        return modelFor(request);
      },
    };
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    this.#ports = {
      ...{ series, sizer, log, fits: this.fits, clock: this.#clock },
      claims: new MemoryClaimStore(),
      times: new LeadTimes(new MemoryClaimStore()),
      sizings: new Sizings(this.fits, series),
      states: new PoolStates(series, this.spend),
    };
  }

  get group() {
    return { policy: this.policy, series: 'web', stepSeconds: 900 };
  }

  fit(): Promise<void> {
    return sizeOne(this.group, this.config, this.#ports, signal);
  }

  /** What the job fits when it is asked `seconds` later. */
  async askedAfter(seconds: number): Promise<readonly SizingRequest[]> {
    this.#clock.at += seconds;
    const before = this.#asked.length;
    const { config, group } = this;
    const job = sizingJob(() => ({ groups: [group], config }), this.#ports);
    this.outcome = await job.run(0, signal);
    return this.#asked.slice(before);
  }
}

describe('a fitted group is fitted again', () => {
  let scene: JobScene;
  beforeAll(async () => {
    scene = new JobScene();
    await scene.fit();
  });

  test('not before the next quarter of its day, and its fit is read but once', async () => {
    scene.fits.reads = 0;
    for (const _ of [1, 2, 3]) expect(await scene.askedAfter(15 * minute)).toEqual([]);
    expect(scene.fits.reads).toBeLessThanOrEqual(1);
    expect(await scene.askedAfter(6 * 60 * minute)).toHaveLength(1);
    expect(await scene.askedAfter(15 * minute)).toEqual([]);
  });

  test.each<[string, Partial<GroupPolicy>]>([
    ['boot time', { bootSeconds: 222 }],
    ['hit rate', { serviceLevel: { kind: 'hit-rate', target: 0.77 } }],
    ['price', { prices: { ...groupPolicy().prices, bootingHour: fromUsd(0.33) } }],
  ])('when its %s was edited', async (_name, changes) => {
    scene.policy = groupPolicy(changes);
    expect(await scene.askedAfter(minute)).toHaveLength(1);
    expect(await scene.askedAfter(minute)).toEqual([]);
  });

  test('when a day cap was added, for its levels', async () => {
    scene.policy = groupPolicy({ caps: [{ per: 'hour', limit: fromUsd(1) }] });
    await scene.askedAfter(minute);
    expect(await scene.askedAfter(minute)).toEqual([]);
    scene.policy = groupPolicy({ caps: [{ per: 'day', limit: fromUsd(9) }] });
    const asked = await scene.askedAfter(minute);
    expect(asked.map(({ levels }) => levels?.minSize)).toEqual([scene.policy.pool.minSize]);
    expect(await scene.askedAfter(minute)).toEqual([]);
  });
});

test('what is told is how many were fitted: a fit that failed leaves the last one', async () => {
  const scene = new JobScene();
  await scene.fit();
  scene.isBroken = true;
  expect(await scene.askedAfter(6 * 60 * minute)).toHaveLength(1);
  expect(scene.outcome).toBe('0 sized');
  scene.isBroken = false;
  await scene.askedAfter(15 * minute);
  expect(scene.outcome).toBe('1 sized');
});

test('a group that was never fitted waits for its training', async () => {
  expect(await new JobScene().askedAfter(6 * 60 * minute)).toEqual([]);
});

test('when `auto` changes the state of the pool, the law is fitted to its prices', async () => {
  const scene = new JobScene(groupPolicy({ pool: autoPool, prices: dearDisks }));
  const seen = (members: readonly string[]) =>
    groupObservation({
      at: began,
      pool: { minSize: 0, prepared: 2, state: 'Stopped', reuse: true },
      members: members.map((instanceId) => {
        return { instanceId, phase: 'ready' as const, parked: 'Stopped' as const };
      }),
    });
  scene.spend.accrue('web', [], { at: began, observation: seen(['i-1']), open: [] });
  await scene.fit();
  expect(await scene.askedAfter(minute)).toEqual([]);
  scene.spend.accrue('web', [], { at: began, observation: seen([]), open: [] });
  const asked = await scene.askedAfter(minute);
  expect(asked.map(({ costs }) => costs.heldStepUsd)).toEqual([0.0125]);
  expect(await scene.askedAfter(minute)).toEqual([]);
});
