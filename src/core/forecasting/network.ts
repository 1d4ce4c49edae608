/**
 * The portfolio's network once it is trained. Forecasting needs neither TensorFlow nor the backend
 * it was trained on: the arithmetic is here and in `network-inference.ts`, the same everywhere.
 */
import { assert } from '../assert.ts';
import type { TimeSeries } from '../series/series.ts';
import { bucketIndex, type HorizonBucket } from './buckets.ts';
import type { FittedForecaster, ModelState } from './forecaster.ts';
import { gridLevels } from './levels.ts';
import { emptyGrid, forecastFrom, viewOf } from './member.ts';
import {
  type NetworkShape,
  type NetworkWeights,
  rowQuantiles,
  type WeightName,
  weightNames,
  weightShapes,
} from './network-inference.ts';
import { type Scaling, standardise } from './network-rows.ts';
import { type PackedNumbers, pack, unpack } from './packed.ts';

export const networkName = 'network';

export interface NetworkModel {
  readonly zone: string;
  /** Load at which asinh turns from linear to logarithmic. */
  readonly scale: number;
  readonly buckets: readonly HorizonBucket[];
  readonly shape: NetworkShape;
  readonly scaling: Scaling;
  readonly weights: NetworkWeights;
}

/** A trained network, ready to forecast. */
export function fittedNetwork(model: NetworkModel): FittedForecaster {
  return {
    name: networkName,
    predict(recent, horizon, levels) {
      return forecastFrom(recent, model.scale, predictGrid(model, recent, horizon), levels);
    },
    get state() {
      return stateOf(model);
    },
  };
}

/** Quantiles of z, shape [gridLevels][horizon]; NaN where the history is too short to ask. */
function predictGrid(model: NetworkModel, recent: TimeSeries, horizon: number): Float64Array[] {
  const { history, features } = viewOf(recent, model.zone, model.scale);
  const bucketOf = bucketIndex(model.buckets, horizon);
  const grid = emptyGrid(horizon);
  const row = new Float64Array(model.shape.columns);
  const origin = history.steps - 1;
  const level = features.levelAt(origin);
  for (let step = 0; step < horizon; step++) {
    if (!features.write(origin, step + 1, row, 0)) {
      for (const quantile of grid) quantile[step] = Number.NaN;
      continue;
    }
    standardise(row, model.scaling);
    const quantiles = rowQuantiles(model.shape, model.weights, row, bucketOf[step]!);
    for (let l = 0; l < grid.length; l++) grid[l]![step] = level + quantiles[l]!;
  }
  return grid;
}

interface NetworkState {
  readonly zone: string;
  readonly scale: number;
  readonly buckets: readonly HorizonBucket[];
  readonly hidden: number;
  readonly centre: PackedNumbers;
  readonly spread: PackedNumbers;
  readonly weights: Readonly<Record<WeightName, PackedNumbers>>;
}

function stateOf({ zone, scale, buckets, shape, scaling, weights }: NetworkModel): ModelState {
  const parameters: NetworkState = {
    zone,
    scale,
    buckets,
    hidden: shape.hidden,
    centre: pack(scaling.centre),
    spread: pack(scaling.spread),
    weights: {
      linear: pack(weights.linear),
      hidden: pack(weights.hidden),
      bias: pack(weights.bias),
      residual: pack(weights.residual),
    },
  };
  return { member: networkName, version: 1, parameters };
}

/** The network that `state` was taken from: its predictions are the same to the last bit. */
export function restoreNetwork({ parameters }: ModelState): FittedForecaster {
  const { zone, scale, buckets, hidden, centre, spread, weights } = parameters as NetworkState;
  const scaling = { centre: unpack(centre), spread: unpack(spread) };
  const columns = scaling.centre.length;
  const shape = { columns, buckets: buckets.length, hidden, levels: gridLevels.length };
  const matrices = {
    linear: Float32Array.from(unpack(weights.linear)),
    hidden: Float32Array.from(unpack(weights.hidden)),
    bias: Float32Array.from(unpack(weights.bias)),
    residual: Float32Array.from(unpack(weights.residual)),
  };
  const shapes = weightShapes(shape);
  for (const name of weightNames) {
    const [rows, width] = shapes[name];
    assert(matrices[name].length === rows * width, `network state has a wrong ${name}`);
  }
  return fittedNetwork({ zone, scale, buckets, shape, scaling, weights: matrices });
}
