import { beforeAll, describe, expect, test } from 'vitest';
import {
  dayBefore,
  loadHistory,
  weekdaysBefore,
} from '../../../../src/core/forecasting/features/load-history.ts';
import type { FittedForecaster } from '../../../../src/core/forecasting/forecaster.ts';
import { linearMembers } from '../../../../src/core/forecasting/members/linear-quantile.ts';
import { naiveMembers, sameSlot } from '../../../../src/core/forecasting/members/seasonal-naive.ts';
import { trainPortfolio } from '../../../../src/core/forecasting/portfolio/portfolio.ts';
import { restoreModel } from '../../../../src/core/forecasting/portfolio/restore.ts';
import { slice, type TimeSeries, withHolidays } from '../../../../src/core/series/series.ts';
import { secondsPerDay } from '../../../../src/core/units.ts';
import { dailyLoad } from '../../../support/daily-load.ts';

const stepSeconds = 3600;
const perDay = secondsPerDay / stepSeconds;
/** One of each kind: the other linear ones say nearly the same. */
const members = [linearMembers[0]!, ...naiveMembers];
const trainedDays = 37; // up to the evening of a Tuesday
/** Days from the start, a Monday: a Thursday and a Monday that have been, and the Wednesday ahead. */
const quietDays = [17, 28, 37];

/** Load with a workday rhythm that rests on weekends and on `quietDays`. */
const load = quiet(dailyLoad({ days: 40, stepSeconds, wander: 0.005, noise: 0.03 }));
const firstDay = load.start / secondsPerDay;
const holidays = quietDays.map((day) => firstDay + day);

function quiet(series: TimeSeries): TimeSeries {
  const values = series.values.map((value, i) =>
    quietDays.includes(Math.floor(i / perDay)) ? value / 2 : value,
  );
  return { ...series, values };
}

async function trained(known: readonly number[] | null): Promise<FittedForecaster> {
  const context = { seed: 1, horizon: perDay, zone: 'UTC' };
  const history = slice(load, 0, trainedDays * perDay);
  const outcome = await trainPortfolio(
    history,
    known === null ? context : { ...context, holidays: known },
    members,
  );
  if (outcome.kind !== 'fitted') throw new Error('too short');
  return outcome.model;
}

const predicted = (model: FittedForecaster) =>
  model.predict(slice(load, 0, trainedDays * perDay), perDay, [0.1, 0.5, 0.9]);

/** Mean absolute error of the median over the day ahead, as a share of its mean load. */
function errorOf(model: FittedForecaster): number {
  const [, median] = predicted(model).quantiles;
  const actual = load.values.subarray(trainedDays * perDay, (trainedDays + 1) * perDay);
  const sum = actual.reduce((total, value) => total + value, 0);
  return actual.reduce((total, value, i) => total + Math.abs(value - median![i]!), 0) / sum;
}

describe('a holiday ahead', () => {
  let aware: FittedForecaster;
  let unaware: FittedForecaster;
  beforeAll(async () => {
    [aware, unaware] = [await trained(holidays), await trained(null)];
  });

  test('is forecast better with the calendar than without', () => {
    expect(errorOf(aware)).toBeLessThan(0.15);
    expect(errorOf(unaware)).toBeGreaterThan(3 * errorOf(aware));
  });

  test('is known to a model that was saved, though nobody tells it again', () => {
    const restored = restoreModel(JSON.parse(JSON.stringify(aware.state)));
    expect(predicted(restored)).toEqual(predicted(aware));
    expect(aware.state.parameters).toMatchObject({ holidays });
  });

  test('no calendar and an empty one are the same, to the bit', async () => {
    const empty = await trained([]);
    expect(empty.state).toEqual(unaware.state);
    expect(predicted(empty)).toEqual(predicted(unaware));
    expect(unaware.state.parameters).not.toHaveProperty('holidays');
  });
});

describe('weekdaysBefore', () => {
  const history = loadHistory(withHolidays(load, holidays), { zone: 'UTC' });
  const plain = loadHistory(load, { zone: 'UTC' });
  const daysOf = (of: typeof history, day: number, daysMin = 1) =>
    weekdaysBefore(of, day * perDay + 20, daysMin, 3).map((index) => {
      expect(index % perDay).toBe(20);
      return Math.floor(index / perDay);
    });

  test.each([
    { name: 'without a calendar, the weeks before', day: 24, want: [17, 10, 3] },
    { name: 'weeks too near are left out', day: 24, daysMin: 8, want: [10, 3] },
  ])('$name', ({ day, daysMin, want }) => expect(daysOf(plain, day, daysMin)).toEqual(want));

  test.each([
    { name: 'an ordinary Thursday looks past the holiday', day: 24, want: [10, 3] },
    { name: 'a holiday looks back on Sundays', day: 37, want: [34, 27, 20] },
    { name: 'a holiday on a Monday begins with the day before', day: 28, want: [27, 20, 13] },
    { name: 'unless that is too near', day: 28, daysMin: 2, want: [20, 13, 6] },
    { name: 'a Sunday looks back on Sundays', day: 34, want: [27, 20, 13] },
  ])('$name', ({ day, daysMin, want }) => expect(daysOf(history, day, daysMin)).toEqual(want));

  test('the calendar does not reach beyond the local day', () => {
    const berlin = loadHistory(withHolidays(load, holidays), { zone: 'Europe/Berlin' });
    const before = 37 * perDay - 2; // the last hour of the eve, on the clock of Berlin
    expect(weekdaysBefore(berlin, before, 1, 1)).toEqual([before - 7 * perDay]);
    expect(weekdaysBefore(berlin, before + 1, 1, 1)).toEqual([before + 1 - 3 * perDay]);
  });
});

describe('dayBefore', () => {
  /** The day that step 20 of `day` looks back on, when `quiet` are the holidays. */
  const dayOf = (quiet: readonly number[], day: number, daysMin = 1) => {
    const calendar = quiet.map((quietDay) => firstDay + quietDay);
    const history = loadHistory(withHolidays(load, calendar), { zone: 'UTC' });
    const index = dayBefore(history, day * perDay + 20, daysMin);
    return Math.floor(index / perDay);
  };
  const week = [11, 12, 13, 14, 15, 16, 17];

  test.each([
    { name: 'without a calendar, the day before', quiet: [], day: 18, want: 17 },
    { name: 'an ordinary day looks past the holiday', quiet: [17], day: 18, want: 16 },
    { name: 'and past each of two', quiet: [16, 17], day: 18, want: 15 },
    { name: 'a holiday looks back on the day before', quiet: [17], day: 17, want: 16 },
    { name: 'were it a holiday too', quiet: [16, 17], day: 17, want: 16 },
    { name: 'no day that is too near', quiet: [16], day: 18, daysMin: 2, want: 15 },
    { name: 'a week of holidays is not looked past', quiet: week, day: 18, want: 17 },
    { name: 'nor is the beginning', quiet: [0, 1], day: 2, want: 1 },
  ])('$name', ({ quiet, day, daysMin, want }) => expect(dayOf(quiet, day, daysMin)).toBe(want));

  test('the day after a holiday, naive-day says what the day before it had', () => {
    const history = loadHistory(withHolidays(load, holidays), { zone: 'UTC' });
    const holidayEnds = 18 * perDay - 1;
    for (let ahead = 1; ahead <= perDay; ahead++) {
      const dayBeforeIt = 16 * perDay + ahead - 1;
      expect(sameSlot(1)(history, holidayEnds, ahead)).toBe(history.z[dayBeforeIt]);
    }
  });
});
