import { describe, expect, test } from 'vitest';
import { backtest } from '../../src/app/backtest.ts';
import { forecastAt } from '../../src/app/forecast.ts';
import { BacktestTable } from '../../src/cli/backtest-text.ts';
import { forecastText } from '../../src/cli/forecast-text.ts';
import { slice, stepAt, type TimeSeries } from '../../src/core/series/series.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { plainTrainer } from '../support/plain-trainer.ts';

const hour = 3600;
const days = dailyLoad({ days: 3, stepSeconds: hour });
const requestOf = (series: TimeSeries) => ({
  ...{ name: 'web', series, horizonSeconds: 6 * hour, levels: [0.1, 0.5, 0.9], seed: 1 },
  ...{ zone: 'UTC', events: [], backend: 'cpu' as const },
});

/** What a person reads above the chart of a forecast from the end of the first `hours`. */
async function forecastAfter(hours: number): Promise<string> {
  const series = slice(days, 0, hours);
  const request = { ...requestOf(series), at: stepAt(series, hours - 1) };
  const document = await forecastAt(request, plainTrainer());
  const text = forecastText('web', series, document, { columns: 80, unicode: true });
  return text.slice(0, text.indexOf('\n\n'));
}

describe('what a forecast says of its history', () => {
  test('less than a day warns that the planner would not act', async () => {
    expect(await forecastAfter(20)).toMatchInlineSnapshot(`
      "web · 2026-01-05 19:00 UTC · next 6 h in steps of 1 h
      model constant (none), trained in 0.5 s; too little history to measure its error
      Warning: 20 h of history, tier reactive: this carries on what was seen; the
      planner would not act on it, and follows recent load alone until there is a day"
    `);
  });

  test('some days say what they allow', async () => {
    expect(await forecastAfter(60)).toMatchInlineSnapshot(`
      "web · 2026-01-07 11:00 UTC · next 6 h in steps of 1 h
      model constant (none), trained in 0.5 s; error 7.1 %, 0 % less loss than
      seasonal naive; the 80 % interval held 67 %
      less than a week of history: the time of day is learnt, weekdays are all alike"
    `);
  });
});

test('events ahead stand above the chart', async () => {
  const start = stepAt(days, 62);
  const event = { start, end: start + hour, rampSeconds: 0, decaySeconds: 0 };
  const events = [
    { ...event, name: 'sale', multiple: 2.5 },
    { ...event, name: 'match', multiple: null },
  ];
  const series = slice(days, 0, 60);
  const document = await forecastAt(
    { ...requestOf(series), at: stepAt(series, 59), events },
    plainTrainer(),
  );
  const text = forecastText('web', series, document, { columns: 100, unicode: true });
  expect(text.match(/^event .*$/gm)).toEqual([
    'event sale, 2026-01-07 14:00 to 2026-01-07 15:00: 2.5 × the ordinary load',
    'event match, 2026-01-07 14:00 to 2026-01-07 15:00: nobody knows yet what it brings',
  ]);
});

test('a backtest counts the origins that had less than a day before them', async () => {
  const after = async (...origins: number[]) => {
    const table = new BacktestTable(days);
    const times = origins.map((step) => stepAt(days, step));
    for await (const document of backtest(requestOf(days), times, plainTrainer()))
      table.add(document);
    return table.text('web', 80);
  };
  expect(await after(10, 30, 40)).toContain('Warning: 1 of 3 origins have less than a day');
  expect(await after(30, 40)).not.toContain('Warning');
});
