import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import type { PoolState } from '../../src/core/capacity/setting.ts';
import type { FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import { fromUsd, microUsd } from '../../src/core/units.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aLedgerEntry } from '../support/decisions.ts';
import { aGroup, FakePools, fixedClock } from '../support/fake-pools.ts';
import { type FaultMoment, FaultPlan } from '../support/faulty.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { observed } from '../support/observed.ts';
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
  const settingNow = async () => (await observed(pools, ['web']))[0]!.pool;
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

  test('a ceiling leaves the pool alone until its window begins', async () => {
    const window = { name: 'night', zone: 'UTC', durationSeconds: 3600, floor: null, ceiling: 1 };
    const { clock, takeStep, settingNow } = aFleet({
      schedules: [{ ...window, cron: '20 8 * * *' }],
    });
    for (const wanted of [3, 3, 3, 3, 1]) {
      await takeStep();
      expect((await settingNow())!.minSize).toBe(wanted);
      clock.at += step;
    }
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

  test('what someone else changed during a pause is kept when the pause has run out', async () => {
    const { clock, pools, ports, takeStep, settingNow } = aFleet();
    await takeStep();
    ports.pauses.set('web', clock.at + 2 * step, 'release');
    const foreign = { minSize: 2, prepared: 2, state: 'Running', reuse: false } as const;
    pools.set(aGroup({ desired: 4, inService: 4, pool: foreign }));
    for (let more = 0; more < 8; more++) {
      clock.at += step;
      const [outcome] = await takeStep();
      expect(outcome).toMatchObject({ event: 'held', plan: { binding: 'paused' } });
    }
    expect(await settingNow()).toEqual(foreign);

    ports.pauses.clear('web');
    clock.at += step;
    const [outcome] = await takeStep();
    expect(outcome!.plan.binding).not.toBe('paused');
  });

  test('a Max that is moved over an unset total is no change of the pool', async () => {
    const { clock, pools, ports, takeStep } = aFleet();
    const pool = { minSize: 0, prepared: null, state: 'Stopped', reuse: false } as const;
    const seen = { desired: 4, inService: 4, blocked: 'launch-suspended' } as const;
    for (const maxSize of [20, 30, 10]) {
      pools.set(aGroup({ ...seen, pool, maxSize }));
      await takeStep();
      clock.at += step;
      expect(ports.pauses.get('web', clock.at), `Max ${maxSize}`).toBeNull();
    }
    pools.set(aGroup({ ...seen, pool: { ...pool, minSize: 1 }, maxSize: 10 }));
    await takeStep();
    expect(ports.pauses.get('web', clock.at)).toContain('someone else');
  });

  test('a pause in which nobody changed anything ends by itself', async () => {
    const { clock, ports, takeStep } = aFleet();
    await takeStep();
    ports.pauses.set('web', clock.at + 2 * step, 'release');
    const bindings: string[] = [];
    for (let more = 0; more < 3; more++) {
      clock.at += step;
      const [outcome] = await takeStep();
      bindings.push(outcome!.plan.binding === 'paused' ? 'paused' : 'free');
    }
    expect(bindings).toEqual(['paused', 'free', 'free']);
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

describe('a cut that a shared cap demands', () => {
  /** Two empty Stopped pools of forty, whose policy now asks for `state`. */
  async function cutsWith(state: PoolState) {
    const { pools, ports } = aFleet();
    const names = ['web', 'api'];
    const pool = { minSize: 0, prepared: 40, state: 'Stopped', reuse: true } as const;
    for (const group of names) {
      const sizes = { minSize: 2, maxSize: 60, desired: 30, inService: 30 };
      pools.set(aGroup({ group, ...sizes, pool }));
    }
    const asked = { ...policy.pool, minSize: 0, state };
    const groups = names.map((group): ManagedGroup => {
      const own = { ...policy, group, caps: [], pool: asked };
      return { policy: own, series: 'web', stepSeconds: step };
    });
    const tight: FleetPolicy = { ...fleet, caps: [{ per: 'hour', limit: fromUsd(0.2) }] };
    const outcomes = await reconcile(groups, tight, ports, signal);
    return { outcomes, puts: pools.puts };
  }

  test.each([
    { name: 'and nothing else', state: 'Stopped' },
    { name: 'together with another state', state: 'Running' },
  ] as const)('$name is made: no group waits for the other', async ({ state }) => {
    const { outcomes, puts } = await cutsWith(state);
    expect(outcomes.map(({ event }) => event)).toEqual(['applied', 'applied']);
    expect(puts.every(({ setting }) => setting.prepared < 40)).toBe(true);
  });
});

describe('an outage of the measurement', () => {
  test.each<{ name: string; load: number | null }>([
    { name: 'whose load collapses', load: 3 },
    { name: 'whose samples stop', load: null },
  ])('$name cuts nothing while it lasts, nor right after it', async ({ load }) => {
    const { clock, ports, takeStep, settingNow } = aFleet();
    const run = async (steps: number, value: number | null) => {
      for (let n = 0; n < steps; n++) {
        const samples = value === null ? [] : [{ at: clock.at, value }];
        ports.series.append('web', { stepSeconds: step, samples });
        clock.at += step;
        await takeStep();
      }
    };
    clock.at = ports.series.extent('web')!.end;
    await run(2, 350);
    const before = await settingNow();
    await run(30, load);
    expect(await settingNow()).toEqual(before);
    expect(ports.ledger.latest('web')!.plan.blind).toBe(true);

    await run(4, 180); // lower, but for less than half an hour
    expect((await settingNow())!.prepared).toBeGreaterThanOrEqual(before!.prepared!);
    await run(20, 180);
    expect((await settingNow())!.prepared).toBeLessThan(before!.prepared!);
  });

  test.each([
    { blind: true, cuts: 0 },
    { blind: false, cuts: 1 },
  ])('low targets of steps with blind: $blind lead to $cuts cuts', async ({ blind, cuts }) => {
    const { pools, ledger, takeStep } = aFleet();
    const before = { minSize: 3, prepared: 18, state: 'Stopped', reuse: true } as const;
    pools.set(aGroup({ desired: 4, inService: 4, pool: before }));
    const wanted = { ...before, prepared: 3 };
    for (let at = start - 1800; at < start; at += step) {
      const { plan } = aLedgerEntry({ at });
      const low = { ...plan, setting: before, wanted, blind };
      ledger.append(aLedgerEntry({ at, event: 'held', before, plan: low }));
    }
    await takeStep();
    expect(pools.puts).toHaveLength(cuts);
  });
});

describe('a group that cannot be read', () => {
  const refused = new ForewarmError('FW_AWS_THROTTLED', 'slow down');

  /** `web` and `api` under one cap, of which each in turn may be unreadable. */
  function aPair(dayUsd = 100) {
    const one = aFleet();
    one.pools.set(aGroup({ group: 'api', desired: 4, inService: 4 }));
    const groups: ManagedGroup[] = ['web', 'api'].map((group) => ({
      policy: { ...policy, group, caps: [] },
      series: 'web',
      stepSeconds: step,
    }));
    const shared: FleetPolicy = { ...fleet, caps: [{ per: 'day', limit: fromUsd(dayUsd) }] };
    const takeStep = async () => {
      const outcomes = await reconcile(groups, shared, one.ports, signal);
      one.clock.at += step;
      return new Map(outcomes.map((outcome) => [outcome.group, outcome]));
    };
    const putsOf = (group: string) => one.pools.puts.filter((put) => put.group === group).length;
    return { ...one, takeStep, putsOf };
  }

  test('is held with its reason, and the other is planned and written', async () => {
    const { pools, ledger, takeStep, putsOf } = aPair();
    pools.failReading('web', refused);
    const outcomes = await takeStep();
    expect(outcomes.get('api')).toMatchObject({ event: 'applied', unread: null });
    expect(outcomes.get('web')).toMatchObject({
      event: 'held',
      reason: 'AWS could not be asked about it: FW_AWS_THROTTLED: slow down',
      plan: { binding: 'blocked' },
    });
    expect(putsOf('web')).toBe(0);
    expect(ledger.latest('web')).toBeNull(); // nothing is known of it that could be told
  });

  test('says so in the ledger, and is no stranger once it can be read again', async () => {
    const { clock, pools, ports, ledger, takeStep, putsOf } = aPair();
    await takeStep();
    pools.failReading('web', refused);
    for (let more = 0; more < 3; more++) await takeStep();
    const last = ledger.latest('web')!;
    expect(last).toMatchObject({ event: 'held', plan: { binding: 'blocked' } });
    expect(last.reason).toContain('slow down');
    expect(last.before).toEqual(pools.puts.find(({ group }) => group === 'web')!.setting);

    pools.failReading('web', null);
    const outcomes = await takeStep();
    expect(outcomes.get('web')!.unread).toBeNull();
    expect(ports.pauses.get('web', clock.at)).toBeNull();
    expect(putsOf('web')).toBe(1);
  });

  test('whose accounts cannot be settled is held too', async () => {
    const { pools, ports, takeStep, putsOf } = aPair();
    const settled = pools.activities.bind(pools);
    pools.activities = (group, since) =>
      group === 'web' ? Promise.reject(refused) : settled(group, since);
    const outcomes = await takeStep();
    expect(outcomes.get('web')!.unread).toBe(refused);
    expect(outcomes.get('api')!.event).toBe('applied');
    expect(putsOf('web')).toBe(0);
    expect(ports.spend.meter('web')).toBeNull();
  });

  test('counts at its worst in the cap that it shares', async () => {
    const raisesOfApi = async (isRead: boolean, dayUsd: number) => {
      const { pools, takeStep, putsOf } = aPair(dayUsd);
      pools.set(aGroup({ group: 'api', desired: 4, inService: 4, blocked: 'launch-suspended' }));
      await takeStep(); // only web is written
      pools.set(aGroup({ group: 'api', desired: 4, inService: 4 }));
      if (!isRead) pools.failReading('web', refused);
      await takeStep();
      return putsOf('api');
    };
    // Somewhere between no room at all and more than enough, what web may do decides.
    let decided = 0;
    for (let cents = 10; cents <= 200; cents += 10) {
      const [read, unread] = [
        await raisesOfApi(true, cents / 100),
        await raisesOfApi(false, cents / 100),
      ];
      expect(unread, `a cap of ${cents} cents`).toBeLessThanOrEqual(read);
      if (unread < read) decided += 1;
    }
    expect(decided).toBeGreaterThan(1);
  });

  test('ends the step where no group can be read', async () => {
    const { pools, takeStep } = aPair();
    for (const group of ['web', 'api']) pools.failReading(group, refused);
    await expect(takeStep()).rejects.toBe(refused);
  });
});

describe('a group that is deleted', () => {
  const pool = { minSize: 2, prepared: 2, state: 'Running', reuse: false } as const;
  const members = ['i-1', 'i-2'].map(
    (instanceId) => ({ instanceId, phase: 'ready', parked: 'Running' }) as const,
  );

  /** One step with two members, then steps without the group, whatever `befalls` it. */
  async function billedAfterDeletion(befalls: (one: ReturnType<typeof aFleet>) => void) {
    const one = aFleet();
    const { clock, pools, ports, takeStep } = one;
    pools.set(aGroup({ desired: 4, inService: 4, pool, members, blocked: 'launch-suspended' }));
    await takeStep();
    pools.delete('web');
    befalls(one);
    for (let more = 0; more < 12; more++) {
      clock.at += step;
      await takeStep().catch((error) => expect(error).toMatchObject({ code: 'FW_AWS_THROTTLED' }));
    }
    pools.set(aGroup({ desired: 4, inService: 4, blocked: 'launch-suspended' }));
    clock.at += step;
    await takeStep();
    const usage = ports.spend.usage('web', start - 86_400, start + 86_400);
    return usage.reduce((sum, { instanceSeconds }) => sum + instanceSeconds, 0);
  }

  test('is billed until it was found gone, and not for the time until it is made again', async () => {
    expect(await billedAfterDeletion(() => {})).toBe(members.length * step);
  });

  test('is billed to the second where AWS still knows when its members went', async () => {
    const billed = await billedAfterDeletion(({ pools }) => {
      for (const { instanceId } of members) {
        pools.record({
          activityId: `end of ${instanceId}`,
          group: 'web',
          kind: 'terminate-from-pool',
          instanceId,
          startedAt: start + 60,
          endedAt: start + 100,
          status: 'successful',
        });
      }
    });
    expect(billed).toBe(members.length * 100);
  });

  test('is no stopped meter while its reading fails', async () => {
    const refused = new ForewarmError('FW_AWS_THROTTLED', 'slow down');
    const billed = await billedAfterDeletion(({ pools }) => {
      const sight = pools.sight.bind(pools);
      let failing = 6;
      pools.sight = async (names, given) => {
        if (failing-- > 0) return names.map((group) => ({ kind: 'unread', group, error: refused }));
        return sight(names, given);
      };
    });
    expect(billed).toBe(members.length * 7 * step);
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
