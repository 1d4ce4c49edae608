import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  disturbancesOf,
  ordinaryLoad,
} from '../../../../src/core/forecasting/ordinary/ordinary.ts';
import { slice, type TimeSeries } from '../../../../src/core/series/series.ts';
import { dailyLoad } from '../../../support/daily-load.ts';

const perDay = 288;
const days = 12;

/** Twelve noisy days at five minutes, with `edit` made to a copy of them. */
function load(edit: (values: Float64Array) => void = () => {}, seed = 1): TimeSeries {
  const series = dailyLoad({ days, stepSeconds: 300, seed });
  const values = series.values.slice();
  edit(values);
  return { ...series, values };
}

const scale = (values: Float64Array, first: number, end: number, by: number) => {
  for (let i = first; i < end; i++) values[i]! *= by;
};
const maskedSteps = (series: TimeSeries, zone = 'UTC') => {
  const { values } = ordinaryLoad(series, zone);
  return [...values.keys()].filter(
    (i) => Number.isNaN(values[i]!) && !Number.isNaN(series.values[i]!),
  );
};

/** Where a disturbance begins: some step of the last ten days, and how long it is. */
const outages = fc.record({
  seed: fc.integer({ min: 1, max: 50 }),
  first: fc.integer({ min: 3 * perDay, max: (days - 1) * perDay }),
  steps: fc.integer({ min: 2, max: 100 }),
  left: fc.double({ min: 0, max: 0.1, noNaN: true }),
});

describe('ordinaryLoad', () => {
  test('leaves what has no accident in it as it is, to the very object', () => {
    const law = fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const series = load(undefined, seed);
      expect(ordinaryLoad(series, 'UTC')).toBe(series);
    });
    fc.assert(law, { seed: 1, numRuns: 40 });
  });

  test('takes out every step of an outage that recovers, and next to nothing beside it', () => {
    const law = fc.property(outages, ({ seed, first, steps, left }) => {
      const series = load((values) => scale(values, first, first + steps, left), seed);
      const masked = new Set(maskedSteps(series));
      for (let i = first; i < first + steps; i++) expect(masked.has(i), `step ${i}`).toBe(true);
      expect(masked.size).toBeLessThanOrEqual(steps + 4);
    });
    fc.assert(law, { seed: 2, numRuns: 60 });
  });

  test('an outage is over when the load is back, not when it stirs', () => {
    const first = 8 * perDay + 150;
    const series = load((values) => {
      scale(values, first, first + 12, 0.05);
      scale(values, first + 12, first + 18, 0.2);
    });
    expect(maskedSteps(series)).toEqual(Array.from({ length: 18 }, (_, i) => first + i));
  });

  test('an outage that still lasts is unobserved from its first dead step on', () => {
    for (const steps of [1, 2, 12, 70]) {
      const first = 10 * perDay + 150;
      const series = slice(
        load((values) => values.fill(0, first)),
        0,
        first + steps,
      );
      const values = ordinaryLoad(series, 'UTC').values;
      expect(values.subarray(first).every(Number.isNaN), `${steps} steps`).toBe(true);
    }
  });

  test('a fall that lasts beyond six hours is believed, and one of a day for good', () => {
    const first = 9 * perDay + 150;
    const series = load((values) => scale(values, first, values.length, 0.1));
    expect(maskedSteps(slice(series, 0, first + 71)).length).toBeGreaterThan(60);
    expect(maskedSteps(slice(series, 0, first + 80))).toEqual([]);
    expect(maskedSteps(series)).toEqual([]);
  });

  test.each([
    ['nights without load', (i: number) => i % perDay < 72 || i % perDay > 240],
    ['a pause at noon', (i: number) => i % perDay >= 144 && i % perDay < 150],
    ['closed on one day of the week', (i: number) => Math.floor(i / perDay) % 7 === 2],
    ['an hour of upkeep each week', (i: number) => i % (7 * perDay) >= 400 && i % 2016 < 412],
  ])('%s are a habit, not an outage', (_, quiet) => {
    const { start, stepSeconds } = load();
    const { values } = dailyLoad({ days: 24, stepSeconds: 300 });
    const series = { start, stepSeconds, values: values.map((v, i) => (quiet(i) ? 0 : v)) };
    const learnt = slice(series, 8 * perDay, series.values.length);
    expect(maskedSteps(learnt)).toEqual([]);
  });

  test('one step at nothing is an accident, one at a quarter is noise', () => {
    const at = 8 * perDay + 150;
    expect(maskedSteps(load((values) => scale(values, at, at + 1, 0)))).toEqual([at]);
    expect(maskedSteps(load((values) => scale(values, at, at + 1, 0.25)))).toEqual([]);
  });

  test('the rush of retries is forgotten once it is over, and believed while it lasts', () => {
    const first = 8 * perDay + 150;
    const series = load((values) => {
      values.fill(0, first, first + 12);
      scale(values, first + 12, first + 18, 4);
    });
    expect(disturbancesOf(series, 'UTC')).toEqual([
      { kind: 'outage', first, end: first + 12 },
      { kind: 'storm', first: first + 12, end: first + 18 },
    ]);
    const during = ordinaryLoad(slice(series, 0, first + 15), 'UTC').values;
    expect([...during.subarray(first + 12)]).toEqual([
      ...series.values.subarray(first + 12, first + 15),
    ]);
  });

  test('a rush after a gap in the measurement counts the same; a rise that stays does not', () => {
    const first = 8 * perDay + 150;
    const silent = load((values) => {
      values.fill(Number.NaN, first, first + 6);
      scale(values, first + 6, first + 12, 4);
    });
    expect(maskedSteps(silent)).toEqual([0, 1, 2, 3, 4, 5].map((i) => first + 6 + i));
    const risen = load((values) => {
      values.fill(Number.NaN, first, first + 6);
      scale(values, first + 6, values.length, 4);
    });
    expect(maskedSteps(risen)).toEqual([]);
  });

  test('a surge that no outage came before stays', () => {
    const series = load((values) => scale(values, 8 * perDay + 150, 8 * perDay + 156, 4));
    expect(maskedSteps(series)).toEqual([]);
  });

  test('two days cannot tell an accident from a habit', () => {
    const series = load((values) => values.fill(0, perDay + 150, perDay + 156));
    expect(maskedSteps(slice(series, 0, 2 * perDay))).toEqual([]);
    expect(maskedSteps(slice(series, 0, 3 * perDay))).toHaveLength(6);
  });

  test('habits follow the local clock through a change to summer time', () => {
    const start = Date.UTC(2026, 2, 22, 23) / 1000; // Monday, 00:00 in Berlin, a week before
    const { values } = dailyLoad({ days, stepSeconds: 300 });
    const change = 6 * perDay + 24; // 01:00 UTC on Sunday, 29 March
    const local = (i: number) => (i + (i >= change ? 12 : 0)) % perDay;
    const series = {
      start,
      stepSeconds: 300,
      values: values.map((_, i) => (local(i) >= 100 && local(i) < 106 ? 0 : 100)),
    };
    const firstMorningAfter = slice(series, 0, 6 * perDay + 100);
    expect(maskedSteps(firstMorningAfter, 'UTC')).toHaveLength(6);
    expect(maskedSteps(firstMorningAfter, 'Europe/Berlin')).toEqual([]);
    expect(maskedSteps(series, 'Europe/Berlin')).toEqual([]);
  });

  test.each([
    { name: 'empty', values: [] },
    { name: 'three points', values: [1, 2, 3] },
    { name: 'all zero', values: new Array<number>(3000).fill(0) },
    { name: 'constant', values: new Array<number>(3000).fill(5) },
    { name: 'never observed', values: new Array<number>(3000).fill(Number.NaN) },
  ])('a series that is $name is left alone', ({ values }) => {
    const series = { start: 0, stepSeconds: 300, values: Float64Array.from(values) };
    expect(ordinaryLoad(series, 'Europe/Berlin')).toBe(series);
  });
});
