import { describe, expect, test } from 'vitest';
import { holidayDays, rememberedUplifts } from '../../src/app/known-days.ts';
import type { Trainer, TrainRequest } from '../../src/app/ports/models.ts';
import { trainGroup } from '../../src/app/train.ts';
import { noHolidays } from '../../src/core/calendar/holidays.ts';
import { dayOf, isoDateOf } from '../../src/core/calendar/local-day.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';
import { secondsPerDay } from '../../src/core/units.ts';
import { MemoryAccuracyStore } from '../support/accuracy-store.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { aTrainedModel } from '../support/models.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const stepSeconds = 3600;
const start = Date.UTC(2025, 10, 3) / 1000;

/** A year of a flat load that triples on 28 November 2025. */
function storeOfAYear(): MemorySeriesStore {
  const store = new MemorySeriesStore();
  const samples = Array.from({ length: 365 * 24 }, (_, hour) => {
    const at = start + hour * stepSeconds;
    return { at, value: Math.floor(at / secondsPerDay) === dayOf(2025, 11, 28) ? 300 : 100 };
  });
  store.append('web', { stepSeconds, samples });
  return store;
}

/** The last weeks of it, in which there was no event. */
function newest(store: MemorySeriesStore): TimeSeries {
  const end = start + 365 * secondsPerDay;
  return store.range('web', end - 60 * secondsPerDay, end, stepSeconds);
}

describe('rememberedUplifts', () => {
  const black = { name: 'black-friday', multiple: null };
  const last = dayOf(2025, 11, 28) * secondsPerDay;
  const next = dayOf(2026, 11, 27) * secondsPerDay;
  const events = [last, next].map((begin) => ({
    ...black,
    start: begin,
    end: begin + secondsPerDay,
  }));

  test('reach back to a year ago, beyond what is learnt from', () => {
    const store = storeOfAYear();
    const group = { policy: groupPolicy({ events }), series: 'web', stepSeconds };
    const [uplift, ...more] = rememberedUplifts(group, newest(store), store);
    expect(uplift).toMatchObject({ name: 'black-friday', start: last });
    expect(uplift!.multiple).toBeCloseTo(3, 6);
    expect(more).toEqual([]);
  });

  test('are none where nothing was announced', () => {
    const store = storeOfAYear();
    const group = { policy: groupPolicy(), series: 'web', stepSeconds };
    expect(rememberedUplifts(group, newest(store), store)).toEqual([]);
  });
});

describe('holidayDays', () => {
  const yearly = [{ name: 'Founders Day', on: '12-31' }];
  const holidays = { ...noHolidays, yearly };

  test('lie between the start of the history and more than a year after it', () => {
    const days = holidayDays({ holidays, zone: 'UTC' }, newest(storeOfAYear()));
    expect(days.map(isoDateOf)).toEqual(['2026-12-31']);
    const whole = storeOfAYear().range('web', start, start + secondsPerDay, stepSeconds);
    expect(holidayDays({ holidays, zone: 'UTC' }, whole).map(isoDateOf)).toEqual(['2025-12-31']);
  });

  test('begin on the local day on which the history begins', () => {
    const history = {
      start: Date.UTC(2026, 0, 1, 3) / 1000,
      stepSeconds,
      values: new Float64Array(9),
    };
    const first = (zone: string) => isoDateOf(holidayDays({ holidays, zone }, history)[0]!);
    expect(first('America/New_York')).toBe('2025-12-31');
    expect(first('Asia/Tokyo')).toBe('2026-12-31');
  });

  test('are none without a calendar', () => {
    expect(holidayDays({ zone: 'UTC' }, newest(storeOfAYear()))).toEqual([]);
  });
});

describe('a training', () => {
  const event = {
    name: 'sale',
    start: start + 10 * secondsPerDay,
    end: start + 11 * secondsPerDay,
  };
  const yearly = [{ name: 'Founders Day', on: '12-31' }];
  const policy = groupPolicy({
    events: [{ ...event, multiple: null }],
    holidays: { ...noHolidays, yearly },
  });

  test('is told the holidays, learns no event, and remembers what it brought', async () => {
    const series = storeOfAYear();
    const asked: TrainRequest[] = [];
    const trainer: Trainer = {
      async train(request) {
        asked.push(request);
        return aTrainedModel({ stepSeconds, trainedTo: start + 30 * secondsPerDay }, 7);
      },
    };
    const ports = {
      series,
      trainer,
      models: new MemoryModelStore(),
      accuracy: new MemoryAccuracyStore(),
    };
    const options = {
      historyDays: 60,
      horizonSeconds: secondsPerDay,
      seed: 1,
      backend: 'auto',
    } as const;
    const group = { policy, series: 'web', stepSeconds };
    const { uplifts } = await trainGroup(group, start + 30 * secondsPerDay, options, ports);
    expect(asked[0]!.holidays!.map(isoDateOf)).toEqual(['2025-12-31', '2026-12-31']);
    const hour = 10 * 24;
    const unlearnt = [...asked[0]!.history.values.entries()].flatMap(([i, value]) =>
      Number.isNaN(value) ? [i] : [],
    );
    expect(unlearnt).toEqual(Array.from({ length: 26 }, (_, i) => hour - 1 + i)); // ramp and decay
    expect(uplifts).toEqual([{ name: 'sale', start: event.start, multiple: 1 }]);
  });
});
