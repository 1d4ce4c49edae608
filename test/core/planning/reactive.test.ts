import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reactiveTarget } from '../../../src/core/planning/reactive.ts';
import type { TimeSeries } from '../../../src/core/series/series.ts';
import { fleetPolicy, groupObservation, groupPolicy } from '../../support/policies.ts';

const observation = groupObservation();
const policy = groupPolicy();
const fleet = fleetPolicy();

function minutes(values: readonly number[], endsAgo = 0): TimeSeries {
  const start = observation.at - endsAgo - 60 * values.length;
  return { start, stepSeconds: 60, values: Float64Array.from(values) };
}
const flat = (load: number, count = 60) => Array<number>(count).fill(load);
const prepared = (recent: TimeSeries) => {
  const outcome = reactiveTarget(recent, observation, policy, fleet);
  return outcome.kind === 'target' ? outcome.setting.prepared : outcome.kind;
};

describe('reactiveTarget', () => {
  test.each([
    { name: 'a quiet hour keeps a margin', values: flat(100), want: 12 },
    {
      name: 'the peak of the hour counts',
      values: [...flat(100, 30), 200, ...flat(100, 29)],
      want: 24,
    },
    { name: 'a peak before the hour is forgotten', values: [200, ...flat(100)], want: 12 },
    {
      name: 'gaps are passed over',
      values: flat(100).map((v, n) => (n % 2 ? Number.NaN : v)),
      want: 12,
    },
    { name: 'ten minutes are enough', values: flat(100, 10), want: 12 },
    {
      name: 'a climb is carried on over the time a decision covers',
      values: [...flat(100, 50), ...Array.from({ length: 10 }, (_, n) => 100 + 10 * n)],
      want: Math.ceil((190 + (10 / 60) * (240 + 60 + 255)) / 10),
    },
    {
      name: 'a climb is no steeper for the gaps in it',
      values: [
        ...flat(100, 50),
        ...Array.from({ length: 10 }, (_, n) => (n % 3 ? Number.NaN : 100 + 10 * n)),
      ],
      want: Math.ceil((190 + (10 / 60) * (240 + 60 + 255)) / 10),
    },
    { name: 'no more than the group may have', values: flat(5000), want: 100 },
    { name: 'nothing was measured', values: flat(Number.NaN), want: 'no-data' },
    { name: 'no series at all', values: [], want: 'no-data' },
    {
      name: 'load that vanishes is not believed',
      values: [...flat(100, 58), 3, 2],
      want: 'no-data',
    },
  ])('$name', ({ values, want }) => {
    expect(prepared(minutes(values))).toBe(want);
  });

  test('late data give no target, and the reason says how late', () => {
    const outcome = reactiveTarget(minutes(flat(100), 1800), observation, policy, fleet);
    expect(outcome).toEqual({ kind: 'no-data', reason: 'no load was measured for 30 minutes' });
  });

  test('more load never asks for a smaller pool', () => {
    const loads = fc.array(fc.integer({ min: 50, max: 500 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(loads, fc.double({ min: 1, max: 2, noNaN: true }), (values, more) => {
        const [less, greater] = [
          prepared(minutes(values)),
          prepared(minutes(values.map((v) => v * more))),
        ];
        fc.pre(typeof less === 'number' && typeof greater === 'number');
        expect(greater).toBeGreaterThanOrEqual(less as number);
      }),
    );
  });
});
