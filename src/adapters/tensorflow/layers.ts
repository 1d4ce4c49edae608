/** The network of `core/forecasting/network/inference.ts` as TensorFlow operations, for training. */
import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import {
  middleLevel,
  type NetworkShape,
  type NetworkWeights,
  type WeightName,
  weightNames,
  weightShapes,
} from '../../core/forecasting/network/inference.ts';
import type { TensorFlow } from './bundle.ts';

export type NetworkVariables = Readonly<Record<WeightName, Variable>>;

/** Rows of one batch. Every tensor has a row for each. */
export interface Batch {
  /** Each row in the columns of its bucket, zero in those of the others. [rows][buckets × columns] */
  readonly wide: Tensor2D;
  /** Each row followed by a one in the column of its bucket. Shape [rows][columns + buckets]. */
  readonly dense: Tensor2D;
}

export function networkVariables(
  tf: TensorFlow,
  shape: NetworkShape,
  weights: NetworkWeights,
): NetworkVariables {
  const shapes = weightShapes(shape);
  const variable = (name: WeightName) =>
    tf.tidy(() => tf.variable(tf.tensor2d(weights[name], [...shapes[name]])));
  return {
    linear: variable('linear'),
    hidden: variable('hidden'),
    bias: variable('bias'),
    residual: variable('residual'),
  };
}

/** Reads the variables back. */
export function weightsOf(variables: NetworkVariables): NetworkWeights {
  const read = (name: WeightName) => Float32Array.from(variables[name].dataSync());
  return {
    linear: read('linear'),
    hidden: read('hidden'),
    bias: read('bias'),
    residual: read('residual'),
  };
}

export function disposeVariables(variables: NetworkVariables): void {
  for (const name of weightNames) variables[name].dispose();
}

/** Quantiles of every row of `batch`, ascending. Shape [rows][levels]. */
export function quantilesOf(
  tf: TensorFlow,
  { levels }: NetworkShape,
  variables: NetworkVariables,
  { wide, dense }: Batch,
): Tensor2D {
  const active = tf.tanh(tf.add(tf.matMul(dense, variables.hidden), variables.bias));
  const bend = tf.matMul(active, variables.residual);
  const raw = tf.add(tf.matMul(wide, variables.linear), bend);
  const isMiddle = tf.oneHot(tf.scalar(middleLevel(levels), 'int32'), levels);
  const gaps = tf.mul(tf.softplus(raw), tf.sub(1, isMiddle));
  const parts = tf.add(tf.mul(raw, isMiddle), gaps);
  return tf.matMul(parts, tf.tensor2d(ladder(levels)));
}

/**
 * The matrix that sums parts to quantiles: row `from` is what part `from` adds to each level. The
 * middle part carries all of them, each other part those from it outwards.
 */
function ladder(levels: number): number[][] {
  const middle = middleLevel(levels);
  const rung = (from: number, to: number): number => {
    if (from === middle) return 1;
    if (from > middle) return to >= from ? 1 : 0;
    return to <= from ? -1 : 0;
  };
  const range = Array.from({ length: levels }, (_, level) => level);
  return range.map((from) => range.map((to) => rung(from, to)));
}

/**
 * Mean pinball loss of `quantiles` over rows and levels: what lies above a quantile costs its
 * level, what lies below one less the level. Minimal where each is the quantile of its level.
 *
 * @param targets Shape [rows][1], as `weights`, which have mean 1.
 */
export function pinballLoss(
  tf: TensorFlow,
  levels: readonly number[],
  quantiles: Tensor2D,
  targets: Tensor2D,
  weights: Tensor2D,
): Scalar {
  const error: Tensor = tf.sub(targets, quantiles);
  const above = tf.mul(error, tf.tensor1d([...levels]));
  const below = tf.sub(above, error);
  return tf.mean(tf.mul(tf.maximum(above, below), weights));
}
