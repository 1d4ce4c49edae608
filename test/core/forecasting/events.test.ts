import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type KnownEvent,
  knownEvents,
  multipleAt,
  rampSeconds,
  withEvents,
  withoutEvents,
} from '../../../src/core/forecasting/events.ts';
import type { TimeSeries } from '../../../src/core/series/series.ts';
import { secondsPerDay } from '../../../src/core/units.ts';

const step = 300;
const sale: KnownEvent = { name: 'sale', start: 36_000, end: 43_200, multiple: 3 };

function flat(days: number, value = 100): TimeSeries {
  const steps = (days * secondsPerDay) / step;
  return { start: 0, stepSeconds: step, values: new Float64Array(steps).fill(value) };
}

describe('multipleAt', () => {
  test.each([
    { at: sale.start - rampSeconds, want: 1 },
    { at: sale.start - rampSeconds / 2, want: 2 },
    { at: sale.start, want: 3 },
    { at: sale.end, want: 3 },
    { at: sale.end + rampSeconds / 2, want: 2 },
    { at: sale.end + rampSeconds, want: 1 },
  ])('a sale of 3 × at $at is $want', ({ at, want }) => {
    expect(multipleAt([sale], at)).toBeCloseTo(want);
  });
});

describe('events', () => {
  test('what is taken out of a history and put into a forecast is the same', () => {
    const law = fc.property(
      fc.integer({ min: 0, max: secondsPerDay }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (start, seconds, multiple) => {
        const event = { name: 'e', start, end: start + seconds, multiple };
        const cleaned = withoutEvents(flat(2), [event]);
        const forecast = {
          origin: -step,
          stepSeconds: step,
          levels: [0.5],
          quantiles: [cleaned.values],
        };
        const [back] = withEvents(forecast, [event]).quantiles;
        for (const value of back!) expect(value).toBeCloseTo(100, 6);
      },
    );
    fc.assert(law, { seed: 7, numRuns: 50 });
  });

  test('events elsewhere change nothing, not even the object', () => {
    const series = flat(1);
    const later = { ...sale, start: 10 * secondsPerDay, end: 11 * secondsPerDay };
    expect(withoutEvents(series, [later])).toBe(series);
  });

  test('a multiple that was not announced is learnt from past events of that name', () => {
    const series = flat(15);
    const past = {
      name: 'sale',
      start: 8 * secondsPerDay,
      end: 8 * secondsPerDay + 7200,
      multiple: null,
    };
    series.values.fill(250, past.start / step, past.end / step);
    const next = { ...past, start: 20 * secondsPerDay, end: 20 * secondsPerDay + 7200 };
    const stranger = { ...next, name: 'launch' };
    const known = knownEvents([past, next, stranger], series);
    expect(known).toEqual([past, next].map((event) => ({ ...event, multiple: 2.5 })));
  });
});
