import { describe, expect, test } from 'vitest';
import type { FittedForecaster } from '../../../../src/core/forecasting/forecaster.ts';
import { gridLevels } from '../../../../src/core/forecasting/levels.ts';
import { naiveMembers } from '../../../../src/core/forecasting/members/seasonal-naive.ts';
import type { Contest } from '../../../../src/core/forecasting/portfolio/contest.ts';
import {
  structureOf,
  trainPortfolio,
} from '../../../../src/core/forecasting/portfolio/portfolio.ts';
import {
  inheritedWeights,
  type Structure,
  trialAgainst,
} from '../../../../src/core/forecasting/portfolio/succession.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { endOf, slice, type TimeSeries } from '../../../../src/core/series/series.ts';
import { dailyLoad } from '../../../support/daily-load.ts';

const buckets = [{ first: 1, last: 3 }];
const series: TimeSeries = {
  start: 0,
  stepSeconds: 3600,
  values: new Float64Array(24 * 12).fill(100),
};
const scale = 50;

/** Members that miss the load by what `biases` say, and by chance; ten days of origins. */
function contestOf(biases: Readonly<Record<string, number>>): Contest {
  const random = seededRandom(5, 'contest');
  const origins = Array.from({ length: 48 }, (_, i) => 30 + 5 * i).flatMap((o) => [o, o, o]);
  const actual = Float64Array.from(origins, () => 100 * Math.exp(0.05 * random.normal()));
  const said = Object.values(biases).map((bias) => {
    const middle = Float64Array.from(actual, (load) => {
      return Math.asinh((load * Math.exp(bias + 0.03 * random.normal())) / scale);
    });
    return gridLevels.map((level) => middle.map((z) => z + 0.05 * (level - 0.5)));
  });
  return {
    members: Object.keys(biases),
    ahead: Int32Array.from(origins, (_, i) => 1 + (i % 3)),
    origins: Int32Array.from(origins),
    scale,
    actual,
    said,
  };
}

const structure = (shares: Readonly<Record<string, number>>, of = buckets): Structure => ({
  members: Object.keys(shares),
  buckets: of,
  weights: of.map(() => Float64Array.from(Object.values(shares))),
});

describe('inheritedWeights', () => {
  const alike = contestOf({ a: 0.01, b: -0.01, c: 0.3 });
  const found = structure({ a: 0.5, b: 0.5, c: 0 });

  test('without a predecessor the new ones stand', () => {
    expect(inheritedWeights(alike, found, null, series)).toBe(found.weights);
  });

  test('weights that are not better beyond noise change nothing', () => {
    const before = structure({ a: 0.55, b: 0.45, c: 0 });
    const kept = inheritedWeights(alike, found, before, series);
    expect([...kept[0]!]).toEqual([0.55, 0.45, 0]);
  });

  test('better ones are taken', () => {
    const before = structure({ a: 0, b: 0, c: 1 });
    expect(inheritedWeights(alike, found, before, series)).toBe(found.weights);
  });

  test('members are known by name: one that is new or gone moves no other’s share', () => {
    const before = structure({ gone: 0.2, b: 0.4, a: 0.4 });
    const kept = inheritedWeights(alike, found, before, series);
    expect([...kept[0]!]).toEqual([0.5, 0.5, 0]);
  });

  test.each([
    { name: 'most of its weight is gone', before: structure({ gone: 0.8, a: 0.2 }) },
    { name: 'its horizons were others', before: structure({ a: 1 }, [{ first: 1, last: 2 }]) },
  ])('a structure has no heir where $name', ({ before }) => {
    expect(inheritedWeights(alike, found, before, series)).toBe(found.weights);
  });
});

describe('trialAgainst', () => {
  const contest = contestOf({ a: 0 });
  const answering = (load: number): FittedForecaster => ({
    name: 'test',
    state: { member: 'test', version: 1, parameters: null },
    predict: (recent, horizon, levels) => ({
      origin: 0,
      stepSeconds: recent.stepSeconds,
      levels,
      quantiles: levels.map((level) => new Float64Array(horizon).fill(load * (0.9 + 0.2 * level))),
    }),
  });
  const against = (model: FittedForecaster, trainedTo: number) =>
    trialAgainst({ model, trainedTo, structure: null }, contest, contest.said[0]!, series);

  test('finds the better of the two, on every origin that is fresh to both', () => {
    expect(against(answering(150), 0)).toMatchObject({ origins: 48 });
    expect(against(answering(150), 0)!.difference).toBeLessThan(-0.5);
  });

  test('leaves out origins from which the incumbent learnt the answers', () => {
    const trainedTo = 200 * 3600; // it has seen step 199: the first fresh origin is 200
    const fresh = new Set([...contest.origins].filter((origin) => origin + 1 >= 200));
    expect(against(answering(100), trainedTo)?.origins).toBe(fresh.size);
    expect(against(answering(100), endOf(series) + 3600)).toBeNull();
  });

  test('an incumbent that fails is no measure', () => {
    const throwing: FittedForecaster = {
      ...answering(1),
      predict: () => {
        throw new TypeError('no weights');
      },
    };
    expect(against(throwing, 0)).toBeNull();
  });
});

describe('trainPortfolio with an incumbent', () => {
  test('refits the members on newer days and keeps the weights that nothing speaks against', async () => {
    const history = dailyLoad({ days: 16, stepSeconds: 3600 });
    const context = { seed: 1, horizon: 24, zone: 'UTC' };
    const first = await trainPortfolio(slice(history, 0, 14 * 24), context, naiveMembers);
    if (first.kind !== 'fitted') return expect.unreachable();
    const incumbent = {
      model: first.model,
      trainedTo: history.start + 14 * 86_400,
      structure: structureOf(first.model),
    };
    const next = await trainPortfolio(history, context, naiveMembers, incumbent);
    if (next.kind !== 'fitted') return expect.unreachable();
    expect(structureOf(next.model)).toEqual(structureOf(first.model));
    expect(next.model.state).not.toEqual(first.model.state);
    expect(next.trial?.origins).toBeGreaterThanOrEqual(8);
    expect(Math.abs(next.trial!.difference)).toBeLessThan(0.2);

    const free = await trainPortfolio(history, context, naiveMembers);
    expect(free.kind === 'fitted' && structureOf(free.model)?.weights).not.toEqual(
      structureOf(first.model)?.weights,
    );
  });
});
