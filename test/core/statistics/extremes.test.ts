import { expect, test } from 'vitest';
import { highestOf, lowestOf } from '../../../src/core/statistics/extremes.ts';

test('the extremes of more values than a call has arguments', () => {
  const values = Float64Array.from({ length: 500_000 }, (_, i) => (i * 7919) % 500_000);
  expect([lowestOf(values), highestOf(values)]).toEqual([0, 499_999]);
});

test('of no values, the one that any other replaces', () => {
  expect([lowestOf([]), highestOf([])]).toEqual([Infinity, -Infinity]);
});
