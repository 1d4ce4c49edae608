import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filledAsUsual } from '../../../../src/core/forecasting/ordinary/usual-fill.ts';
import type { TimeSeries } from '../../../../src/core/series/series.ts';

const perDay = 48;
const start = Date.UTC(2026, 0, 5) / 1000; // a Monday

/** A wave each day, a third of it at weekends, growing by `growth` from one step to the next. */
function wave(days: number, growth = 1): TimeSeries {
  const values = Float64Array.from({ length: days * perDay }, (_, i) => {
    const weekend = Math.floor(i / perDay) % 7 >= 5;
    const load = 20 - 10 * Math.cos((2 * Math.PI * (i % perDay)) / perDay);
    return (weekend ? 1 / 3 : 1) * load * growth ** i;
  });
  return { start, stepSeconds: 1800, values };
}

function without(series: TimeSeries, first: number, steps: number): TimeSeries {
  return {
    ...series,
    values: series.values.map((v, i) => (i >= first && i < first + steps ? Number.NaN : v)),
  };
}

describe('filledAsUsual', () => {
  test('gives a week that repeats itself back, whatever was missing', () => {
    const whole = wave(21);
    const law = fc.property(
      fc.integer({ min: 8 * perDay, max: 21 * perDay - 1 }),
      fc.integer({ min: 1, max: 3 * perDay }),
      (first, steps) => {
        const filled = filledAsUsual(without(whole, first, steps), 'UTC');
        filled.values.forEach((value, i) => void expect(value).toBeCloseTo(whole.values[i]!, 6));
      },
    );
    fc.assert(law, { numRuns: 50 });
  });

  test('follows the level of the hour before', () => {
    const whole = wave(21, 1.0005);
    const filled = filledAsUsual(without(whole, 10 * perDay + 20, 6), 'UTC');
    for (let i = 10 * perDay + 20; i < 10 * perDay + 26; i++) {
      expect(filled.values[i]! / whole.values[i]!).toBeCloseTo(1, 2);
    }
  });

  test('forgets that level after a day', () => {
    const whole = wave(21);
    const first = 15 * perDay + 20;
    const dip = whole.values.map((v, i) => (i >= first - 2 && i < first ? 0.5 * v : v));
    const filled = filledAsUsual(without({ ...whole, values: dip }, first, 3 * perDay), 'UTC');
    expect(filled.values[first]! / whole.values[first]!).toBeCloseTo(0.5, 2);
    const later = first + 2.5 * perDay;
    expect(filled.values[later]! / whole.values[later]!).toBeCloseTo(1, 2);
  });

  test('looks for a day of rest on a holiday', () => {
    const first = 15 * perDay + 10; // a Tuesday
    const series = { ...wave(16), holidays: new Set([start / 86_400 + 15]) };
    series.values.fill(Number.NaN, first - 10, first + 10);
    const filled = filledAsUsual(series, 'UTC');
    const sunday = first - 2 * perDay;
    expect(filled.values[first]! / series.values[sunday]!).toBeLessThan(2.1); // the level is Monday's
    const workday = filledAsUsual({ ...series, holidays: new Set() }, 'UTC');
    expect(filled.values[first]).not.toBeCloseTo(workday.values[first]!, 3);
  });

  test('repeats the last value where no day is known, and leaves a leading gap', () => {
    const { values } = filledAsUsual(without(without(wave(1), 0, 3), 10, 4), 'UTC');
    expect([...values.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...values.subarray(9, 14)]).toEqual(Array(5).fill(values[9]));
  });

  test('a series without gaps is itself', () => {
    const whole = wave(2);
    expect(filledAsUsual(whole, 'UTC')).toBe(whole);
  });
});
