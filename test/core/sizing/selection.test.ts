import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/core/sizing/blocks.ts';
import { type Goal, lowest, Selector } from '../../../src/core/sizing/selection.ts';

const block = (quarter: number, weekend = false): Block => ({ from: 0, to: 1, quarter, weekend });
const at = (rate: number): Goal => ({ kind: 'hit-rate', rate, missUsdMax: 1000 });

/** A ladder of rules: rule i costs i dollars and misses what is left of 100 claims. */
const ladder = {
  costUsd: Float64Array.from({ length: 101 }, (_, i) => i),
  misses: Float64Array.from({ length: 101 }, (_, i) => (100 - i) ** 2 / 100),
  claims: 100,
};

function observed(halfLifeDays = 4): Selector {
  const selector = new Selector(101, halfLifeDays);
  for (let day = 0; day < 8; day++) {
    for (let quarter = 0; quarter < 4; quarter++) selector.observe(block(quarter), ladder);
  }
  return selector;
}

describe('Selector', () => {
  test('names rules around the cheapest that reaches the hit rate', () => {
    const chosen = observed().choose(at(0.99))[2]!;
    // Rule 90 misses one claim in a hundred; its neighbours on both sides share in the blend.
    const [first, last] = [Math.min(...chosen), Math.max(...chosen)];
    expect(last - first).toBe(11);
    expect(Math.abs((first + last) / 2 - 90)).toBeLessThanOrEqual(1);
    expect(chosen).toHaveLength(36);
  });

  test('a higher rate and a higher price choose dearer rules', () => {
    const selector = observed();
    const mean = (goal: Goal): number => {
      const chosen = selector.choose(goal)[0]!;
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    expect(mean(at(0.99))).toBeGreaterThan(mean(at(0.9)));
    const price = (missUsd: number): Goal => ({ kind: 'miss-price', missUsd });
    expect(mean(price(10))).toBeGreaterThan(mean(price(1)));
  });

  test('never pays more for a miss than the goal allows', () => {
    const bounded: Goal = { kind: 'hit-rate', rate: 0.9999, missUsdMax: 1 };
    const priced: Goal = { kind: 'miss-price', missUsd: 1 };
    expect(observed().choose(bounded)).toEqual(observed().choose(priced));
  });

  test('the record of a quarter of the day counts most in that quarter', () => {
    const selector = new Selector(24, 4);
    const favours = (from: number) => ({
      costUsd: Float64Array.from({ length: 24 }, (_, i) => (i >= from && i < from + 12 ? 1 : 2)),
      misses: new Float64Array(24),
      claims: 10,
    });
    for (let day = 0; day < 5; day++) {
      for (let quarter = 0; quarter < 4; quarter++) {
        selector.observe(block(quarter), favours(quarter === 3 ? 12 : 0));
      }
    }
    const ofQuarter = (quarter: number) => selector.choose(at(0.9))[2 * quarter]!.slice(12, 24);
    expect(Math.max(...ofQuarter(0))).toBe(11);
    expect(Math.min(...ofQuarter(3))).toBe(12);
  });

  test('claims on record fade by half within the half-life', () => {
    const selector = new Selector(101, 1);
    selector.observe(block(0), ladder);
    for (let quarter = 1; quarter <= 4; quarter++) {
      selector.observe(block(quarter % 4), { ...ladder, claims: 0 });
    }
    expect(selector.claims).toBeCloseTo(50);
  });
});

test('lowest names the indices of the lowest scores in order', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
  const law = fc.property(scores, fc.integer({ min: 1, max: 12 }), (values, count) => {
    const sorted = values
      .map((value, i) => ({ value, i }))
      .sort((a, b) => a.value - b.value || a.i - b.i);
    expect(lowest(Float64Array.from(values), count)).toEqual(
      sorted.slice(0, count).map(({ i }) => i),
    );
  });
  fc.assert(law, { seed: 1 });
});
