import type { Random } from '../../random.ts';
import { weightedQuantiles } from '../features/questions.ts';
import { middleLevel, type NetworkShape, type NetworkWeights } from './inference.ts';
import type { NetworkRows } from './rows.ts';

/** Closest that neighbouring levels start to each other, in z. */
const gapLeast = 1e-4;

/**
 * Weights before training: every row is answered with the quantiles of its bucket's answers. The
 * hidden layer is random, and silent until training gives it a say.
 */
export function startingWeights(
  shape: NetworkShape,
  rows: NetworkRows,
  levels: readonly number[],
  random: Random,
): NetworkWeights {
  const { columns, buckets, hidden } = shape;
  const inputs = columns + buckets;
  const linear = new Float32Array(buckets * columns * levels.length);
  for (let bucket = 0; bucket < buckets; bucket++) {
    linear.set(intercept(rows, bucket, levels), bucket * columns * levels.length);
  }
  return {
    linear,
    hidden: Float32Array.from(
      { length: inputs * hidden },
      () => random.normal() / Math.sqrt(inputs),
    ),
    bias: new Float32Array(hidden),
    residual: new Float32Array(hidden * levels.length),
  };
}

/** Raw outputs that say the quantiles of the answers in `bucket`; zeros when it has no row. */
function intercept(rows: NetworkRows, bucket: number, levels: readonly number[]): Float64Array {
  const within = (_: number, i: number) => rows.buckets[i] === bucket;
  const targets = rows.targets.filter(within);
  if (targets.length === 0) return new Float64Array(levels.length);
  const quantiles = weightedQuantiles(targets, rows.weights.filter(within), levels);
  const middle = middleLevel(levels.length);
  return quantiles.map((quantile, j) => {
    if (j === middle) return quantile;
    const gap = j > middle ? quantile - quantiles[j - 1]! : quantiles[j + 1]! - quantile;
    return Math.log(Math.expm1(Math.max(gapLeast, gap)));
  });
}
