import { describe, expect, test } from 'vitest';
import { normal95, student95 } from '../../../src/core/statistics/student.ts';

describe('student95', () => {
  test.each([
    { freedom: 1, want: 12.7062 },
    { freedom: 4, want: 2.7764 },
    { freedom: 11, want: 2.201 },
    { freedom: 20, want: 2.086 },
    { freedom: 60, want: 2.0003 },
    { freedom: 1000, want: 1.9623 },
  ])('$freedom degrees of freedom', ({ freedom, want }) => {
    expect(student95(freedom)).toBeCloseTo(want, 3);
  });

  test('falls towards the normal as evidence grows', () => {
    const values = Array.from({ length: 200 }, (_, i) => student95(i + 1));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeGreaterThan(normal95);
  });
});
