import { describe, expect, test } from 'vitest';
import { backtest } from '../../src/app/backtest.ts';
import { forecastAt } from '../../src/app/forecast.ts';
import { BacktestTable } from '../../src/cli/backtest-text.ts';
import { chartLevels, forecastText } from '../../src/cli/forecast-text.ts';
import { widthOf } from '../../src/cli/output.ts';
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
  const text = forecastText(
    'web',
    series,
    { document, levels: [...chartLevels] },
    { columns: 80, unicode: true },
  );
  return text.slice(0, text.indexOf('\n\n'));
}

describe('what a forecast says of its history', () => {
  test('less than a day warns that the planner would not act', async () => {
    expect(await forecastAfter(20)).toMatchInlineSnapshot(`
      "web · from 2026-01-05 20:00 UTC · next 6 h in steps of 1 h · newest step 19:00
      model constant (none), trained in 0.5 s; too little history to measure its error
      Warning: 20 h of history, tier reactive: this carries on what was seen; the
      planner would not act on it, and follows recent load alone until there is a day"
    `);
  });

  test('some days say what they allow', async () => {
    expect(await forecastAfter(60)).toMatchInlineSnapshot(`
      "web · from 2026-01-07 12:00 UTC · next 6 h in steps of 1 h · newest step 11:00
      model constant (none), trained in 0.5 s; error 7.1 %, 0 % less loss than
      seasonal naive; the 80 % interval held 67 %
      less than a week of history: the time of day is learnt, weekdays are all alike"
    `);
  });
});

test('without Unicode its heading is ASCII', async () => {
  const series = slice(days, 0, 60);
  const request = { ...requestOf(series), at: stepAt(series, 59) };
  const document = await forecastAt(request, plainTrainer());
  const text = forecastText(
    'web',
    series,
    { document, levels: [...chartLevels] },
    { columns: 80, unicode: false },
  );
  expect(text.split('\n')[0]).toBe(
    'web - from 2026-01-07 12:00 UTC - next 6 h in steps of 1 h - newest step 11:00',
  );
});

test.each([40, 60, 72])('no line is longer than %d columns', async (columns) => {
  const series = slice(days, 0, 60);
  const document = await forecastAt(
    { ...requestOf(series), at: stepAt(series, 59) },
    plainTrainer(),
  );
  for (const unicode of [true, false]) {
    expect(
      widest(
        forecastText('web', series, { document, levels: [...chartLevels] }, { columns, unicode }),
      ),
    ).toBeLessThanOrEqual(columns);
  }
  const table = new BacktestTable(days);
  table.add(document);
  expect(widest(table.text('web', columns))).toBeLessThanOrEqual(columns);
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map(widthOf));
}

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
  const text = forecastText(
    'web',
    series,
    { document, levels: [...chartLevels] },
    { columns: 100, unicode: true },
  );
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

describe('a backtest as a table', () => {
  const shown = async (series: TimeSeries, origins: readonly number[]) => {
    const table = new BacktestTable(series);
    const times = origins.map((step) => stepAt(series, step));
    for await (const document of backtest(requestOf(series), times, plainTrainer()))
      table.add(document);
    return table.text('web', 80);
  };

  test('ends with the mean of what it could tell, and says why it could not tell the rest', async () => {
    const values = days.values.map((value, step) =>
      step >= 31 && step <= 36 ? Number.NaN : value,
    );
    const text = await shown({ ...days, values }, [25, 30, 40, 71]);
    expect(text).toMatchInlineSnapshot(`
      "web: error of the median as a share of the load, and steps inside the 80 %
      interval; each forecast begins where the newest step that it used ends (UTC)

        from              first hour  whole horizon  in 80 %  trained in
        2026-01-06 02:00     198.4 %         54.1 %    100 %       0.5 s
        2026-01-06 07:00           –              –        –       0.5 s
        2026-01-06 17:00      30.5 %         46.7 %    100 %       0.5 s
        2026-01-08 00:00           –              –        –       0.5 s
        mean                 114.4 %         50.4 %    100 %       0.5 s

        2026-01-06 07:00: the file holds no value, for a gap or an outage
        2026-01-08 00:00: the file ends there
      "
    `);
  });

  test('names the first hour that holds nothing, alone', async () => {
    const values = days.values.map((value, step) => (step === 31 ? Number.NaN : value));
    const text = await shown({ ...days, values }, [30]);
    expect(text).toContain('2026-01-06 07:00: in its first hour the file holds no value');
    expect(text).not.toContain('mean');
  });
});

test('the table has a column for each level that was asked for, whatever the chart needs', async () => {
  const series = slice(days, 0, 60);
  const levels = [0.1, 0.25, 0.5, 0.75, 0.9, 0.995];
  const request = { ...requestOf(series), levels, at: stepAt(series, 59) };
  const document = await forecastAt(request, plainTrainer());
  const shown = { document, levels: [0.995, 0.25, 0.75] };
  const text = forecastText('web', series, shown, { columns: 100, unicode: true });
  expect(text).toMatch(/from +25 % +75 % +99\.5 % +peak at 99\.5 %/);
});
