import { describe, expect, test } from 'vitest';
import { peakRatiosOf } from '../../../src/core/capacity/peaks.ts';

const minutes = (start: number, values: number[]) => ({
  start,
  stepSeconds: 60,
  values: Float64Array.from(values),
});

describe('peakRatiosOf', () => {
  test.each([
    { name: 'a flat load has no peaks', start: 0, values: [5, 5, 5, 5, 5], want: [1] },
    { name: 'one busy minute', start: 0, values: [1, 1, 1, 1, 6], want: [3] },
    { name: 'steps are those of the clock', start: 240, values: [9, 1, 1, 1, 1, 1], want: [1] },
    {
      name: 'a step with a gap says nothing',
      start: 0,
      values: [1, Number.NaN, 1, 1, 6],
      want: [],
    },
    { name: 'nor does a silent one', start: 0, values: [0, 0, 0, 0, 0], want: [] },
    { name: 'an unfinished step says nothing', start: 0, values: [1, 1, 1, 6], want: [] },
  ])('$name', ({ start, values, want }) => {
    expect(peakRatiosOf(minutes(start, values), 300)).toEqual(want);
  });

  test('they ascend', () => {
    const values = [1, 1, 1, 1, 6, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1.5];
    const ratios = peakRatiosOf(minutes(0, values), 300);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(ratios).toHaveLength(3);
  });

  test('a series on the grid itself has none', () => {
    expect(
      peakRatiosOf({ start: 0, stepSeconds: 300, values: Float64Array.of(1, 2) }, 300),
    ).toEqual([]);
  });
});
