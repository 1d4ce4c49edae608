import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Amount, effectOf, type PairAmounts } from '../../../src/core/experiment/effect.ts';
import { seededRandom } from '../../../src/core/random.ts';

const day = (top: number): Amount => ({ top, bottom: 1 });
const pair = (predictive: number, constant: number): PairAmounts => ({
  predictive: day(predictive),
  constant: day(constant),
});

describe('effectOf', () => {
  test('with equal bottoms it is the paired t-test', () => {
    const effect = effectOf([pair(8, 10), pair(7, 10), pair(9, 10)])!;
    expect(effect).toMatchObject({ pairs: 3, predictive: 8, constant: 10 });
    // Differences −2, −3, −1: mean −2, standard error 1 ÷ √3, t of two degrees of freedom.
    expect(effect.difference.mean).toBeCloseTo(-2);
    expect(effect.difference.high).toBeCloseTo(-2 + 4.3027 / Math.sqrt(3));
    expect(effect.relative!.mean).toBeCloseTo(-0.2);
  });

  test('arms are compared by the ratio of their sums, not by the mean of ratios', () => {
    const effect = effectOf([
      { predictive: { top: 1, bottom: 1 }, constant: { top: 0, bottom: 1 } },
      { predictive: { top: 50, bottom: 99 }, constant: { top: 50, bottom: 99 } },
    ])!;
    expect(effect.predictive).toBeCloseTo(0.51);
    expect(effect.constant).toBeCloseTo(0.5);
  });

  test.each([
    { name: 'one pair', pairs: [pair(1, 2)] },
    {
      name: 'an arm without claims',
      pairs: [0, 0].map(() => ({ predictive: day(1), constant: { top: 0, bottom: 0 } })),
    },
  ])('says nothing of $name', ({ pairs }) => {
    expect(effectOf(pairs)).toBeNull();
  });

  test('arms exchanged change the sign and nothing else', () => {
    const amounts = fc.record({
      top: fc.double({ min: 0, max: 100, noNaN: true }),
      bottom: fc.integer({ min: 1, max: 50 }),
    });
    const pairs = fc.array(fc.record({ predictive: amounts, constant: amounts }), {
      minLength: 2,
      maxLength: 20,
    });
    const law = fc.property(pairs, (each) => {
      const { difference } = effectOf(each)!;
      const turned = effectOf(
        each.map(({ predictive, constant }) => ({ predictive: constant, constant: predictive })),
      )!.difference;
      expect(turned.mean).toBeCloseTo(-difference.mean, 8);
      expect(turned.low).toBeCloseTo(-difference.high, 8);
    });
    fc.assert(law, { seed: 1, numRuns: 100 });
  });

  test('under no effect, chance alone decides, and zero is held about 95 times in 100', () => {
    const world = seededRandom(3, 'a/a');
    const runs = 400;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      let level = 0;
      // A level that wanders from block to block, as the load of neighbouring days does.
      const block = (): Amount => {
        level = 0.8 * level + 0.3 * world.normal();
        const orders = Math.exp(4 + level + 0.1 * world.normal());
        return { top: orders * Math.exp(0.2 * world.normal()), bottom: orders };
      };
      const pairs = Array.from({ length: 14 }, (): PairAmounts => {
        const [first, second] = [block(), block()];
        return world.next() < 0.5
          ? { predictive: first, constant: second }
          : { predictive: second, constant: first };
      });
      const { low, high } = effectOf(pairs)!.difference;
      if (low <= 0 && 0 <= high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.92);
    expect(held / runs).toBeLessThan(0.98);
  });
});
