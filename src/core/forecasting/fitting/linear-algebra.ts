import { assert } from '../../assert.ts';

/** A dense matrix, row after row. Shape [rows][columns]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * Cholesky factor L of a symmetric positive definite matrix A = L·Lᵀ, in place.
 * A pivot that rounding made tiny is raised to a sliver of the largest, which leaves directions
 * without information near zero instead of failing.
 *
 * @param a Row-major, shape [n][n]; only the lower triangle is read and written. Returned.
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  assert(a.length === n * n, `matrix of ${a.length} for ${n} unknowns`);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const smallest = Math.max(largest * 1e-12, 1e-300);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, smallest)) : sum / a[j * n + j]!;
    }
  }
  return a;
}

/** Solution x of L·Lᵀ·x = b. Shapes [n][n] and [n]; `b` is left as it was. */
export function solveCholesky(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  return x;
}

/** Matrix times vector. Shape [rows]. */
export function times(matrix: Matrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(matrix.rows);
  for (let i = 0; i < matrix.rows; i++) product[i] = rowTimes(matrix, i, vector);
  return product;
}

/** Row `row` of the matrix, in place. */
export function rowAt({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** Row `row` of the matrix times `vector`. */
export function rowTimes(matrix: Matrix, row: number, vector: Float64Array): number {
  const { columns, values } = matrix;
  let sum = 0;
  for (let j = 0, at = row * columns; j < columns; j++, at++) sum += values[at]! * vector[j]!;
  return sum;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
