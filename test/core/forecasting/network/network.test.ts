import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { horizonBuckets } from '../../../../src/core/forecasting/buckets.ts';
import { gridLevels } from '../../../../src/core/forecasting/levels.ts';
import { viewOf, wholeOf } from '../../../../src/core/forecasting/members/member.ts';
import {
  type NetworkShape,
  type NetworkWeights,
  rowQuantiles,
  weightShapes,
} from '../../../../src/core/forecasting/network/inference.ts';
import { fittedNetwork, restoreNetwork } from '../../../../src/core/forecasting/network/network.ts';
import { networkRows } from '../../../../src/core/forecasting/network/rows.ts';
import { startingWeights } from '../../../../src/core/forecasting/network/start.ts';
import { type Random, seededRandom } from '../../../../src/core/random.ts';
import { dailyLoad } from '../../../support/daily-load.ts';
import { stepsAhead } from '../../../support/members.ts';

function randomWeights(shape: NetworkShape, random: Random): NetworkWeights {
  const shapes = weightShapes(shape);
  const matrix = ([rows, columns]: readonly [number, number]) =>
    Float32Array.from({ length: rows * columns }, () => random.normal());
  return {
    linear: matrix(shapes.linear),
    hidden: matrix(shapes.hidden),
    bias: matrix(shapes.bias),
    residual: matrix(shapes.residual),
  };
}

describe('rowQuantiles', () => {
  test('adds the linear part of the bucket to the hidden one, then steps away from the middle', () => {
    const shape = { columns: 2, buckets: 2, hidden: 1, levels: 3 };
    const weights = {
      linear: Float32Array.of(...[9, 9, 9, 9, 9, 9], ...[0, 1, 0, 0, 2, 0]),
      hidden: Float32Array.of(0.5, 0, 9, 0.25),
      bias: Float32Array.of(0.25),
      residual: Float32Array.of(0, 4, 0),
    };
    const [low, middle, high] = rowQuantiles(shape, weights, Float64Array.of(1, 3), 1);
    expect(middle).toBeCloseTo(1 + 2 * 3 + 4 * Math.tanh(0.5 + 0.25 + 0.25), 12);
    expect(low).toBeCloseTo(middle! - Math.LN2, 12); // softplus(0) = ln 2
    expect(high).toBeCloseTo(middle! + Math.LN2, 12);
  });

  test('never crosses and stays finite, whatever the weights and the row', () => {
    const shape = { columns: 4, buckets: 3, hidden: 5, levels: 7 };
    const row = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.nat(), row, fc.nat(2), (seed, values, bucket) => {
        const weights = randomWeights(shape, seededRandom(seed));
        const quantiles = rowQuantiles(shape, weights, Float64Array.from(values), bucket);
        expect(quantiles.every(Number.isFinite)).toBe(true);
        expect(quantiles).toEqual(quantiles.toSorted());
      }),
    );
  });
});

describe('a fitted network', () => {
  const history = dailyLoad({ days: 6, stepSeconds: 3600 });
  const buckets = horizonBuckets(3600, 24);
  const view = viewOf(history, 'UTC', 50);
  const rows = networkRows(wholeOf(view), buckets, 100, seededRandom(1));
  const shape = {
    columns: rows.columns,
    buckets: buckets.length,
    hidden: 3,
    levels: gridLevels.length,
  };
  const start = startingWeights(shape, rows, gridLevels, seededRandom(1));
  const model = { buckets, shape, scaling: rows.scaling };
  const last = history.values.length - 1;

  test('comes back from JSON and predicts the same bits', () => {
    const weights = randomWeights(shape, seededRandom(2));
    const fitted = fittedNetwork({ ...model, weights });
    const restored = restoreNetwork(JSON.parse(JSON.stringify(fitted.state)));
    const said = fitted.quantilesAt(view, last, stepsAhead(24));
    expect(restored.quantilesAt(view, last, stepsAhead(24))).toEqual(said);
    expect(said.every((row) => row.every(Number.isFinite))).toBe(true);
  });

  test('is refused when its matrices do not fit each other', () => {
    const { state } = fittedNetwork({ ...model, weights: start });
    const parameters = { ...(state.parameters as object), hidden: 4 };
    expect(() => restoreNetwork({ ...state, parameters })).toThrow(RangeError);
  });

  test('predicts past the horizon it learnt', () => {
    const fitted = fittedNetwork({ ...model, weights: start });
    const [lowest] = fitted.quantilesAt(view, last, stepsAhead(30));
    expect(lowest).toHaveLength(30);
    expect(lowest!.every(Number.isFinite)).toBe(true);
  });

  test('has no answer to a question it has too little history for', () => {
    const fitted = fittedNetwork({ ...model, weights: start });
    const [lowest] = fitted.quantilesAt(view, 4, stepsAhead(2));
    expect(Array.from(lowest!)).toEqual([Number.NaN, Number.NaN]);
  });

  test('says before training the quantiles of what it is asked to learn, bucket by bucket', () => {
    const said = Array.from(rows.buckets, (bucket, i) => {
      const row = rows.values.subarray(i * shape.columns, (i + 1) * shape.columns);
      return rowQuantiles(shape, start, Float64Array.from(row), bucket);
    });
    for (const bucket of buckets.keys()) {
      const within = [...rows.buckets.keys()].filter((i) => rows.buckets[i] === bucket);
      const weight = (indices: number[]) => indices.reduce((sum, i) => sum + rows.weights[i]!, 0);
      gridLevels.forEach((level, l) => {
        const below = within.filter((i) => rows.targets[i]! <= said[i]![l]!);
        expect(Math.abs(weight(below) / weight(within) - level)).toBeLessThan(0.03);
      });
    }
  });
});

describe('networkRows', () => {
  const whole = dailyLoad({ days: 5, stepSeconds: 1800 });
  const gap = { from: 150, to: 170 };
  const values = whole.values.map((v, i) => (i >= gap.from && i < gap.to ? Number.NaN : v));
  const history = { ...whole, values };
  const buckets = horizonBuckets(1800, 48);
  const view = viewOf(history, 'UTC', 10);
  const rows = networkRows(wholeOf(view), buckets, 300, seededRandom(5));

  test('are standardised, with an intercept first and weights of mean one', () => {
    const { columns, count } = rows;
    const column = (j: number) =>
      Array.from({ length: count }, (_, i) => rows.values[i * columns + j]!);
    const mean = (xs: ArrayLike<number>) =>
      Array.from(xs).reduce((sum, x) => sum + x, 0) / xs.length;
    expect(count).toBeGreaterThan(500);
    expect(column(0).every((x) => x === 1)).toBe(true);
    expect(mean(rows.weights)).toBeCloseTo(1, 4);
    for (let j = 1; j < columns; j++) expect(Math.abs(mean(column(j)))).toBeLessThan(0.1);
    expect(Math.max(...rows.values)).toBeLessThanOrEqual(6);
  });

  test('cover every bucket and repeat with their seed', () => {
    expect(new Set(rows.buckets)).toEqual(new Set(buckets.keys()));
    expect(networkRows(wholeOf(view), buckets, 300, seededRandom(5))).toEqual(rows);
    expect(networkRows(wholeOf(view), buckets, 300, seededRandom(6)).targets).not.toEqual(
      rows.targets,
    );
  });
});
