import { describe, expect, test } from 'vitest';
import { alarmLoad, demandOf, groupTrace, stepsOf } from '../../../src/core/replay/trace.ts';

describe('stepsOf', () => {
  test.each([
    { seconds: 300, step: 60, want: 5 },
    { seconds: 90, step: 60, want: 2 },
    { seconds: 90, step: 300, want: 1 },
    { seconds: 150, step: 60, want: 2 },
    { seconds: 210, step: 60, want: 4 },
    { seconds: 29, step: 60, want: 1 },
  ])('$seconds s are $want steps of $step s', ({ seconds, step, want }) => {
    expect(stepsOf(seconds, step)).toBe(want);
  });
});

describe('alarmLoad', () => {
  test('minutes become a trailing mean of three, of fewer at the start', () => {
    expect([...alarmLoad(Float64Array.of(3, 6, 9, 12), 60)]).toEqual([3, 4.5, 6, 9]);
  });

  test('longer steps stay as they are, and gaps repeat the last value', () => {
    const values = Float64Array.of(Number.NaN, 4, Number.NaN, Number.NaN, 1);
    expect([...alarmLoad(values, 300)]).toEqual([4, 4, 4, 4, 1]);
  });
});

test('demand is never below one instance', () => {
  expect([...demandOf(Float64Array.of(0, 10, 10.1, 25), 10)]).toEqual([1, 1, 2, 3]);
});

test('the group scales in once demand has been lower for fifteen minutes', () => {
  const demand = Int32Array.from({ length: 20 }, (_, t) => (t < 2 ? 5 : 2));
  const { active } = groupTrace(demand, 60);
  expect([...active]).toEqual([...Array(16).fill(5), ...Array(4).fill(2)]);
});
