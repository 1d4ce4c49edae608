import { describe, expect, test } from 'vitest';
import { carryLast, gapsOf, unobservedSteps } from '../../../src/core/series/gaps.ts';

const { NaN: none } = Number;
const series = (...values: number[]) => ({
  start: 0,
  stepSeconds: 60,
  values: Float64Array.from(values),
});
const gappy = series(none, 1, none, none, 4, none, none, none, 8, none);

describe('gaps', () => {
  test('are listed in order, those at either edge among them', () => {
    expect(gapsOf(gappy)).toEqual([
      { first: 0, end: 1 },
      { first: 2, end: 4 },
      { first: 5, end: 8 },
      { first: 9, end: 10 },
    ]);
    expect(unobservedSteps(gappy)).toBe(7);
    expect(gapsOf(series(1, 2))).toEqual([]);
    expect(gapsOf(series(none))).toEqual([{ first: 0, end: 1 }]);
  });

  test('may all take the value before them', () => {
    expect(carryLast(gappy).values).toEqual(series(none, 1, 1, 1, 4, 4, 4, 4, 8, 8).values);
  });

  test('are filled in a copy: the series given stays as it was', () => {
    const before = gappy.values.slice();
    carryLast(gappy);
    expect(gappy.values).toEqual(before);
  });
});
