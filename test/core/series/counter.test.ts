import fc from 'fast-check';
import { expect, test } from 'vitest';
import { increments } from '../../../src/core/series/counter.ts';

const readings = (...values: number[]) => values.map((value, i) => ({ at: 60 * i, value }));
const counts = (...values: number[]) =>
  increments(readings(...values), 60).map(({ value }) => value);

test.each([
  { name: 'one reading', read: [5], want: [] },
  { name: 'a counter that rests', read: [5, 5, 5], want: [0, 0] },
  { name: 'a counter that rises', read: [5, 7, 12], want: [2, 5] },
  { name: 'a reset', read: [100, 110, 3, 9], want: [10, 3, 6] },
])('$name', ({ read, want }) => expect(counts(...read)).toEqual(want));

test('a step begins at one reading and ends with the next; a gap belongs to none', () => {
  const [first, second, , fourth, fifth] = readings(1, 4, 9, 10, 12);
  expect(increments([first!, second!, fourth!, fifth!], 60)).toEqual([
    { at: 0, value: 3 },
    { at: 180, value: 2 },
  ]);
});

test('adding up and taking apart again gives the load back, however often it restarts', () => {
  const law = fc.property(
    fc.array(fc.record({ load: fc.nat(1000), restarts: fc.boolean() }), { minLength: 1 }),
    (steps) => {
      let total = 7;
      const shown = [total];
      for (const { load, restarts } of steps) {
        // A restart can only be seen when the counter shows less than before.
        total = restarts && load < total ? load : total + load;
        shown.push(total);
      }
      expect(counts(...shown)).toEqual(steps.map(({ load }) => load));
    },
  );
  fc.assert(law, { seed: 3 });
});
