import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import type { FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import { fromUsd, microUsd } from '../../src/core/units.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aGroup, FakePools, fixedClock } from '../support/fake-pools.ts';
import { type FaultMoment, FaultPlan } from '../support/faulty.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const start = 1_795_248_000;
const step = 300;

const policy: GroupPolicy = {
  group: 'web',
  mode: 'act',
  loadPerInstance: 100,
  bootSeconds: 240,
  startSeconds: 30,
  pool: { state: 'Stopped', reuse: true, minSize: 3, preparedMax: null },
  serviceLevel: { kind: 'hit-rate', target: 0.95 },
  prices: {
    bootingHour: microUsd(85_000),
    parkedHour: { Stopped: microUsd(3300), Hibernated: microUsd(4800), Running: microUsd(85_000) },
  },
  caps: [{ per: 'day', limit: fromUsd(100) }],
  priority: 1,
  lowerAfterSeconds: 1800,
  schedules: [],
  events: [],
  zone: 'UTC',
  trust: { dataAgeSecondsMax: 900, modelAgeSecondsMax: 259_200, lossRatioMax: 1 },
};
const fleet: FleetPolicy = { caps: [], budgetZone: 'UTC', stepSeconds: step };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const signal = new AbortController().signal;

/** One group on four instances with three hours of steady load, and every port in memory. */
function aFleet(changes: Partial<GroupPolicy> = {}) {
  const clock = fixedClock(start);
  const pools = new FakePools(clock, [aGroup({ desired: 4, inService: 4 })]);
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: 60 }, (_, i) => ({
    at: start - 7200 + i * step,
    value: 350,
  }));
  series.append('web', { stepSeconds: step, samples });
  const ledger = new MemoryLedger();
  const ports = {
    clock,
    observer: pools,
    actuator: pools,
    series,
    ledger,
    spend: new MemorySpendStore(),
    claims: new MemoryClaimStore(),
    pauses: new MemoryPauseStore(),
    recents: new RecentLoads(series),
    outlooks: new Outlooks(new MemoryModelStore(), quiet),
  };
  const groups: ManagedGroup[] = [
    { policy: { ...policy, ...changes }, series: 'web', stepSeconds: step },
  ];
  const takeStep = (over: Partial<typeof ports> = {}) =>
    reconcile(groups, fleet, { ...ports, ...over }, signal);
  const settingNow = async () => (await pools.observe(['web']))[0]!.pool;
  const events = () => ledger.between('web', 0, Number.MAX_SAFE_INTEGER).map(({ event }) => event);
  return { clock, pools, ledger, ports, takeStep, settingNow, events };
}

/** What a fleet comes to when nothing fails. */
async function undisturbed() {
  const one = aFleet();
  await one.takeStep();
  return { setting: await one.settingNow(), puts: one.pools.puts.length };
}

describe('reconcile', () => {
  test('a pool that is wanted is made, recorded before and after, and then left alone', async () => {
    const { clock, pools, takeStep, settingNow, events } = aFleet();
    const [outcome] = await takeStep();
    expect(outcome).toMatchObject({ group: 'web', event: 'applied' });
    expect((await settingNow())!.minSize).toBe(3);
    clock.at += step;
    await takeStep();
    expect(events()).toEqual(['intended', 'applied', 'held']);
    expect(pools.puts).toHaveLength(1);
  });

  test.each(['observe', 'recommend'] as const)('mode %s writes nothing to AWS', async (mode) => {
    const { pools, takeStep, events } = aFleet({ mode });
    await takeStep();
    expect(pools.puts).toEqual([]);
    expect(events()).toEqual(['recommended']);
  });

  test("a stranger's group is never written", async () => {
    const { pools, takeStep } = aFleet();
    pools.set(aGroup({ optedIn: false }));
    const [outcome] = await takeStep();
    expect(outcome!.event).toBe('held');
    expect(pools.puts).toEqual([]);
  });

  test('what someone else changed is kept until resume', async () => {
    const { clock, pools, ports, takeStep, settingNow } = aFleet();
    await takeStep();
    const foreign = { minSize: 9, prepared: 9, state: 'Stopped', reuse: false } as const;
    pools.set(aGroup({ desired: 4, inService: 4, pool: foreign }));
    clock.at += step;
    const [outcome] = await takeStep();
    expect(outcome).toMatchObject({ event: 'held', plan: { binding: 'paused' } });
    expect(await settingNow()).toEqual(foreign);
    expect(ports.pauses.get('web', clock.at)).toContain('someone else');

    ports.pauses.clear('web');
    for (let more = 0; more < 8; more++) {
      clock.at += step;
      await takeStep();
    }
    expect((await settingNow())!.minSize).not.toBe(9);
  });

  test('a refused write is recorded and tried again', async () => {
    const { clock, pools, takeStep, events } = aFleet();
    pools.failCall(new ForewarmError('FW_AWS_THROTTLED', 'slow down'), 3);
    await takeStep();
    clock.at += step;
    await takeStep();
    expect(events()).toEqual(['intended', 'failed', 'intended', 'applied']);
  });
});

describe('a failure of any one call', () => {
  test.each(['before', 'after'] as FaultMoment[])(
    'is repaired by the next step: the call fails %s it acts',
    async (moment) => {
      const want = await undisturbed();
      let failing = 1;
      for (; ; failing++) {
        const { clock, pools, ports, takeStep, settingNow, events } = aFleet();
        const faults = new FaultPlan(failing, moment);
        const watched = Object.fromEntries(
          Object.entries(ports).map(([name, port]) => [name, faults.watch(port)]),
        ) as typeof ports;
        await takeStep(watched).catch((error: unknown) => {
          if (!(error instanceof ForewarmError)) throw error;
        });
        if (faults.calls < failing) break;

        for (let more = 0; more < 2; more++) {
          clock.at += step;
          await takeStep();
        }
        const label = `call ${failing} fails ${moment} it acts`;
        expect(await settingNow(), label).toEqual(want.setting);
        expect(pools.puts.length, label).toBeLessThanOrEqual(want.puts + 1);
        expect(unanswered(events()), label).toBe(0);
        expect(ports.pauses.get('web', clock.at), label).toBeNull();
      }
      expect(failing).toBeGreaterThan(12);
    },
  );
});

/** Intents without an outcome. */
function unanswered(events: readonly string[]): number {
  return events.filter(
    (event, i) => event === 'intended' && !['applied', 'failed'].includes(events[i + 1] ?? ''),
  ).length;
}
