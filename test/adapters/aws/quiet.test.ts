import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillQuiet } from '../../../src/adapters/aws/quiet.ts';

const samples = (values: Record<number, number>) =>
  Object.entries(values).map(([at, value]) => ({ at: Number(at), value }));

describe('fillQuiet', () => {
  test.each([
    { name: 'nothing', given: {}, want: {} },
    { name: 'no gap', given: { 0: 5, 60: 6 }, want: { 0: 5, 60: 6 } },
    { name: 'a quiet minute', given: { 0: 5, 120: 6 }, want: { 0: 5, 60: 0, 120: 6 } },
    {
      name: 'as long as allowed',
      given: { 0: 5, 240: 6 },
      want: { 0: 5, 60: 0, 120: 0, 180: 0, 240: 6 },
    },
    { name: 'amid busy traffic: an outage', given: { 0: 7, 120: 6 }, want: { 0: 7, 120: 6 } },
    { name: 'longer: an outage', given: { 0: 5, 300: 6 }, want: { 0: 5, 300: 6 } },
  ])('$name', ({ given, want }) => {
    expect(fillQuiet(samples(given), 60, { secondsMax: 180, loadMax: 5 })).toEqual(samples(want));
  });

  test('keeps every sample, adds zeros only between two, none beyond the longest silence', () => {
    const indices = fc.uniqueArray(fc.nat(60), { maxLength: 20 });
    const law = fc.property(indices, fc.nat(600), (steps, secondsMax) => {
      const given = steps.sort((a, b) => a - b).map((step) => ({ at: step * 60, value: 1 + step }));
      const filled = fillQuiet(given, 60, { secondsMax, loadMax: Number.POSITIVE_INFINITY });
      expect(filled.filter(({ value }) => value > 0)).toEqual(given);
      expect([filled[0], filled.at(-1)]).toEqual([given[0], given.at(-1)]);
      const times = filled.map(({ at }) => at);
      for (const [index, at] of times.slice(1).entries()) {
        const gap = at - times[index]! - 60;
        expect(gap === 0 || gap > secondsMax).toBe(true);
      }
    });
    fc.assert(law);
  });
});
