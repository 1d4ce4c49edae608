import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { choiceWithoutLoad, PoolStates, type ResolvedState } from '../../src/app/pool-states.ts';
import type { PoolState } from '../../src/core/capacity/setting.ts';
import { secondsPerDay } from '../../src/core/units.ts';
import { autoPool, dearDisks } from '../support/auto-pool.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { groupObservation, groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const load = dailyLoad({ days: 9, stepSeconds: 300 });
const now = load.start + 8.5 * secondsPerDay;

function storeOf(values = load.values): MemorySeriesStore {
  const store = new MemorySeriesStore();
  const samples = [...values].map((value, i) => ({ at: load.start + 300 * i, value }));
  store.append('web', { stepSeconds: 300, samples });
  return store;
}

const groupOf = (changes = {}) => ({
  policy: groupPolicy({ pool: autoPool, ...changes }),
  series: 'web',
  stepSeconds: 300,
});

function seen(state: PoolState, members: number, at = now) {
  return groupObservation({
    at,
    pool: { minSize: 0, prepared: 20, state, reuse: true },
    members: Array.from({ length: members }, (_, n) => ({
      instanceId: `i-${n}`,
      phase: 'ready' as const,
      parked: state,
    })),
  });
}

describe('turns', () => {
  const stepsOfGroup = (8 * secondsPerDay) / 300;
  const isPriced = ({ choice }: ResolvedState) =>
    choice!.priced.every(({ monthCost }) => monthCost !== null);
  /** What `count` groups of one load come to at `at`. */
  const allAt = (states: PoolStates, groups: readonly ManagedGroup[], at: number) =>
    groups.map((group, n) => states.of(group, seen('Stopped', 1, at + n)));

  test('no turn prices by more steps than it may, and in the end every group is priced', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore(), 2.5 * stepsOfGroup);
    const groups = Array.from({ length: 5 }, (_, n) => groupOf({ group: `g${n}` }));
    const pricedAt = (at: number) => allAt(states, groups, at).filter(isPriced).length;
    expect([0, 60, 120, 180].map((after) => pricedAt(now + after))).toEqual([2, 4, 5, 5]);
  });

  test('until its turn comes a new group keeps the state it has, and one without a pool gets one', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore(), stepsOfGroup);
    const dear = groupOf({ group: 'dear', prices: dearDisks });
    states.of(groupOf(), seen('Stopped', 1));
    const waits = states.of(dear, seen('Stopped', 0));
    expect(waits.choice).toMatchObject({ chosen: 'Stopped', inForce: 'Stopped' });
    expect(states.of(dear, groupObservation({ at: now })).choice).toEqual(choiceWithoutLoad(dear));
    const turn = states.of(dear, seen('Stopped', 0, now + 60));
    expect(turn.choice).toMatchObject({ chosen: 'Running', inForce: 'Running' });
  });

  test('until its turn comes a known group keeps the prices of the day before', () => {
    const store = storeOf(load.values.map((value, i) => (i < 288 * 8 ? value : 9 * value)));
    const states = new PoolStates(store, new MemorySpendStore(), 10 * stepsOfGroup);
    const groups = Array.from({ length: 20 }, (_, n) => groupOf({ group: `g${n}` }));
    allAt(states, groups, now);
    const first = allAt(states, groups, now + 60).map(({ choice }) => choice!.priced);
    const next = allAt(states, groups, now + secondsPerDay).map(({ choice }) => choice!.priced);
    const kept = next.filter((priced, n) => isDeepStrictEqual(priced, first[n]));
    expect(kept).toHaveLength(20 - Math.floor((10 * 8) / 9));
  });

  test('one group is priced in every turn, however long its past', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore(), 1);
    const groups = [groupOf(), groupOf({ group: 'other' })];
    expect(allAt(states, groups, now).map(isPriced)).toEqual([true, false]);
    expect(allAt(states, groups, now + 60).map(isPriced)).toEqual([true, true]);
  });
});

describe('PoolStates', () => {
  test('changes the state of an empty pool, and of a full one only recommends it', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore());
    const group = groupOf({ prices: dearDisks });
    const full = states.of(group, seen('Stopped', 3));
    expect(full.choice).toMatchObject({ chosen: 'Running', inForce: 'Stopped' });
    expect(full.group.policy.pool.state).toBe('Stopped');
    expect(full.group.policy.startSeconds).toBe(40);
    const empty = states.of(group, seen('Stopped', 0));
    expect(empty.group.policy.pool.state).toBe('Running');
    expect(empty.group.policy.startSeconds).toBe(3);
    const gone = states.of(group, groupObservation({ at: now }));
    expect(gone.group.policy.pool.state).toBe('Running');
  });

  test('a fixed state is left as it is', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore());
    const { auto: _, ...fixed } = autoPool;
    const group = groupOf({ pool: fixed });
    expect(states.of(group, seen('Running', 0))).toEqual({ group, choice: null });
  });

  test('chooses once a day, and after a restart the same', () => {
    const store = storeOf(load.values.subarray(0, 288 * 8));
    const group = groupOf();
    const states = new PoolStates(store, new MemorySpendStore());
    const morning = states.of(group, seen('Stopped', 2));
    const rest = [...load.values.subarray(288 * 8)].map((value, i) => {
      return { at: load.start + 300 * (288 * 8 + i), value: value * 9 };
    });
    store.append('web', { stepSeconds: 300, samples: rest });
    expect(new PoolStates(store, new MemorySpendStore()).of(groupOf(), seen('Stopped', 2))).toEqual(
      morning,
    );
    const nextDay = states.of(group, seen('Stopped', 2, now + secondsPerDay));
    expect(nextDay.choice!.priced).not.toEqual(morning.choice!.priced);
  });

  test('the policy of one state is the same object each time, for others remember by it', () => {
    const states = new PoolStates(storeOf(), new MemorySpendStore());
    const group = groupOf();
    const first = states.of(group, seen('Stopped', 1)).group;
    expect(states.of(group, seen('Stopped', 4, now + 300)).group).toBe(first);
    expect(states.of(group, seen('Running', 4, now + 600)).group).not.toBe(first);
  });

  test('without AWS it goes by what the last step saw', () => {
    const spend = new MemorySpendStore();
    const states = new PoolStates(storeOf(), spend);
    const group = groupOf({ prices: dearDisks });
    expect(states.asSeen(group, now).choice).toMatchObject({ inForce: 'Running' });
    spend.accrue('web', [], { at: now, observation: seen('Stopped', 1), open: [] });
    expect(states.asSeen(group, now).choice).toMatchObject({
      chosen: 'Running',
      inForce: 'Stopped',
    });
  });

  test('without a database the prices of waiting decide', () => {
    expect(choiceWithoutLoad(groupOf())).toMatchObject({ chosen: 'Stopped', inForce: 'Stopped' });
    expect(choiceWithoutLoad(groupOf({ prices: dearDisks }))!.chosen).toBe('Running');
    const none = new PoolStates(new MemorySeriesStore(), new MemorySpendStore());
    expect(none.of(groupOf(), groupObservation({ at: now })).choice!.reason).toContain(
      'until there is load to tell by',
    );
  });
});
