/**
 * The portfolio's network once it is trained. Forecasting needs neither TensorFlow nor the backend
 * it was trained on: the arithmetic is here and in `inference.ts`, the same everywhere.
 */
import { bucketOf, type HorizonBucket } from '../buckets.ts';
import { featureColumns } from '../features/features.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { type FittedMember, gridOfRows, type View } from '../members/member.ts';
import { type NetworkShape, rowQuantiles } from './inference.ts';
import {
  type NetworkNumbers,
  type PackedNetwork,
  packNetwork,
  unpackNetwork,
} from './packed-network.ts';
import { standardise } from './rows.ts';

export const networkName = 'network';

export interface NetworkModel extends NetworkNumbers {
  readonly buckets: readonly HorizonBucket[];
  readonly shape: NetworkShape;
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
  const standard = new Float64Array(shape.columns);
  const level = features.levelAt(origin);
  return gridOfRows(features.rowsOf(origin, ahead), { level }, (row, step) => {
    standard.set(row);
    standardise(standard, scaling);
    return rowQuantiles(shape, weights, standard, bucketOf(buckets, ahead[step]!));
  });
}

interface NetworkState extends PackedNetwork {
  readonly buckets: readonly HorizonBucket[];
}

function stateOf({ buckets, shape, ...numbers }: NetworkModel): ModelState {
  const parameters: NetworkState = { buckets, ...packNetwork(shape.hidden, numbers) };
  return { member: networkName, version: 2, parameters };
}

/**
 * The network that `state` was taken from: its predictions are the same to the last bit.
 * @throws RangeError for a state of other features or levels than today's.
 */
export function restoreNetwork({ parameters }: ModelState): FittedMember {
  const { buckets, ...packed } = parameters as NetworkState;
  const { hidden } = packed;
  const shape = {
    columns: featureColumns,
    buckets: buckets.length,
    hidden,
    levels: gridLevels.length,
  };
  return fittedNetwork({ buckets, shape, ...unpackNetwork(packed, shape) });
}
