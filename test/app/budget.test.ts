import { beforeEach, describe, expect, test } from 'vitest';
import { budgetOf } from '../../src/app/budget.ts';
import type { ManagedGroup } from '../../src/app/decide.ts';
import type { Plan } from '../../src/core/planning/plan.ts';
import type { Cap } from '../../src/core/planning/policy.ts';
import { fromUsd, microUsd } from '../../src/core/units.ts';
import { aLedgerEntry } from '../support/decisions.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { fleetPolicy, groupObservation, groupPolicy } from '../support/policies.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const noon = Date.UTC(2026, 5, 10, 12) / 1000;
const daySeconds = 86_400;
const day = (usd: number): Cap => ({ per: 'day', limit: fromUsd(usd) });
const small = { minSize: 0, prepared: 15, state: 'Stopped', reuse: true } as const;
const large = { ...small, prepared: 20 };

let spend: MemorySpendStore;
let ledger: MemoryLedger;

beforeEach(() => {
  spend = new MemorySpendStore();
  ledger = new MemoryLedger();
});

function managed(group: string, caps: readonly Cap[] = []): ManagedGroup {
  return { policy: groupPolicy({ group, caps }), series: group, stepSeconds: 300 };
}

/** Books ten cents an hour of `group` over [from, to). */
function book(group: string, from: number, to: number): void {
  const observation = groupObservation({ group, at: to, pool: small });
  for (let hourStart = from; hourStart < to; hourStart += 3600) {
    const usage = [{ hourStart, phase: 'booting', instanceSeconds: 3600 } as const];
    spend.accrue(group, usage, { at: to, observation, open: [] });
  }
}

function decide(group: string, changes: Partial<Plan>): void {
  const { plan, ...entry } = aLedgerEntry({ group, at: noon });
  ledger.append({ ...entry, plan: { ...plan, ...changes } });
}

describe('budgetOf', () => {
  test('every cap: the fleet over all groups, each group by itself', () => {
    const groups = [managed('a', [day(2)]), managed('b')];
    book('a', noon - 5 * daySeconds, noon);
    book('b', noon - 5 * daySeconds, noon);
    decide('a', { commitment: fromUsd(0.3) });
    decide('b', { commitment: fromUsd(0.2) });
    const fleet = fleetPolicy({ caps: [day(6)], alertShares: [0.4, 0.5, 0.8] });
    const { caps } = budgetOf(groups, fleet, noon, { spend, ledger });
    expect(caps.map(({ group, spent, committed }) => [group, spent, committed])).toEqual([
      [null, 2_400_000, 500_000],
      ['a', 1_200_000, 300_000],
    ]);
    expect(caps.map(({ projection }) => projection.expected)).toEqual([4_800_000, 2_400_000]);
    expect(caps.map(({ pace, alert }) => [pace, alert])).toEqual([
      [0.8, 0.4],
      [1.2, 0.5],
    ]);
  });

  test('a young pool is projected from what its setting holds', () => {
    book('a', noon - 7200, noon);
    const fleet = fleetPolicy({ caps: [day(6)] });
    const { caps } = budgetOf([managed('a')], fleet, noon, { spend, ledger });
    // five members at $0.004 an hour for the twelve hours left
    expect(caps[0]!.projection).toMatchObject({ basis: 'settings', expected: 200_000 + 240_000 });
  });

  test('what was cut, what it risks, and what a dollar more would avoid', () => {
    const candidates = [
      { setting: large, cost: fromUsd(0.4), misses: 0, claims: 10 },
      { setting: small, cost: fromUsd(0.2), misses: 1, claims: 10 },
    ];
    decide('a', { binding: 'cap', wanted: large, setting: small, candidates });
    decide('b', { binding: 'none', commitment: microUsd(0) });
    const groups = [managed('a'), managed('b')];
    const { cuts, nextDollar } = budgetOf(groups, fleetPolicy(), noon, { spend, ledger });
    expect(cuts).toEqual([
      {
        group: 'a',
        at: noon,
        wanted: large,
        setting: small,
        risk: { misses: 1, claims: 10 },
        nextDollar: 5,
      },
    ]);
    expect(nextDollar).toBe(5);
  });

  test('nothing seen, nothing spent, nothing decided', () => {
    const fleet = fleetPolicy({ caps: [day(6)] });
    const budget = budgetOf([managed('a')], fleet, noon, { spend, ledger });
    expect(budget.caps[0]).toMatchObject({ spent: 0, committed: 0, pace: 0, alert: null });
    expect(budget).toMatchObject({ cuts: [], nextDollar: 0 });
  });
});
