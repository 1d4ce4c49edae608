import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fewestMisses, type Priced } from '../../../src/core/allocation/knapsack.ts';

type Menus = readonly (readonly Priced[])[];

const option = fc.record({ cost: fc.nat(30), misses: fc.nat(30) });
const menus: fc.Arbitrary<Menus> = fc.array(fc.array(option, { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 5,
});

const sumOf = (all: Menus, taken: readonly number[], key: keyof Priced) =>
  all.reduce((sum, menu, n) => sum + menu[taken[n]!]![key], 0);

/** Fewest misses of any choice within `budget`, by trying all; Infinity where none fits. */
function bruteForce([first, ...rest]: Menus, budget: number): number {
  if (first === undefined) return 0;
  const tries = first
    .filter(({ cost }) => cost <= budget)
    .map(({ cost, misses }) => misses + bruteForce(rest, budget - cost));
  return Math.min(Number.POSITIVE_INFINITY, ...tries);
}

/** The cheapest of each menu. */
const cheapest = (all: Menus) =>
  all.map((menu) => menu.reduce((best, { cost }, n) => (cost < menu[best]!.cost ? n : best), 0));

describe('fewestMisses', () => {
  test('is the best of all choices, whatever the price of money it is told', () => {
    const mu = fc.constantFrom(0.01, 0.3, 1, 5);
    fc.assert(
      fc.property(menus, fc.nat(120), mu, (all, budget, price) => {
        const known = cheapest(all);
        fc.pre(sumOf(all, known, 'cost') <= budget);
        const taken = fewestMisses(all, budget, price, known);
        expect(sumOf(all, taken, 'cost')).toBeLessThanOrEqual(budget);
        expect(sumOf(all, taken, 'misses')).toBe(bruteForce(all, budget));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps what is known where nothing is better', () => {
    const all = [
      [
        { cost: 0, misses: 5 },
        { cost: 9, misses: 1 },
      ],
    ];
    expect(fewestMisses(all, 8, 1, [0])).toEqual([0]);
    expect(fewestMisses(all, 9, 1, [0])).toEqual([1]);
  });
});
