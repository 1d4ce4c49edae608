import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../../src/core/forecasting/fitting/linear-algebra.ts';
import {
  fitLogistic,
  logistic,
} from '../../../../src/core/forecasting/fitting/logistic-regression.ts';
import { seededRandom } from '../../../../src/core/random.ts';

/** Rows of an intercept and one normal number, and hits of the log-odds a + b · number. */
function drawn(rows: number, [a, b]: readonly [number, number], unit = 1) {
  const random = seededRandom(7, 'logistic');
  const values = new Float64Array(2 * rows);
  const hits = Float64Array.from({ length: rows }, (_, i) => {
    const number = random.normal();
    values.set([1, unit * number], 2 * i);
    return random.next() < logistic(a + b * number) ? 1 : 0;
  });
  const design: Matrix = { rows, columns: 2, values };
  return { design, hits, weights: new Float64Array(rows).fill(1) };
}

describe('fitLogistic', () => {
  test.each([
    [-2, 1.5],
    [0.5, 0],
    [1, -3],
  ] as const)('finds the law of log-odds %d + %d·x', (a, b) => {
    const { design, hits, weights } = drawn(8000, [a, b]);
    const [intercept, slope] = fitLogistic(design, hits, weights, 1e-6);
    expect(Math.abs(intercept! - a)).toBeLessThan(0.15);
    expect(Math.abs(slope! - b)).toBeLessThan(0.15);
  });

  test('does not care for the unit of a column', () => {
    const small = drawn(300, [-1, 1], 0.001);
    const large = drawn(300, [-1, 1], 1000);
    const [, mild] = fitLogistic(small.design, small.hits, small.weights, 0.01);
    const [, steep] = fitLogistic(large.design, large.hits, large.weights, 0.01);
    expect(mild! / steep! / 1e6).toBeCloseTo(1, 2);
  });

  test('stays finite where hits are told without fail, and is held by the ridge', () => {
    const { design, weights } = drawn(200, [0, 0]);
    const hits = Float64Array.from({ length: 200 }, (_, i) =>
      design.values[2 * i + 1]! > 0 ? 1 : 0,
    );
    const [, loose] = fitLogistic(design, hits, weights, 0.001);
    const [, held] = fitLogistic(design, hits, weights, 0.1);
    expect(Number.isFinite(loose)).toBe(true);
    expect(loose!).toBeGreaterThan(2 * held!);
    expect(held!).toBeGreaterThan(0);
  });

  test('a row of no weight is no row', () => {
    const { design, hits, weights } = drawn(400, [-1, 2]);
    const silent = weights.map((_, i) => (i < 200 ? 1 : 0));
    const half = { rows: 200, columns: 2, values: design.values.slice(0, 400) };
    const alone = fitLogistic(half, hits.slice(0, 200), weights.slice(0, 200), 0.01);
    fitLogistic(design, hits, silent, 0.01).forEach((value, j) => {
      expect(value).toBeCloseTo(alone[j]!, 3);
    });
  });
});
