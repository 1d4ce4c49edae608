import { describe, expect, test } from 'vitest';
import { forecastAt } from '../../src/app/forecast.ts';
import { noHolidays } from '../../src/core/calendar/holidays.ts';
import type { EventPlan } from '../../src/core/calendar/occurrences.ts';
import { endOf, indexOf, slice, type TimeSeries } from '../../src/core/series/series.ts';
import { isoOf } from '../../src/core/units.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { plainTrainer } from '../support/plain-trainer.ts';

const hour = 3600;
const requestOf = (series: TimeSeries, horizonSeconds = 6 * hour) => ({
  name: 'web',
  series,
  at: endOf(series),
  horizonSeconds,
  levels: [0.1, 0.5, 0.9],
  seed: 1,
  zone: 'UTC',
  events: [],
  backend: 'cpu' as const,
});
const hourly = (values: number[]): TimeSeries => {
  return { start: 0, stepSeconds: hour, values: Float64Array.from(values) };
};

describe('forecastAt', () => {
  test.each([
    { name: 'three points', values: [5, 6, 7], tier: 'reactive' },
    { name: 'a constant day', values: new Array<number>(30).fill(5), tier: 'days' },
    { name: 'nothing but zeros', values: new Array<number>(400).fill(0), tier: 'full' },
    { name: 'one point in the end of a gap', values: [1, NaN, NaN, 2, 3, NaN], tier: 'reactive' },
  ])('answers $name, and says what so little allows', async ({ values, tier }) => {
    const document = await forecastAt(requestOf(hourly(values)), plainTrainer());
    const { points, history, accuracy } = document;
    if (accuracy !== null) {
      expect(accuracy).toMatchObject({ lossRatio: 1, coverage80: 1 });
      expect(accuracy.wape).toBeLessThan(1e-9);
    }
    expect(history).toMatchObject({ tier, disturbedSteps: 0 });
    expect(points).toHaveLength(6);
    const [least, most] = [
      Math.min(...values.filter(Number.isFinite)),
      Math.max(...values.filter(Number.isFinite)),
    ];
    for (const { quantiles } of points) {
      expect(quantiles.every((load) => load >= least - 1e-9 && load <= most + 1e-9)).toBe(true);
      expect([...quantiles].sort((a, b) => a - b)).toEqual(quantiles);
    }
  });

  test.each([
    { name: 'two points', values: [5, 6] },
    { name: 'no observation at all', values: [NaN, NaN, NaN, NaN] },
  ])('$name are one clear reason', async ({ values }) => {
    const forecast = forecastAt(requestOf(hourly(values)), plainTrainer());
    await expect(forecast).rejects.toMatchObject({ code: 'FW_DATA_SHORT', exitCode: 5 });
  });

  test('a day of history is the least that the planner acts on; before that it is said', async () => {
    const warningsAfter = async (hours: number) => {
      const values = Array.from({ length: hours }, (_, h) => 100 + (h % 24));
      return (await forecastAt(requestOf(hourly(values)), plainTrainer())).warnings;
    };
    expect(await warningsAfter(23)).toEqual([
      expect.stringMatching(/^23 h .* tier reactive: .* not act/),
    ]);
    expect(await warningsAfter(24)).toBeUndefined();
  });

  test('an outage before the origin changes the forecast of tomorrow next to nothing', async () => {
    const calm = dailyLoad({ days: 16, stepSeconds: 300 });
    const values = calm.values.slice();
    values.fill(0, values.length - 12);
    const broken = { ...calm, values };
    const cut = slice(calm, 0, values.length);
    const [with_, without] = [
      await forecastAt(requestOf(broken, 24 * hour), plainTrainer()),
      await forecastAt(requestOf(cut, 24 * hour), plainTrainer()),
    ];
    expect(with_.history.disturbedSteps).toBe(12);
    const median = (document: typeof with_) =>
      document.points.reduce((sum, { quantiles }) => sum + quantiles[1]!, 0);
    expect(Math.abs(median(with_) / median(without) - 1)).toBeLessThan(0.05);
  });

  describe('with a sale announced for each Wednesday noon', () => {
    const calm = dailyLoad({ days: 23, stepSeconds: hour, noise: 0.02 });
    const isSale = (at: number) => (at - calm.start - 2.5 * 24 * hour) % (7 * 24 * hour) === 0;
    const values = calm.values.map((v, i) => (isSale(calm.start + i * hour) ? 4 * v : v));
    const sale = { name: 'sale', multiple: null, rampSeconds: 0, decaySeconds: 0 };
    const events: EventPlan[] = [
      { ...sale, cron: '0 12 * * 3', zone: 'UTC', durationSeconds: hour },
    ];
    const tuesday = calm.start + (15 * 24 + 23) * hour; // its last step; two sales lie before it
    const request = { ...requestOf({ ...calm, values }, 24 * hour), at: tuesday, events };
    const medianOf = async (of: typeof request, step: number) =>
      (await forecastAt(of, plainTrainer())).points[step]!.quantiles[1]!;

    test('what earlier ones brought is forecast for the next, and for no other hour', async () => {
      const unannounced = { ...request, series: calm, events: [] };
      const [told, without] = [await medianOf(request, 12), await medianOf(unannounced, 12)];
      expect(told / without).toBeGreaterThan(3);
      expect(told / without).toBeLessThan(5);
      const after = (await medianOf(request, 15)) / (await medianOf(unannounced, 15));
      expect(after).toBeCloseTo(1, 1);
    });

    test('one of ten weeks ago still teaches, although so old days are not learnt', async () => {
      const long = dailyLoad({ days: 78, stepSeconds: hour, noise: 0.02 });
      const at = (days: number) => long.start + (24 * days + 12) * hour;
      const once = [7, 77].map((days) => {
        return { ...sale, start: at(days), end: at(days) + hour };
      });
      const then = indexOf(long, at(7));
      const seen = long.values.map((value, i) => (i === then ? 4 * value : value));
      const asked = { ...requestOf({ ...long, values: seen }, 24 * hour), at: at(76) + 11 * hour };
      const median = (sales: EventPlan[]) => medianOf({ ...asked, events: sales }, 12);
      expect((await median(once)) / (await median([]))).toBeGreaterThan(2.5);
    });

    test('those ahead are told of, with what is known of them', async () => {
      const start = tuesday + 13 * hour;
      const match = { ...sale, name: 'match', start, end: start + hour };
      const { events: told } = await forecastAt(
        { ...request, events: [...events, match] },
        plainTrainer(),
      );
      expect(told).toEqual([
        {
          name: 'sale',
          start: isoOf(start),
          end: isoOf(start + hour),
          multiple: expect.any(Number),
        },
        { name: 'match', start: isoOf(start), end: isoOf(start + hour), multiple: null },
      ]);
      expect(told![0]!.multiple).toBeGreaterThan(3);
      const dawn = await forecastAt({ ...request, horizonSeconds: 6 * hour }, plainTrainer());
      expect(dawn).not.toHaveProperty('events');
    });

    test('they are no outage', async () => {
      const { history } = await forecastAt(request, plainTrainer());
      expect(history.disturbedSteps).toBe(0);
    });

    test('nothing after the origin changes a bit', async () => {
      const noise = values.map((v, i) => (calm.start + i * hour <= tuesday ? v : 1e6));
      const other = { ...request, series: { ...calm, values: noise } };
      expect(await forecastAt(other, plainTrainer())).toEqual(
        await forecastAt(request, plainTrainer()),
      );
    });
  });

  test('a holiday is forecast as a Sunday', async () => {
    const series = dailyLoad({ days: 22, stepSeconds: hour, noise: 0, wander: 0 });
    const monday = { ...requestOf(slice(series, 0, 21 * 24)), at: endOf(series) };
    const holidays = { ...noHolidays, days: [{ day: 20_458 + 21, name: 'Day off' }] };
    const median = async (request: typeof monday) =>
      (await forecastAt(request, plainTrainer())).points[5]!.quantiles[1]!;
    expect(await median({ ...monday, ...{ holidays } })).toBeCloseTo((await median(monday)) / 2);
  });
});
