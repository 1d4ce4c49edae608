/**
 * The portfolio's network once it is trained. Forecasting needs neither TensorFlow nor the backend
 * it was trained on: the arithmetic is here and in `inference.ts`, the same everywhere.
 */
import { assert } from '../../assert.ts';
import { bucketOf, type HorizonBucket } from '../buckets.ts';
import { type PackedNumbers, pack, unpack } from '../fitting/packed.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { emptyGrid, type FittedMember, type View } from '../members/member.ts';
import {
  type NetworkShape,
  type NetworkWeights,
  rowQuantiles,
  type WeightName,
  weightNames,
  weightShapes,
} from './inference.ts';
import { type Scaling, standardise } from './rows.ts';

export const networkName = 'network';

export interface NetworkModel {
  readonly buckets: readonly HorizonBucket[];
  readonly shape: NetworkShape;
  readonly scaling: Scaling;
  readonly weights: NetworkWeights;
}

/** A trained network, ready to forecast. */
export function fittedNetwork(model: NetworkModel): FittedMember {
  return {
    name: networkName,
    quantilesAt: (view, origin, ahead) => gridAt(model, view, origin, ahead),
    get state() {
      return stateOf(model);
    },
  };
}

function gridAt(
  { buckets, shape, scaling, weights }: NetworkModel,
  { features }: View,
  origin: number,
  ahead: Int32Array,
): Float64Array[] {
  const grid = emptyGrid(ahead.length);
  const standard = new Float64Array(shape.columns);
  const level = features.levelAt(origin);
  features.rowsOf(origin, ahead).forEach((row, i) => {
    if (row === null) {
      for (const quantile of grid) quantile[i] = Number.NaN;
      return;
    }
    standard.set(row);
    standardise(standard, scaling);
    const quantiles = rowQuantiles(shape, weights, standard, bucketOf(buckets, ahead[i]!));
    for (let l = 0; l < grid.length; l++) grid[l]![i] = level + quantiles[l]!;
  });
  return grid;
}

interface NetworkState {
  readonly buckets: readonly HorizonBucket[];
  readonly hidden: number;
  readonly centre: PackedNumbers;
  readonly spread: PackedNumbers;
  readonly weights: Readonly<Record<WeightName, PackedNumbers>>;
}

function stateOf({ buckets, shape, scaling, weights }: NetworkModel): ModelState {
  const parameters: NetworkState = {
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
  return { member: networkName, version: 2, parameters };
}

/** The network that `state` was taken from: its predictions are the same to the last bit. */
export function restoreNetwork({ parameters }: ModelState): FittedMember {
  const { buckets, hidden, centre, spread, weights } = parameters as NetworkState;
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
  return fittedNetwork({ buckets, shape, scaling, weights: matrices });
}
