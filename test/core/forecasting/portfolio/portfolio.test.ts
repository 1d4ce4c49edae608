import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../../../src/adapters/tensorflow/backend.ts';
import { networkMember } from '../../../../src/adapters/tensorflow/forecaster.ts';
import { featureNames } from '../../../../src/core/forecasting/features/features.ts';
import { pack, unpack } from '../../../../src/core/forecasting/fitting/packed.ts';
import type { FittedForecaster, ModelState } from '../../../../src/core/forecasting/forecaster.ts';
import { naiveMembers } from '../../../../src/core/forecasting/members/seasonal-naive.ts';
import { typicalDependence } from '../../../../src/core/forecasting/paths.ts';
import {
  dependenceOf,
  type FittedPortfolio,
  type PortfolioOutcome,
  standardMembers,
  trainPortfolio,
} from '../../../../src/core/forecasting/portfolio/portfolio.ts';
import { restoreModel } from '../../../../src/core/forecasting/portfolio/restore.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { slice, type TimeSeries } from '../../../../src/core/series/series.ts';
import { dailyLoad } from '../../../support/daily-load.ts';

const levels = [0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.995];
const perDay = 24;
const context = { seed: 4, horizon: perDay, zone: 'UTC' };
const network = networkMember(await openBackend('wasm'), {
  ...{ hidden: 4, rowsPerBucket: 400, steps: 100, batch: 64 },
});
const [linear] = standardMembers();
const members = [linear!, ...naiveMembers, network];
const whole = dailyLoad({ days: 17, stepSeconds: 3600, seed: 3 });

function fittedOnly(outcome: PortfolioOutcome): FittedPortfolio {
  if (outcome.kind !== 'fitted') throw new Error('the history is long enough');
  return outcome;
}

async function trained(series: TimeSeries, some = members): Promise<FittedForecaster> {
  return fittedOnly(await trainPortfolio(series, context, some)).model;
}

describe('a portfolio', () => {
  const origin = 16 * perDay;
  const training = trainPortfolio(slice(whole, 0, origin), context, members).then(fittedOnly);
  const model = training.then(({ model: first }) => first);

  test('is not changed by a single bit of the future, the network included', async () => {
    const random = seededRandom(9);
    const values = whole.values.map((value, i) => (i < origin ? value : 1e5 * random.next()));
    const other = await trained(slice({ ...whole, values }, 0, origin));
    expect(JSON.stringify(other.state)).toBe(JSON.stringify((await model).state));
    const forecast = (await model).predict(slice(whole, 0, origin), perDay, levels);
    expect(other.predict(slice({ ...whole, values }, 0, origin), perDay, levels)).toEqual(forecast);
  });

  test('says how it did: better than naive, with intervals that hold', async () => {
    const outcome = await training;
    // Naive errs by the noise of two days, so who knew everything but the noise would reach 0.71.
    expect(outcome.lossRatio).toBeLessThan(0.88);
    expect(outcome.coverage80).toBeGreaterThan(0.7);
    expect(outcome.coverage80).toBeLessThan(0.9);
    const ratios = outcome.contest.map(({ lossRatio }) => lossRatio);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(outcome.lossRatio).toBeLessThan(ratios[0]! * 1.05);
  });

  test('comes back from JSON and predicts the same bits', async () => {
    const restored = restoreModel(JSON.parse(JSON.stringify((await model).state)));
    const recent = slice(whole, 3 * perDay, origin + 7);
    const forecast = (await model).predict(recent, perDay, levels);
    expect(restored.predict(recent, perDay, levels)).toEqual(forecast);
  });

  test('of another version, or with a member nobody knows, is refused with advice', async () => {
    const { state } = await model;
    expect(() => restoreModel({ ...state, version: 1 })).toThrow(/version 1.*train again/);
    const parameters = state.parameters as { members: object[] };
    const strange = [{ member: 'oracle', version: 2, parameters: {} }, ...parameters.members];
    expect(() =>
      restoreModel({ ...state, parameters: { ...parameters, members: strange } }),
    ).toThrow('oracle');
  });

  test('with a member that is trained no longer, is still read', async () => {
    const { state } = await model;
    const [first, ...others] = (state.parameters as { members: ModelState[] }).members;
    const members = [{ ...first!, member: 'linear-yesterday' }, ...others];
    const old = { ...state, parameters: { ...(state.parameters as object), members } };
    const forecast = (await model).predict(whole, perDay, levels);
    expect(first?.member).toBe('linear');
    expect(restoreModel(old).predict(whole, perDay, levels)).toEqual(forecast);
  });

  test('of an earlier version, which names no features, is still read', async () => {
    const { state } = await model;
    const { features, ...unnamed } = state.parameters as { features: readonly string[] };
    expect(features).toEqual(featureNames);
    const restored = restoreModel({ ...state, parameters: unnamed });
    expect(restored.state).toEqual(state);
  });

  test('that reads other features, in number or in name, is refused with advice', async () => {
    const { state } = await model;
    const parameters = state.parameters as { features: readonly string[] };
    const [first, ...others] = parameters.features;
    for (const features of [others, [...others, first]]) {
      expect(() => restoreModel({ ...state, parameters: { ...parameters, features } })).toThrow(
        /other features.*train again/,
      );
    }
  });

  test('any of whose numbers are too few or too many is refused', async () => {
    const { state } = await model;
    const { features, ...parts } = state.parameters as { features: readonly string[] };
    const text = JSON.stringify(parts);
    const packed = [...new Set(text.match(/(?<=")[A-Za-z0-9+/]{16,}=*(?=")/g))];
    expect(packed.length).toBeGreaterThan(40);
    for (const numbers of packed.filter((_, i) => i % 7 === 0 || i > packed.length - 20)) {
      const parameters = JSON.parse(text.replace(numbers, pack([...unpack(numbers), 1])));
      expect(() => restoreModel({ ...state, parameters })).toThrow(/reads \d+: train again/);
    }
  });

  test('answers from an hour of load, where most of its members cannot', async () => {
    const { quantiles } = (await model).predict(slice(whole, 0, 1), perDay, levels);
    for (const row of quantiles) expect(row.every((load) => load >= 0)).toBe(true);
  });

  test('has a measured dependence, and others the typical one', async () => {
    const measured = dependenceOf(await model);
    expect(measured.shortShare + measured.longShare).toBeLessThanOrEqual(1);
    const { member: _, ...state } = (await model).state;
    expect(dependenceOf({ ...(await model), state: { ...state, member: 'x' } })).toBe(
      typicalDependence,
    );
  });
});

test('three points are the least it learns from', async () => {
  const values = Float64Array.of(5, Number.NaN, 6, Number.NaN);
  const short = { ...whole, values };
  expect(await trainPortfolio(short, context, members)).toMatchObject({
    kind: 'insufficient-history',
    required: 3,
  });
  const model = await trained({ ...whole, values: Float64Array.of(5, 7, 6) });
  const { quantiles } = model.predict({ ...whole, values: Float64Array.of(5, 7, 6) }, 3, levels);
  for (const row of quantiles) expect(row.every((load) => load >= 4 && load <= 8)).toBe(true);
});

test('no tail explodes: loads are ordered, ≥ 0 and at most three times what was ever seen', async () => {
  const spiky = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1e7, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(0, Number.NaN) },
    ),
    { minLength: 60, maxLength: 150 },
  );
  const few = [linear!, ...naiveMembers];
  const law = fc.asyncProperty(spiky, async (loads) => {
    const series = { start: whole.start, stepSeconds: 3600, values: Float64Array.from(loads) };
    const most = Math.max(...loads.filter(Number.isFinite));
    const { quantiles } = (await trained(series, few)).predict(series, perDay, levels);
    for (let step = 0; step < perDay; step++) {
      const column = quantiles.map((row) => row[step]!);
      expect(column).toEqual(column.toSorted((a, b) => a - b));
      expect(column[0]).toBeGreaterThanOrEqual(0);
      expect(column.at(-1)).toBeLessThanOrEqual(3 * most);
    }
  });
  await fc.assert(law, { numRuns: 6 });
});
