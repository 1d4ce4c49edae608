import { describe, expect, test } from 'vitest';
import { openBackend } from '../../src/adapters/tensorflow/backend.ts';
import { networkMember } from '../../src/adapters/tensorflow/forecaster.ts';
import { backtest, usualOrigins } from '../../src/app/backtest.ts';
import type { Trainer, TrainRequest } from '../../src/app/ports/models.ts';
import { standardMembers, trainPortfolio } from '../../src/core/forecasting/portfolio/portfolio.ts';
import { seededRandom } from '../../src/core/random.ts';
import { stepAt, type TimeSeries } from '../../src/core/series/series.ts';
import { zoneOf } from '../../src/core/series/zone.ts';
import { isoOf } from '../../src/core/units.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { aTrainedModel } from '../support/models.ts';

const tiny = { hidden: 4, rowsPerBucket: 100, steps: 20, batch: 64 };
const members = [...standardMembers(), networkMember(await openBackend('wasm'), tiny)];

/** Trains the whole portfolio, the network included, in this thread. */
const trainer: Trainer = {
  async train({ history, series: _, ...context }: TrainRequest) {
    const outcome = await trainPortfolio(history, context, members);
    if (outcome.kind !== 'fitted') throw new Error('the history is long enough');
    return { ...aTrainedModel(), model: outcome.model };
  },
};

const whole = dailyLoad({ days: 10, stepSeconds: 3600, seed: 8 });
const origins = [stepAt(whole, 7 * 24), stepAt(whole, 8 * 24 + 5)];

/** The backtest's documents as they are printed. */
async function printed(series: TimeSeries, at = origins): Promise<string[]> {
  const request = {
    ...{ name: 'web', series, horizonSeconds: 6 * 3600, levels: [0.1, 0.5, 0.9], seed: 2 },
    ...{ zone: 'UTC', events: [], backend: 'wasm' as const },
  };
  const documents: string[] = [];
  for await (const document of backtest(request, at, trainer)) {
    documents.push(JSON.stringify(document));
  }
  return documents;
}

test('nothing after an origin changes a bit of its forecast, the network included', async () => {
  const said = await printed(whole);
  expect(said).toHaveLength(2);
  for (const [i, origin] of origins.entries()) {
    const random = seededRandom(i);
    const values = whole.values.map((value, step) =>
      stepAt(whole, step) <= origin ? value : 1e6 * random.next(),
    );
    expect(await printed({ ...whole, values }, [origin])).toEqual([said[i]]);
  }
});

describe('where no origins are asked for', () => {
  const hour = 3600;
  const chosen = (hours: number, options: { start?: string; zone?: string } = {}) => {
    const { start = '2026-03-02T00:00:00Z', zone = 'UTC' } = options;
    const values = new Float64Array(hours).fill(1);
    const series = { start: Date.parse(start) / 1000, stepSeconds: hour, values };
    return usualOrigins({ name: 'web', series, horizonSeconds: 24 * hour, zone });
  };

  test('they are the last steps before the newest seven days that the series holds', () => {
    expect(chosen(20 * 24 + 5).map(isoOf)).toEqual(
      [14, 15, 16, 17, 18, 19, 20].map((day) => `2026-03-${day}T23:00:00Z`),
    );
  });

  test.each([
    { name: 'two whole days', hours: 48, want: ['2026-03-02T23:00:00Z'] },
    { name: 'two and a half', hours: 60, want: ['2026-03-02T23:00:00Z'] },
    { name: 'three', hours: 72, want: ['2026-03-02T23:00:00Z', '2026-03-03T23:00:00Z'] },
  ])('$name of history have fewer', ({ hours, want }) => {
    expect(chosen(hours).map(isoOf)).toEqual(want);
  });

  test('every day begins at its own midnight, also where the clock is moved', () => {
    const zone = 'Europe/Berlin'; // moved on 29 March
    const calendar = zoneOf(zone);
    const found = chosen(31 * 24, { zone });
    expect(found).toHaveLength(7);
    for (const origin of found) expect(calendar.startOfDay(origin + hour)).toBe(origin + hour);
    expect(found.map((at, i) => (at - (found[i - 1] ?? Number.NaN)) / hour)).toContain(23);
  });

  test('a series too short for one is one clear reason', () => {
    expect(() => chosen(47)).toThrow(/no local day of web has a day before it and 1 d after it/);
  });
});
