import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../../src/core/capacity/setting.ts';
import { cutOf } from '../../../../src/core/planning/budget/cuts.ts';
import type { Candidate, Plan } from '../../../../src/core/planning/plan.ts';
import { fromUsd, microUsd } from '../../../../src/core/units.ts';

const total = (prepared: number): PoolSetting => {
  return { minSize: 0, prepared, state: 'Stopped', reuse: true };
};

const priced = (prepared: number, usd: number, misses: number): Candidate => {
  return { setting: total(prepared), cost: fromUsd(usd), misses, claims: 10 };
};

/** Twenty instances are wanted; less costs less and misses more. */
const candidates = [priced(20, 4, 0), priced(15, 2, 1), priced(10, 1, 4)];

function plan(setting: PoolSetting, changes: Partial<Plan> = {}): Plan {
  return {
    group: 'web',
    at: 1_800_000_000,
    setting,
    producer: 'predictive',
    reason: 'test',
    binding: 'cap',
    wanted: total(20),
    candidates,
    peaks: [],
    commitment: microUsd(0),
    ...changes,
  };
}

describe('cutOf', () => {
  test('a plan that no cap touched has no cut', () => {
    expect(cutOf(plan(total(20), { binding: 'none' }))).toBeNull();
  });

  test.each([
    { name: 'a candidate risks what it was priced at', kept: 15, misses: 1, nextDollar: 0.5 },
    { name: 'one between two risks what the smaller does', kept: 12, misses: 4, nextDollar: 3 },
    { name: 'no pool misses every claim', kept: 0, misses: 10, nextDollar: 6 },
  ])('$name', ({ kept, misses, nextDollar }) => {
    const cut = cutOf(plan(total(kept)))!;
    expect(cut.risk).toEqual({ misses, claims: 10 });
    expect(cut.nextDollar).toBeCloseTo(nextDollar, 9);
    expect(cut).toMatchObject({ wanted: total(20), setting: total(kept) });
  });

  test('without candidates nobody knows the risk', () => {
    const blind = cutOf(plan(total(5), { candidates: [], producer: 'reactive' }));
    expect(blind).toMatchObject({ risk: null, nextDollar: 0 });
  });
});
