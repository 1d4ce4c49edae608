import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import { ShadowBook } from '../../src/app/shadow.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aLedgerEntry } from '../support/decisions.ts';
import { aGroup, FakePools, fixedClock } from '../support/fake-pools.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { aTrainedModel } from '../support/models.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';
import { MemoryWishStore } from '../support/wish-store.ts';

const start = Date.UTC(2026, 0, 5) / 1000;
const day = 86_400;

describe('ShadowBook', () => {
  const policy = groupPolicy();
  const load: TimeSeries = { start, stepSeconds: 300, values: new Float64Array(576).fill(100) };
  const aBook = (groups: readonly string[]) => {
    const wishes = new MemoryWishStore();
    for (const group of groups) {
      for (let at = start; at < start + 2 * day; at += 300) {
        wishes.append(group, { at, predictive: null, reactive: { minSize: 0, prepared: 12 } });
      }
    }
    return { wishes, book: new ShadowBook(wishes) };
  };

  test('reckons once an hour', () => {
    const { wishes, book } = aBook(['web']);
    const at = start + 2 * day;
    const first = book.costsOf({ policy, recent: load, at })!;
    wishes.append('web', {
      at: start + day,
      predictive: { minSize: 9, prepared: 40 },
      reactive: null,
    });
    expect(book.costsOf({ policy, recent: load, at: at + 3000 })).toBe(first);
    expect(book.costsOf({ policy, recent: load, at: at + 3700 })).not.toEqual(first);
  });

  test('reckons for fifty groups in a step, and for the others in the next', () => {
    const groups = Array.from({ length: 70 }, (_, n) => `group-${n}`);
    const { book } = aBook(groups);
    const knownAt = (at: number) =>
      groups.filter(
        (group) => book.costsOf({ policy: groupPolicy({ group }), recent: load, at }) !== null,
      ).length;
    expect(knownAt(start + 2 * day)).toBe(50);
    expect(knownAt(start + 2 * day + 300)).toBe(70);
  });
});

test('ShadowBook remembers what a cap left, and nothing where none was in the way', () => {
  const wishes = new MemoryWishStore();
  const book = new ShadowBook(wishes);
  const { plan } = aLedgerEntry();
  const wished = {
    predictive: { minSize: 2, prepared: 30 },
    reactive: { minSize: 2, prepared: 12 },
  };
  book.record({ ...plan, group: 'web', at: start, wishes: wished, binding: 'cap' });
  book.record({ ...plan, group: 'web', at: start + 300, wishes: wished, binding: 'floor' });
  const { minSize, prepared } = plan.setting;
  expect(wishes.since('web', 0)).toEqual([
    { at: start, ...wished, limit: { minSize, prepared } },
    { at: start + 300, ...wished },
  ]);
});

describe('a forecast that is too dear', () => {
  const step = 900;
  const policy = groupPolicy({
    loadPerInstance: 100,
    pool: { state: 'Running', reuse: true, minSize: 0, preparedMax: null },
    trust: { dataAgeSecondsMax: 3600, modelAgeSecondsMax: 100 * day, lossRatioMax: 1 },
  });
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

  /** A group of four under a model that forecasts `load` for ever. */
  function aService(load: number) {
    const clock = fixedClock(start);
    const pools = new FakePools(clock, [aGroup({ desired: 4, inService: 4 })]);
    const series = new MemorySeriesStore();
    const models = new MemoryModelStore();
    const train = (load: number) => {
      const trainedAt = clock.at;
      models.save(
        'web',
        aTrainedModel({ stepSeconds: step, trainedAt, trainedTo: trainedAt }, load),
      );
    };
    train(load);
    const wishes = new MemoryWishStore();
    const ports = {
      clock,
      observer: pools,
      actuator: pools,
      series,
      ledger: new MemoryLedger(),
      spend: new MemorySpendStore(),
      claims: new MemoryClaimStore(),
      pauses: new MemoryPauseStore(),
      recents: new RecentLoads(series),
      outlooks: new Outlooks(models, quiet),
      shadows: new ShadowBook(wishes),
    };
    const groups: ManagedGroup[] = [{ policy, series: 'web', stepSeconds: step }];
    const fleet = fleetPolicy({ stepSeconds: step });
    const run = async (days: number) => {
      for (const end = clock.at + days * day; clock.at < end; ) {
        const samples = [{ at: clock.at, value: 350 }];
        series.append('web', { stepSeconds: step, samples });
        clock.at += step;
        await reconcile(groups, fleet, ports, new AbortController().signal);
      }
      return ports.ledger.latest('web')!.plan;
    };
    const retrain = (load: number) => {
      train(load);
      ports.outlooks.forget('web');
    };
    return { run, retrain };
  }

  test('is demoted after some days, says why, and is watched until it is better', async () => {
    const { run, retrain } = aService(1900);
    expect((await run(2)).producer).toBe('predictive');
    const demoted = await run(3);
    expect(demoted.producer).toBe('reactive');
    expect(demoted.reason).toContain('following the forecast would have cost more');
    expect(demoted.reason).toMatch(/by \$\d+\.\d\d a day with its cold starts, over \d days/);
    expect(demoted.wishes!.predictive!.prepared).toBeGreaterThan(
      demoted.wishes!.reactive!.prepared,
    );

    retrain(340);
    expect((await run(1)).producer).toBe('reactive');
    expect((await run(6.5)).producer).toBe('predictive');
  });

  test('is not told from one that is as good', async () => {
    expect((await aService(340).run(5)).producer).toBe('predictive');
  });
});
