import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocate,
  type GroupOptions,
  type Option,
} from '../../../src/core/allocation/allocation.ts';

const option = (cost: number, misses: number): Option => ({ cost, misses });
const group = (name: string, options: Option[], priority = 1): GroupOptions<Option> => ({
  group: name,
  priority,
  weight: 1,
  options,
});

const options = fc.array(fc.record({ cost: fc.nat(1000), misses: fc.nat(100) }), {
  minLength: 1,
  maxLength: 8,
});
const fleets = fc
  .array(options, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((each, n) => group(`g${n}`, each)));

const costOf = (chosen: ReadonlyMap<string, Option>) =>
  [...chosen.values()].reduce((sum, { cost }) => sum + cost, 0);
const missesOf = (chosen: ReadonlyMap<string, Option>) =>
  [...chosen.values()].reduce((sum, { misses }) => sum + misses, 0);
const floorOf = (groups: readonly GroupOptions<Option>[]) =>
  groups.reduce((sum, { options }) => sum + Math.min(...options.map(({ cost }) => cost)), 0);

describe('allocate', () => {
  const cheapGain = group('a', [option(0, 10), option(10, 0)]);
  const dearGain = group('b', [option(0, 10), option(100, 0)]);

  test.each([
    { name: 'all of it where the money suffices', budget: 110, want: [10, 100] },
    { name: 'the better bargain first', budget: 50, want: [10, 0] },
    { name: 'nothing without money', budget: 0, want: [0, 0] },
  ])('$name', ({ budget, want }) => {
    const chosen = allocate([cheapGain, dearGain], budget);
    expect([chosen.get('a')!.cost, chosen.get('b')!.cost]).toEqual(want);
  });

  test('a higher class is served before a better bargain', () => {
    const urgent = { ...dearGain, priority: 0 };
    const chosen = allocate([cheapGain, urgent], 100);
    expect([chosen.get('a')!.cost, chosen.get('b')!.cost]).toEqual([0, 100]);
  });

  test('fills what is left with a step that fits', () => {
    const coarse = group('c', [option(0, 10), option(4, 8), option(10, 0)]);
    expect(allocate([coarse], 6).get('c')!.cost).toBe(4);
  });

  test('keeps to the budget wherever the floors do', () => {
    fc.assert(
      fc.property(fleets, fc.nat(4000), (groups, budget) => {
        const chosen = allocate(groups, budget);
        expect(costOf(chosen)).toBeLessThanOrEqual(Math.max(budget, floorOf(groups)));
      }),
    );
  });

  test('more budget never leaves more cold starts', () => {
    fc.assert(
      fc.property(fleets, fc.nat(4000), fc.nat(1000), (groups, budget, more) => {
        const less = missesOf(allocate(groups, budget));
        expect(missesOf(allocate(groups, budget + more))).toBeLessThanOrEqual(less + 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  test('the order of groups and options changes nothing', () => {
    fc.assert(
      fc.property(fleets, fc.nat(4000), (groups, budget) => {
        const turned = groups
          .map((each) => ({ ...each, options: each.options.toReversed() }))
          .toReversed();
        const [a, b] = [allocate(groups, budget), allocate(turned, budget)];
        for (const { group } of groups) expect(b.get(group)).toEqual(a.get(group));
      }),
    );
  });

  test('avoids nearly as much as the best of all choices', () => {
    const small = fc.array(
      fc.array(fc.record({ cost: fc.nat(30), misses: fc.nat(30) }), { minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(small, fc.nat(100), (all, budget) => {
        const groups = all.map((each, n) => group(`g${n}`, each));
        fc.pre(floorOf(groups) <= budget);
        const found = missesOf(allocate(groups, budget));
        const largest = Math.max(0, ...all.map(spread));
        expect(found).toBeLessThanOrEqual(bestMisses(all, budget) + largest);
      }),
    );
  });
});

/** How many misses a single step can be about. */
function spread(options: readonly Option[]): number {
  const misses = options.map((each) => each.misses);
  return Math.max(...misses) - Math.min(...misses);
}

/** Fewest misses of any choice within the budget, by trying all. */
function bestMisses(all: readonly (readonly Option[])[], budget: number): number {
  const [first, ...rest] = all;
  if (first === undefined) return 0;
  return Math.min(
    ...first
      .filter(({ cost }) => cost <= budget)
      .map(({ cost, misses }) => misses + bestMisses(rest, budget - cost)),
  );
}
