import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentsOf } from '../../../src/core/forecasting/components.ts';
import { localClock } from '../../../src/core/series/calendar.ts';
import type { TimeSeries } from '../../../src/core/series/series.ts';

const utc = localClock('UTC');
/** A Monday. */
const start = Date.UTC(2026, 0, 5) / 1000;
const halfHours = 48;

function seriesOf(days: number, load: (day: number, hour: number) => number): TimeSeries {
  const values = Float64Array.from({ length: days * halfHours }, (_, i) =>
    load(Math.floor(i / halfHours), (i % halfHours) / 2),
  );
  return { start, stepSeconds: 1800, values };
}

describe('componentsOf', () => {
  test('a load made of level, week and day is taken apart as it was made', () => {
    const made = seriesOf(28, (day, hour) => {
      const weekend = day % 7 >= 5 ? 0.5 : 1.2;
      return 100 * weekend * (hour < 12 ? 0.5 : 1.5);
    });
    const { level, growth, day, week, shares } = componentsOf(made, utc)!;
    expect(level).toBeCloseTo(100);
    expect(growth).toBeCloseTo(1);
    expect(day!.slice(11, 13)).toEqual([expect.closeTo(0.5), expect.closeTo(1.5)]);
    expect(week).toEqual([1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5].map((value) => expect.closeTo(value)));
    expect(shares!.rest).toBeCloseTo(0);
    expect(shares!.day).toBeGreaterThan(shares!.week);
  });

  test('growth is the last week against the one before', () => {
    const grown = seriesOf(14, (day) => (day < 7 ? 100 : 130));
    expect(componentsOf(grown, utc)!.growth).toBeCloseTo(1.3);
  });

  test('hours are those of the zone', () => {
    const noon = seriesOf(4, (_, hour) => (hour === 12 ? 50 : 1));
    const day = componentsOf(noon, localClock('Asia/Tokyo'))!.day!;
    expect(day.indexOf(Math.max(...day))).toBe(21);
  });

  test.each([
    ['no day at all', 0],
    ['less than a day', 0.5],
  ])('%s gives null', (_, days) => {
    expect(
      componentsOf(
        seriesOf(days, () => 1),
        utc,
      ),
    ).toBeNull();
  });

  test('one day has a level and nothing more; a constant varies with nothing', () => {
    expect(
      componentsOf(
        seriesOf(1, (_, hour) => hour),
        utc,
      ),
    ).toMatchObject({
      growth: null,
      day: null,
      week: null,
    });
    expect(
      componentsOf(
        seriesOf(21, () => 5),
        utc,
      )!.shares,
    ).toBeNull();
  });

  test('shares are ≥ 0 and sum to 1, whatever came and whatever is missing', () => {
    const loads = fc.array(fc.oneof(fc.double({ min: 0, max: 1e6 }), fc.constant(Number.NaN)), {
      minLength: 24 * 3,
      maxLength: 24 * 20,
    });
    const law = fc.property(loads, (values) => {
      const series = { start, stepSeconds: 3600, values: Float64Array.from(values) };
      const shares = componentsOf(series, utc)?.shares ?? null;
      if (shares === null) return;
      const parts = Object.values(shares);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
    });
    fc.assert(law, { numRuns: 60 });
  });
});
