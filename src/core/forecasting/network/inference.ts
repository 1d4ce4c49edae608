/**
 * The quantile network without TensorFlow: what training fits and what every forecast computes.
 *
 *   raw      = row · linear[bucket] + tanh([row, bucket] · hidden + bias) · residual
 *   quantile = raw[middle], then up and down from it by softplus(raw) a level
 *
 * The linear part is one quantile regression for each horizon bucket; the hidden layer, shared by
 * all of them, bends it where the data do. Steps between levels are positive, so quantiles cannot
 * cross.
 */

export interface NetworkShape {
  /** Columns of a feature row. */
  readonly columns: number;
  readonly buckets: number;
  readonly hidden: number;
  readonly levels: number;
}

/** Matrices by rows, float32, named as in the formula above. */
export interface NetworkWeights {
  /** Shape [buckets × columns][levels]. */
  readonly linear: Float32Array;
  /** Shape [columns + buckets][hidden]. */
  readonly hidden: Float32Array;
  /** Shape [hidden]. */
  readonly bias: Float32Array;
  /** Shape [hidden][levels]. */
  readonly residual: Float32Array;
}

export type WeightName = keyof NetworkWeights;
export const weightNames = ['linear', 'hidden', 'bias', 'residual'] as const satisfies WeightName[];

/** Rows and columns of each matrix of a network of `shape`. */
export function weightShapes(shape: NetworkShape): Record<WeightName, readonly [number, number]> {
  const { columns, buckets, hidden, levels } = shape;
  return {
    linear: [buckets * columns, levels],
    hidden: [columns + buckets, hidden],
    bias: [1, hidden],
    residual: [hidden, levels],
  };
}

/** Index of the level that the others are steps away from: the middle one. */
export function middleLevel(levels: number): number {
  return levels >> 1;
}

/** Quantiles of one standardised `row` whose horizon lies in `bucket`; ascending, shape [levels]. */
export function rowQuantiles(
  shape: NetworkShape,
  weights: NetworkWeights,
  row: Float64Array,
  bucket: number,
): Float64Array {
  const raw = new Float64Array(shape.levels);
  addProduct(raw, row, weights.linear, bucket * shape.columns);
  const active = new Float64Array(weights.bias);
  addProduct(active, row, weights.hidden, 0);
  addProduct(active, Float64Array.of(1), weights.hidden, shape.columns + bucket);
  for (let j = 0; j < active.length; j++) active[j] = Math.tanh(active[j]!);
  addProduct(raw, active, weights.residual, 0);
  return stepAway(raw);
}

/** Adds `row` · `matrix` to `sum`, where the matrix begins at row `firstRow` of `values`. */
function addProduct(
  sum: Float64Array,
  row: Float64Array,
  values: Float32Array,
  firstRow: number,
): void {
  const width = sum.length;
  for (let i = 0, at = firstRow * width; i < row.length; i++, at += width) {
    const factor = row[i]!;
    if (factor === 0) continue;
    for (let j = 0; j < width; j++) sum[j]! += factor * values[at + j]!;
  }
}

/** Turns raw outputs into quantiles, in place. */
function stepAway(raw: Float64Array): Float64Array {
  const middle = middleLevel(raw.length);
  for (let j = middle + 1; j < raw.length; j++) raw[j] = raw[j - 1]! + softplus(raw[j]!);
  for (let j = middle - 1; j >= 0; j--) raw[j] = raw[j + 1]! - softplus(raw[j]!);
  return raw;
}

/** ln(1 + eˣ) > 0, without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
