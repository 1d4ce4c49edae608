import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import { writeSecondsLeft } from '../../src/app/seen-anew.ts';
import { writeSecondsMax } from '../../src/core/planning/budget/commitment.ts';
import type { FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import type { GroupObservation, PoolMember } from '../../src/core/planning/situation.ts';
import { fromUsd } from '../../src/core/units.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aGroup, FakePools, fixedClock } from '../support/fake-pools.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const start = 1_795_248_000;
const step = 300;
const putSeconds = 3;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const signal = new AbortController().signal;

/** So many groups `g0`, `g1` … that all want a change, under an AWS whose every write takes 3 s. */
function aSlowFleet(
  size: number,
  found: Partial<GroupObservation> = {},
  askedOf: (group: string) => Partial<GroupPolicy> = () => ({}),
  caps: FleetPolicy['caps'] = [],
) {
  const clock = fixedClock(start);
  const names = Array.from({ length: size }, (_, n) => `g${n}`);
  const pools = new FakePools(
    clock,
    names.map((group) => aGroup({ group, desired: 4, inService: 4, ...found })),
  );
  const seenAt = new Map<string, number>();
  const sight = pools.sight.bind(pools);
  pools.sight = async (groups) => {
    for (const group of groups) seenAt.set(group, clock.at);
    return sight(groups);
  };
  const writes: { readonly group: string; readonly endsAfter: number; readonly left: number }[] =
    [];
  const put = pools.put.bind(pools);
  pools.put = async (group, setting, secondsMax) => {
    clock.at += putSeconds;
    writes.push({ group, endsAfter: clock.at - seenAt.get(group)!, left: secondsMax - putSeconds });
    return put(group, setting, secondsMax);
  };
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: 24 }, (_, n) => ({
    at: start - 7200 + n * step,
    value: 350,
  }));
  series.append('load', { stepSeconds: step, samples });
  const ports = {
    ...{ clock, observer: pools, actuator: pools, series },
    ...{ ledger: new MemoryLedger(), spend: new MemorySpendStore() },
    ...{ claims: new MemoryClaimStore(), pauses: new MemoryPauseStore() },
    recents: new RecentLoads(series),
    outlooks: new Outlooks(new MemoryModelStore(), quiet),
  };
  const groups = names.map((group): ManagedGroup => {
    const pool = { state: 'Stopped', reuse: false, minSize: 3, preparedMax: null } as const;
    const policy = groupPolicy({ loadPerInstance: 100, pool, caps: [], ...askedOf(group), group });
    return { policy, series: 'load', stepSeconds: step };
  });
  const fleet = fleetPolicy({ stepSeconds: step, caps });
  const takeStep = async () => {
    const outcomes = await reconcile(groups, fleet, ports, signal);
    return new Map(outcomes.map((outcome) => [outcome.group, outcome]));
  };
  /** Lets `happen` befall the fleet after its first write. */
  const afterFirstWrite = (happen: () => void) => {
    const slow = pools.put;
    pools.put = async (...args) => {
      await slow(...args);
      if (writes.length === 1) happen();
    };
  };
  return { clock, pools, ports, names, writes, takeStep, afterFirstWrite };
}

const parked = (count: number): PoolMember[] =>
  Array.from({ length: count }, (_, n) => ({
    instanceId: `i-${n}`,
    phase: 'ready',
    parked: 'Stopped',
  }));

describe('a fleet that takes long to write', () => {
  test('is written whole, each group within the time that the caps are reckoned with', async () => {
    const { names, writes, takeStep } = aSlowFleet(20);
    const outcomes = [...(await takeStep()).values()];
    expect(outcomes.map(({ event }) => event)).toEqual(names.map(() => 'applied'));
    expect(writes.map(({ group }) => group).toSorted()).toEqual(names.toSorted());
    for (const { endsAfter, left } of writes) {
      expect(endsAfter).toBeLessThanOrEqual(writeSecondsMax);
      expect(endsAfter + left).toBeLessThan(writeSecondsMax); // even one that AWS never answers
    }
  });

  test('bills what the pool cost until it was seen anew', async () => {
    const pool = { minSize: 0, prepared: 0, state: 'Stopped', reuse: false } as const;
    const { ports, names, writes, takeStep } = aSlowFleet(20, { pool, members: parked(2) });
    await takeStep();
    const { at } = ports.spend.meter('g19')!;
    expect(at).toBeGreaterThan(start);
    const usage = ports.spend.usage('g19', start - 3600, start + 3600);
    expect(usage).toEqual([
      { group: 'g19', hourStart: start, phase: 'Stopped', instanceSeconds: 2 * (at - start) },
    ]);
    expect(writes).toHaveLength(names.length);
  });

  test('leaves a pool alone that someone else has changed meanwhile, and then stands back', async () => {
    const foreign = { minSize: 9, prepared: 9, state: 'Running', reuse: false } as const;
    const { clock, pools, ports, writes, takeStep, afterFirstWrite } = aSlowFleet(10);
    afterFirstWrite(() => pools.set(aGroup({ group: 'g9', desired: 4, pool: foreign })));
    const outcomes = await takeStep();
    expect(outcomes.get('g9')).toMatchObject({
      event: 'held',
      reason: 'someone else has changed its pool since it was seen',
    });
    expect(writes.map(({ group }) => group)).not.toContain('g9');
    clock.at += step;
    await takeStep();
    expect(ports.pauses.get('g9', clock.at)).toContain('someone else changed the pool');
  });

  test('raises nothing that no longer fits under its cap, and still cuts', async () => {
    const large = { minSize: 30, prepared: 30, state: 'Stopped', reuse: false } as const;
    const asked = { caps: [{ per: 'day', limit: fromUsd(1) }] } as const;
    for (const { found, event } of [
      { found: { pool: null, members: [] }, event: 'held' },
      { found: { pool: large, members: parked(30) }, event: 'applied' },
    ]) {
      const { pools, takeStep, afterFirstWrite } = aSlowFleet(10, found, () => asked);
      afterFirstWrite(() => {
        const more = parked(600).map((member) => ({
          ...member,
          phase: 'leaving' as const,
          parked: null,
        }));
        pools.set(aGroup({ group: 'g9', desired: 4, inService: 4, ...found, members: more }));
      });
      const outcome = (await takeStep()).get('g9')!;
      expect(outcome.event).toBe(event);
      if (event === 'held') expect(outcome.reason).toMatch(/^seen anew: cap: up to \$/);
    }
  });

  test('counts what groups seen anew together have used, whichever AWS tells of first', async () => {
    const pool = { minSize: 50, prepared: 50, state: 'Running', reuse: false } as const;
    const members = parked(50).map((member) => ({ ...member, parked: 'Running' }) as const);
    const raised = async (late: string, dayUsd: number) => {
      const more = { ...pool, minSize: 51, preparedMax: null };
      const askedOf = (group: string) => (group === 'g9' ? { pool: more } : {});
      const { pools, writes, takeStep } = aSlowFleet(10, {}, askedOf, [
        { per: 'day', limit: fromUsd(dayUsd) },
      ]);
      pools.set(aGroup({ group: 'g9', desired: 4, inService: 4, maxSize: 60, pool, members }));
      const activities = pools.activities.bind(pools);
      pools.activities = async (group, since) => {
        for (let turn = 0; group === late && turn < 50; turn++) await null;
        return activities(group, since);
      };
      await takeStep();
      return writes.map(({ group }) => group);
    };
    const everything = await raised('g8', 100);
    const differs: number[] = [];
    const written = new Set<number>();
    for (let usd = 3; usd < 4; usd += 0.01) {
      const [one, other] = [await raised('g8', usd), await raised('g9', usd)];
      if (one.join() !== other.join()) differs.push(usd);
      written.add(one.length);
    }
    expect(differs).toEqual([]);
    expect(Math.max(...written)).toBe(everything.length);
    expect(Math.min(...written)).toBeLessThan(everything.length);
  });

  test.each(['g0', 'g1'])(
    'counts in the hour in which the last group was seen, %s in the one before',
    async (early) => {
      const caps = [{ per: 'hour', limit: fromUsd(5) }] as const;
      const { clock, pools, ports, takeStep } = aSlowFleet(2, {}, undefined, caps);
      clock.at = start + 2;
      const spent = { hourStart: start - 3600, phase: 'booting', instanceSeconds: 1e6 } as const;
      const gone = aGroup({ group: 'gone', at: start - 2 });
      ports.spend.accrue('gone', [spent], { at: gone.at, observation: gone, open: [] });
      const sight = pools.sight.bind(pools);
      pools.sight = async (groups) =>
        (await sight(groups)).map((one) => {
          if (one.kind !== 'seen' || one.observation.group !== early) return one;
          return { ...one, observation: { ...one.observation, at: start - 2 } };
        });
      const outcomes = [...(await takeStep()).values()];
      expect(outcomes.map(({ event }) => event)).toEqual(['applied', 'applied']);
    },
  );

  test.each([
    { name: 'that can no longer be read', happens: 'unread', reason: /again: FW_AWS_THROTTLED/ },
    { name: 'that is deleted meanwhile', happens: 'deleted', reason: /there no more/ },
  ])('holds a group $name', async ({ happens, reason }) => {
    const { pools, writes, takeStep, afterFirstWrite } = aSlowFleet(10);
    afterFirstWrite(() => {
      if (happens === 'deleted') pools.delete('g9');
      else pools.failReading('g9', new ForewarmError('FW_AWS_THROTTLED', 'slow down'));
    });
    const outcomes = await takeStep();
    expect(outcomes.get('g9')).toMatchObject({ event: 'held', unread: null });
    expect(outcomes.get('g9')!.reason).toMatch(reason);
    expect(writes).toHaveLength(9);
  });

  test('holds a group that AWS takes too long to tell of', async () => {
    const { clock, pools, writes, takeStep } = aSlowFleet(10);
    const activities = pools.activities.bind(pools);
    pools.activities = async (group, since) => {
      if (writes.length > 0) clock.at += 12;
      return activities(group, since);
    };
    const outcomes = await takeStep();
    expect(outcomes.get('g9')!.reason).toMatch(/^AWS took \d+ s to say how it stands$/);
    for (const { endsAfter } of writes) expect(endsAfter).toBeLessThanOrEqual(writeSecondsMax);
  });
});

test.each([
  { age: 0, left: 14 },
  { age: 9, left: 5 },
  { age: 10, left: null },
  { age: 100, left: null },
  { age: -60, left: 15 },
])('what was seen $age s ago leaves $left s for a write', ({ age, left }) => {
  expect(writeSecondsLeft(start, start + age)).toBe(left);
});
