import { assert } from '../../assert.ts';
import { cholesky, type Matrix, solveCholesky } from './linear-algebra.ts';

/**
 * Weighted least squares that can be added to for ever: the sums its solution needs, none of the
 * rows. Adding a row and solving anew is recursive least squares without its drift.
 */
export interface NormalEquations {
  /** Lower triangle of Σ w·x·xᵀ, row after row. Shape [n · (n + 1) ÷ 2]. */
  readonly gram: Float64Array;
  /** Σ w·x·y. Shape [n]. */
  readonly right: Float64Array;
}

export function emptyEquations(unknowns: number): NormalEquations {
  return {
    gram: new Float64Array((unknowns * (unknowns + 1)) / 2),
    right: new Float64Array(unknowns),
  };
}

export function copyOf({ gram, right }: NormalEquations): NormalEquations {
  return { gram: gram.slice(), right: right.slice() };
}

/** Adds the equation row · x = `target`, which counts `weight` ≥ 0, in place. */
export function addEquation(
  { gram, right }: NormalEquations,
  row: ArrayLike<number>,
  target: number,
  weight: number,
): void {
  assert(row.length === right.length, () => `a row of ${row.length} for ${right.length} unknowns`);
  for (let j = 0, at = 0; j < right.length; j++) {
    const factor = weight * row[j]!;
    right[j]! += factor * target;
    for (let k = 0; k <= j; k++, at++) gram[at]! += factor * row[k]!;
  }
}

/** Adds a pull of each unknown to zero, in place. Shape [n], each ≥ 0. */
export function addRidge({ gram }: NormalEquations, pulls: ArrayLike<number>): void {
  for (let j = 0; j < pulls.length; j++) gram[(j * (j + 3)) / 2]! += pulls[j]!;
}

/** The unknowns. Shape [n]. */
export function solve({ gram, right }: NormalEquations): Float64Array {
  const n = right.length;
  const square = new Float64Array(n * n);
  for (let j = 0, at = 0; j < n; j++) {
    for (let k = 0; k <= j; k++, at++) square[j * n + k] = gram[at]!;
  }
  return solveCholesky(cholesky(square, n), right);
}

/** A column that varies less is held back as if it said nothing. */
const varianceLeast = 1e-10;

/**
 * Pulls for rows of `weights` that shrink a coefficient by the share `strength` or so, in whatever
 * unit its column is. The first column, the intercept, goes free. Shape [columns].
 */
export function ridgePulls(
  { rows, columns, values }: Matrix,
  weights: Float64Array,
  strength: number,
): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [sums, squares] = [new Float64Array(columns), new Float64Array(columns)];
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      sums[j]! += weights[i]! * values[at]!;
      squares[j]! += weights[i]! * values[at]! ** 2;
    }
  }
  return sums.map((sum, j) => {
    const variance = squares[j]! / total - (sum / total) ** 2;
    if (j === 0) return 0;
    return total * (variance > varianceLeast ? strength * variance : 1);
  });
}
