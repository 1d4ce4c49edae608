import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random.ts';
import { bootstrapRatio, type RatioPart } from '../../../src/core/statistics/bootstrap.ts';

const random = () => seededRandom(1, 'bootstrap');
const days = (...tops: number[]): RatioPart[] => tops.map((top) => ({ top, bottom: 1 }));

describe('bootstrapRatio', () => {
  test('is the ratio of the sums, not the mean of the ratios', () => {
    const parts = [
      { top: 1, bottom: 1 },
      { top: 90, bottom: 99 },
    ];
    expect(bootstrapRatio(parts, random())!.mean).toBe(0.91);
  });

  test('has no spread where every day is the same', () => {
    expect(bootstrapRatio(days(3, 3, 3, 3), random())).toEqual({ mean: 3, low: 3, high: 3 });
  });

  test('the same seed gives the same bounds', () => {
    const parts = days(1, 5, 2, 9, 4, 4, 3);
    expect(bootstrapRatio(parts, random())).toEqual(bootstrapRatio(parts, random()));
  });

  test.each([
    { name: 'one day', parts: days(4) },
    { name: 'nothing to divide by', parts: [0, 0, 0].map((bottom) => ({ top: 0, bottom })) },
  ])('says nothing of $name', ({ parts }) => {
    expect(bootstrapRatio(parts, random())).toBeNull();
  });

  test('a skewed spread stays skewed, and holds the ratio', () => {
    const { mean, low, high } = bootstrapRatio(days(1, 1, 1, 1, 2, 1, 1, 1, 1, 20), random())!;
    expect(mean - low).toBeGreaterThan(0);
    expect(high - mean).toBeGreaterThan(1.2 * (mean - low));
  });

  /** Share of 500 series of `n` days with `correlation` between neighbours whose interval holds the truth. */
  function coverage(n: number, correlation: number): number {
    const world = seededRandom(7, `coverage/${n}/${correlation}`);
    const runs = 500;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      let wave = world.normal();
      const parts = Array.from({ length: n }, () => {
        wave = correlation * wave + Math.sqrt(1 - correlation ** 2) * world.normal();
        return { top: 10 + wave, bottom: 1 };
      });
      const { low, high } = bootstrapRatio(parts, world)!;
      if (low <= 10 && 10 <= high) held += 1;
    }
    return held / runs;
  }

  test.each([14, 30, 60].flatMap((n) => [0, 0.3, 0.6].map((correlation) => ({ n, correlation }))))(
    'holds the truth in 90 to 99 of 100: $n days, correlated by $correlation',
    (each) => {
      const share = coverage(each.n, each.correlation);
      expect(share).toBeGreaterThanOrEqual(0.9);
      expect(share).toBeLessThan(0.99);
    },
  );

  test('is wide, not wrong, after a week', () => {
    expect(coverage(7, 0)).toBeGreaterThan(0.95);
    expect(coverage(7, 0.6)).toBeGreaterThan(0.88);
  });
});
