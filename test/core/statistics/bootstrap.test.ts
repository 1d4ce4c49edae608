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

  test.each([
    { n: 5, independent: 1 },
    { n: 30, independent: 1 },
    { n: 30, independent: 0.95 },
  ])('holds the truth about 95 times in 100: $n days, $independent of each new', (each) => {
    const { n, independent } = each;
    const world = seededRandom(7, `coverage/${n}/${independent}`);
    const runs = 300;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      let wave = world.normal();
      const parts = Array.from({ length: n }, () => {
        wave = Math.sqrt(1 - independent ** 2) * wave + independent * world.normal();
        return { top: 10 + wave, bottom: 1 };
      });
      const { low, high } = bootstrapRatio(parts, world)!;
      if (low <= 10 && 10 <= high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.9);
    expect(held / runs).toBeLessThan(0.99);
  });
});
