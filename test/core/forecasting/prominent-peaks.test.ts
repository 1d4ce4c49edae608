import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prominentPeaks } from '../../../src/core/forecasting/prominent-peaks.ts';

describe('prominentPeaks', () => {
  test.each([
    { name: 'one peak', curve: [0, 2, 6, 2, 0], want: [2] },
    { name: 'two peaks with a valley between', curve: [0, 6, 1, 5, 0], want: [1, 3] },
    { name: 'a ripple is none', curve: [0, 6, 5, 5.5, 0], want: [1] },
    { name: 'a plateau is one, where it begins', curve: [0, 6, 6, 6, 0], want: [1] },
    { name: 'a curve that still rises peaks at its end', curve: [0, 1, 3, 6], want: [3] },
    { name: 'one that falls from its start has none', curve: [6, 3, 1, 0], want: [] },
    { name: 'a constant has none', curve: [3, 3, 3], want: [] },
    { name: 'nothing has none', curve: [], want: [] },
  ])('$name', ({ curve, want }) => {
    expect(prominentPeaks(curve, 2).map(({ index }) => index)).toEqual(want);
  });

  test('prominence is measured from the higher valley, and the window keeps half of it', () => {
    expect(prominentPeaks([0, 4, 3, 8, 6, 2, 0], 1)).toEqual([
      { index: 1, prominence: 1, from: 1, to: 2 },
      { index: 3, prominence: 8, from: 3, to: 5 },
    ]);
  });

  test('each stands as high as was asked, within its own window, and never twice', () => {
    const curves = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
    const law = fc.property(curves, fc.integer({ min: 1, max: 10 }), (curve, least) => {
      const peaks = prominentPeaks(curve, least);
      for (const { index, prominence, from, to } of peaks) {
        expect(prominence).toBeGreaterThanOrEqual(least);
        expect(from <= index && index < to).toBe(true);
        expect(Math.max(...curve.slice(from, to))).toBeGreaterThanOrEqual(curve[index]!);
        for (let i = from; i < to; i++) {
          expect(curve[i]).toBeGreaterThanOrEqual(curve[index]! - prominence / 2);
        }
      }
      expect(new Set(peaks.map(({ index }) => index)).size).toBe(peaks.length);
    });
    fc.assert(law);
  });
});
