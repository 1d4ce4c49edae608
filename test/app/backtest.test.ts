import { expect, test } from 'vitest';
import { openBackend } from '../../src/adapters/tensorflow/backend.ts';
import { networkForecaster } from '../../src/adapters/tensorflow/forecaster.ts';
import { backtest } from '../../src/app/backtest.ts';
import type { Trainer, TrainRequest } from '../../src/app/ports.ts';
import { standardMembers, trainPortfolio } from '../../src/core/forecasting/portfolio/portfolio.ts';
import { seededRandom } from '../../src/core/random.ts';
import { stepAt, type TimeSeries } from '../../src/core/series/series.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { aTrainedModel } from '../support/models.ts';

const tiny = { hidden: 4, rowsPerBucket: 100, steps: 20, batch: 64 };
const members = [...standardMembers(), networkForecaster(await openBackend('wasm'), tiny)];

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
