import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../../src/core/statistics/normal.ts';

describe('normalQuantile', () => {
  test.each([
    [0.5, 0],
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.1, -1.281551566],
    [0.001, -3.090232306],
  ])('of %f is %f', (level, want) => expect(normalQuantile(level)).toBeCloseTo(want, 7));

  test('is odd about a half and never falls', () => {
    const inside = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
    const law = fc.property(inside, inside, (a, b) => {
      expect(normalQuantile(1 - a)).toBeCloseTo(-normalQuantile(a), 6);
      if (a < b) expect(normalQuantile(a)).toBeLessThanOrEqual(normalQuantile(b));
    });
    fc.assert(law, { seed: 3 });
  });
});
