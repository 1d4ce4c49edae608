import { expect, test } from 'vitest';
import { predictFrom } from '../../src/app/predict.ts';
import type { FittedForecaster } from '../../src/core/forecasting/forecaster.ts';
import { endOf, type TimeSeries } from '../../src/core/series/series.ts';
import { secondsPerDay } from '../../src/core/units.ts';

const stepSeconds = 3600;
const recent: TimeSeries = { start: 0, stepSeconds, values: new Float64Array(72).fill(100) };

/** Says the newest observed load for every step and level. */
const persistent: FittedForecaster = {
  name: 'persistent',
  state: { member: 'persistent', version: 1, parameters: null },
  predict(series, horizon, levels) {
    const last = series.values.findLast(Number.isFinite) ?? 0;
    const quantiles = levels.map(() => new Float64Array(horizon).fill(last));
    return { origin: endOf(series) - stepSeconds, stepSeconds, levels, quantiles };
  },
};

/** Says 100 times 1.1 to the power of a level's distance from the median. */
const spread: FittedForecaster = {
  ...persistent,
  predict: (series, horizon, levels) => ({
    origin: endOf(series) - stepSeconds,
    stepSeconds,
    levels,
    quantiles: levels.map((level) => new Float64Array(horizon).fill(100 * 1.1 ** (level - 0.5))),
  }),
};

test('a quantile under an event is the same, whatever other levels are asked for', () => {
  const start = 3 * secondsPerDay;
  const event = { name: 'sale', start, end: start + 4 * stepSeconds, multiple: 3 };
  const request = { model: spread, recent, events: [event], zone: 'UTC' };
  const said = [[0.9], [0.1, 0.9], [0.5, 0.9], [0.1, 0.5, 0.9, 0.99]].map((levels) => {
    const forecast = predictFrom({ ...request, levels }).forecast(6);
    expect(forecast.levels).toEqual(levels);
    expect(forecast.quantiles).toHaveLength(levels.length);
    return forecast.quantiles[levels.indexOf(0.9)];
  });
  expect(said[0]![1]).toBeGreaterThan(300);
  for (const other of said) expect(other).toEqual(said[0]);
});

test('an event of a year ago, remembered by the model, raises the one ahead', () => {
  const start = 3 * secondsPerDay + 6 * stepSeconds;
  const event = { name: 'sale', start, end: start + 4 * stepSeconds, multiple: null };
  const learnt = [{ name: 'sale', start: start - 365 * secondsPerDay, multiple: 2 }];
  const request = { model: persistent, recent, events: [event], zone: 'UTC', levels: [0.5] };
  const [unknown] = predictFrom(request).forecast(12).quantiles;
  expect(unknown!.every((load) => load === 100)).toBe(true);
  const [known] = predictFrom({ ...request, learnt }).forecast(12).quantiles;
  const raised = [...known!.keys()].filter((hour) => known![hour]! > 150);
  expect(raised).toEqual([6, 7, 8, 9]);
  expect(known![7]).toBeGreaterThan(180);
  expect(known![7]).toBeLessThan(200);
});
