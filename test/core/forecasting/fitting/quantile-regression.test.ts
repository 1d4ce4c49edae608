import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Matrix, times } from '../../../../src/core/forecasting/fitting/linear-algebra.ts';
import { fitQuantiles } from '../../../../src/core/forecasting/fitting/quantile-regression.ts';
import { seededRandom } from '../../../../src/core/random.ts';

/** Rows of an intercept and `columns` − 1 normal columns of very different units. */
function randomDesign(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    values[i] = column === 0 ? 1 : random.normal() * 10 ** column + column;
  }
  return { rows, columns, values };
}

/** y = 2 + x₁/10 + noise whose spread grows with |x₁|. */
function skewedTarget(design: Matrix, seed: number): Float64Array {
  const random = seededRandom(seed, 'noise');
  return Float64Array.from({ length: design.rows }, (_, i) => {
    const x = design.values[i * design.columns + 1]! / 10;
    return 2 + x + (1 + 0.5 * Math.abs(x)) * Math.exp(random.normal());
  });
}

function shareBelow(values: Float64Array, bounds: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, w, i) => sum + (values[i]! < bounds[i]! ? w : 0), 0) / total;
}

const pinball = (actual: Float64Array, fit: Float64Array, level: number): number =>
  actual.reduce((sum, a, i) => sum + (a - fit[i]!) * (level - (a < fit[i]! ? 1 : 0)), 0);

describe('fitQuantiles', () => {
  test('each fitted quantile splits the weight of the data at its level', () => {
    const levels = [0.05, 0.2, 0.5, 0.8, 0.95];
    const law = fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 6 }), (seed, columns) => {
      const design = randomDesign(800, columns, seed);
      const target = skewedTarget(design, seed);
      const weights = target.map((_, i) => 0.5 ** (i / 400));
      const fitted = fitQuantiles(design, target, weights, levels);
      levels.forEach((level, l) => {
        const share = shareBelow(target, times(design, fitted[l]!), weights);
        expect(share).toBeGreaterThan(level - 0.02);
        expect(share).toBeLessThan(level + 0.02);
      });
    });
    fc.assert(law, { numRuns: 20 });
  });

  test('no small move of a coefficient lowers the pinball loss', () => {
    const design = randomDesign(1000, 3, 7);
    const target = skewedTarget(design, 7);
    const weights = target.map(() => 1);
    for (const level of [0.1, 0.5, 0.9]) {
      const [best] = fitQuantiles(design, target, weights, [level]);
      const least = pinball(target, times(design, best!), level);
      for (let j = 0; j < 3; j++) {
        for (const sign of [-1, 1]) {
          const moved = Float64Array.from(best!);
          moved[j]! += (sign * 0.2) / 10 ** j;
          expect(pinball(target, times(design, moved), level)).toBeGreaterThan(least);
        }
      }
    }
  });

  test('shifting and stretching the target shifts and stretches the fit', () => {
    const design = randomDesign(400, 4, 11);
    const target = skewedTarget(design, 11);
    const weights = target.map(() => 1);
    const [plain] = fitQuantiles(design, target, weights, [0.7]);
    const [moved] = fitQuantiles(
      design,
      target.map((y) => 50 + 3 * y),
      weights,
      [0.7],
    );
    const [a, b] = [times(design, plain!), times(design, moved!)];
    a.forEach((fit, i) => {
      expect(b[i]).toBeCloseTo(50 + 3 * fit, 3);
    });
  });

  test('constant columns and duplicate columns leave the fit finite and right', () => {
    const design = randomDesign(300, 5, 13);
    for (let i = 0; i < design.rows; i++) {
      design.values[i * 5 + 3] = 4;
      design.values[i * 5 + 4] = design.values[i * 5 + 1]!;
    }
    const target = skewedTarget(design, 13);
    const weights = target.map(() => 1);
    const [fit] = fitQuantiles(design, target, weights, [0.5]);
    expect(fit!.every(Number.isFinite)).toBe(true);
    expect(fit![3]).toBe(0);
    expect(shareBelow(target, times(design, fit!), weights)).toBeCloseTo(0.5, 1);
  });

  test('a constant target is every quantile of itself', () => {
    const design = randomDesign(100, 3, 17);
    const target = new Float64Array(100).fill(5);
    const fitted = fitQuantiles(design, target, target, [0.1, 0.9]);
    for (const coefficients of fitted) expect(times(design, coefficients)[0]).toBeCloseTo(5, 6);
  });
});
