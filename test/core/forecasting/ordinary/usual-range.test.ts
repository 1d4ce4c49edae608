import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsualRanges } from '../../../../src/core/forecasting/ordinary/usual-range.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { localClock } from '../../../../src/core/series/calendar.ts';
import { stepAt, type TimeSeries } from '../../../../src/core/series/series.ts';
import { secondsPerDay } from '../../../../src/core/units.ts';

/** Steps of half an hour: a window holds the step itself and one to either side. */
const stepSeconds = 1800;
const perDay = secondsPerDay / stepSeconds;

interface Range {
  readonly least: number;
  readonly most: number;
}

/** The usual range as it is defined: every window read anew, extremes of the days sorted. */
function slowRange(series: TimeSeries, zone: string, index: number): Range | null {
  const days = others(series, zone, index, 1, 14);
  if (days.length < 2) return null;
  const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  const lowerMiddle = (values: readonly number[], none: number) =>
    ascending(values)[(values.length - 1) >> 1] ?? none;
  const [leasts, mosts] = [days.map(({ least }) => least), days.map(({ most }) => most)];
  const aside = Math.floor(0.15 * days.length);
  const weeks = others(series, zone, index, 7, 4);
  return {
    least: Math.min(
      ascending(leasts)[aside]!,
      lowerMiddle(
        weeks.map(({ least }) => least),
        Infinity,
      ),
    ),
    most: Math.max(
      ascending(mosts)[mosts.length - 1 - aside]!,
      lowerMiddle(
        weeks.map(({ most }) => most),
        0,
      ),
    ),
  };
}

function others(
  series: TimeSeries,
  zone: string,
  index: number,
  apart: number,
  count: number,
): Range[] {
  const clock = localClock(zone);
  const at = stepAt(series, index);
  const days = [1, -1].flatMap((sign) =>
    Array.from({ length: count }, (_, nth) => sign * apart * (nth + 1)),
  );
  return days
    .flatMap((day) => {
      const there = at - day * secondsPerDay;
      const shift = clock.offsetAt(at) - clock.offsetAt(there);
      const centre = Math.round((there + shift - series.start) / stepSeconds);
      const seen = [centre - 1, centre, centre + 1]
        .map((step) => series.values[step] ?? Number.NaN)
        .filter((value) => !Number.isNaN(value));
      return seen.length === 0 ? [] : [{ least: Math.min(...seen), most: Math.max(...seen) }];
    })
    .slice(0, count);
}

/** Up to 40 days of a load that often stands alike, sometimes unobserved; some days are of their own. */
function bumpyLoad(seed: number): TimeSeries {
  const random = seededRandom(seed, 'load');
  const steps = Math.ceil(40 * perDay * random.next() ** 2);
  const levels = Array.from({ length: 40 }, () => [1, 1, 1, 1, 1, 0.3, 3][random.below(7)]!);
  const values = Float64Array.from({ length: steps }, (_, step) =>
    random.next() < 0.15 ? Number.NaN : levels[Math.floor(step / perDay)]! * (4 + random.below(3)),
  );
  // From days before a change of the clock to weeks after it.
  const start = Date.UTC(2026, 9, 1) / 1000 + Math.floor(30 * perDay * random.next()) * stepSeconds;
  return { start, stepSeconds, values };
}

test.each(['UTC', 'America/New_York', 'Australia/Lord_Howe'])(
  'what is unusual in %s is what the slow definition says',
  (zone) => {
    const law = fc.property(fc.integer(), (seed) => {
      const series = bumpyLoad(seed);
      const usual = new UsualRanges(series, zone);
      for (let index = 0; index <= series.values.length; index += 5) {
        const range = slowRange(series, zone, index);
        const value = series.values[index]!;
        for (const share of [0.6, 1.3]) {
          const said = [usual.isBelow(index, share), usual.isAbove(index, share)];
          const isBelow = range !== null && value < share * range.least;
          const isAbove = range !== null && value > share * range.most;
          expect(said, `step ${index}, share ${share}`).toEqual([isBelow, isAbove]);
        }
      }
    });
    fc.assert(law, { seed: 5, numRuns: 40 });
  },
);
