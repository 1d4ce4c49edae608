import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  maxAhead,
  meanAhead,
  trailingMax,
  trailingMean,
} from '../../../src/core/series/rolling.ts';

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
const width = fc.integer({ min: 1, max: 45 });

const highest = (window: readonly number[]): number => Math.max(...window);
const mean = (window: readonly number[]): number =>
  window.reduce((a, b) => a + b, 0) / window.length;

test.each([
  { name: 'trailingMax', rolled: trailingMax<Float64Array>, merge: highest, ahead: false },
  { name: 'trailingMean', rolled: trailingMean, merge: mean, ahead: false },
  { name: 'maxAhead', rolled: maxAhead, merge: highest, ahead: true },
  { name: 'meanAhead', rolled: meanAhead, merge: mean, ahead: true },
])('$name is what a slow loop over each window finds', ({ rolled, merge, ahead }) => {
  const law = fc.property(values, width, (list, size) => {
    const result = rolled(Float64Array.from(list), size);
    list.forEach((value, t) => {
      const window = ahead
        ? list.slice(t + 1, t + 1 + size)
        : list.slice(Math.max(0, t - size + 1), t + 1);
      expect(result[t]).toBeCloseTo(window.length === 0 ? value : merge(window), 9);
    });
  });
  fc.assert(law, { seed: 1 });
});
