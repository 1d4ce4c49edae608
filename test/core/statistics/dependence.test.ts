import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random.ts';
import {
  effectiveDays,
  lagCorrelation,
  runLength,
} from '../../../src/core/statistics/dependence.ts';

/** `n` days that each keep `correlation` of the one before. */
function correlatedDays(n: number, correlation: number, seed: number): number[] {
  const random = seededRandom(seed, 'days');
  let wave = random.normal();
  return Array.from({ length: n }, () => {
    wave = correlation * wave + Math.sqrt(1 - correlation ** 2) * random.normal();
    return wave;
  });
}

describe('lagCorrelation', () => {
  test.each([0, 0.3, 0.6, 0.8])('finds %d in a long series', (correlation) => {
    expect(lagCorrelation(correlatedDays(5000, correlation, 1))).toBeCloseTo(correlation, 1);
  });

  test('of few days it is nearer to the usual one, and always within its bounds', () => {
    const law = fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true })), (values) => {
      const correlation = lagCorrelation(values);
      expect(correlation).toBeGreaterThanOrEqual(0);
      expect(correlation).toBeLessThanOrEqual(0.9);
    });
    fc.assert(law);
    expect(lagCorrelation([1, -1, 1, -1])).toBeCloseTo(2 / 9, 6);
  });
});

test('effective days are as many as the variance of a mean says', () => {
  const [n, correlation, series] = [40, 0.6, 3000];
  const means = Array.from({ length: series }, (_, seed) => {
    const days = correlatedDays(n, correlation, seed);
    return days.reduce((a, b) => a + b, 0) / n;
  });
  const variance = means.reduce((sum, mean) => sum + mean ** 2, 0) / series;
  expect(1 / variance / effectiveDays(n, correlation)).toBeGreaterThan(0.9);
  expect(1 / variance / effectiveDays(n, correlation)).toBeLessThan(1.15);
});

test('there are never more effective days than days, nor fewer than three of three', () => {
  const law = fc.property(
    fc.integer({ min: 2, max: 500 }),
    fc.double({ min: 0, max: 0.9, noNaN: true }),
    (n, correlation) => {
      const effective = effectiveDays(n, correlation);
      expect(effective).toBeLessThanOrEqual(n);
      expect(effective).toBeGreaterThanOrEqual(Math.min(3, n));
      const run = runLength(n, correlation);
      expect(run).toBeGreaterThanOrEqual(1);
      expect(run).toBeLessThanOrEqual(Math.max(1, n / 3));
    },
  );
  fc.assert(law);
});

test('runs grow with the correlation and with the days', () => {
  expect([0, 0.3, 0.6, 0.9].map((correlation) => runLength(60, correlation))).toEqual([
    1, 3, 7, 20,
  ]);
  expect([7, 14, 60].map((n) => runLength(n, 0.5))).toEqual([2, 3, 5]);
});
