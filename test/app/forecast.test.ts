import { describe, expect, test } from 'vitest';
import { forecastAt } from '../../src/app/forecast.ts';
import { endOf, slice, type TimeSeries } from '../../src/core/series/series.ts';
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
});
