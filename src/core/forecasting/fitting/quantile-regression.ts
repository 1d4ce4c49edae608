/**
 * Linear quantile regression by L-BFGS on a smoothed pinball loss.
 *
 * The pinball loss has a corner, so its exact minimum needs a linear programme. Rounded over a band
 * of a few percent of the residual spread it is smooth, its minimum agrees with the exact one within
 * noise, and a step costs one pass over the rows; Newton's method needs fewer steps but each forms
 * a matrix, which measured five times slower. The Gram matrix of the rows preconditions the
 * descent, so that correlated columns cost no extra steps.
 * Source: Fernandes, Guerre and Horta, Smoothing quantile regressions (2021), uniform kernel.
 */
import { assert } from '../../assert.ts';
import { minimise, type Objective } from './descent.ts';
import { cholesky, type Matrix, rowTimes, solveCholesky, times } from './linear-algebra.ts';

export interface QuantileFitOptions {
  /** Pull of every coefficient but the intercept to zero, in standardised columns; ≥ 0. */
  readonly ridge?: number;
}

/**
 * Coefficients whose product with a row is that row's quantile, one set for each level.
 *
 * @param design Column 0 is all ones, the intercept. The other columns are standardised inside, so
 *   their units do not matter; a constant one gets the coefficient 0.
 * @param target Shape [rows], finite.
 * @param weights Shape [rows], ≥ 0 with a positive sum.
 * @param levels Ascending within (0, 1).
 * @returns Shape [levels][columns], in the units of `design`. The levels are fitted apart: sort
 *   their predictions where crossing matters.
 */
export function fitQuantiles(
  design: Matrix,
  target: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
  options: QuantileFitOptions = {},
): Float64Array[] {
  assert(design.rows > 0 && design.values.length === design.rows * design.columns, 'design shape');
  assert(target.length === design.rows && weights.length === design.rows, 'rows differ');
  const problem = standardise(design, target, weights, options.ridge ?? 1e-4);
  const fitted = new Map<number, Float64Array>();
  for (const level of fromTheMiddle(levels)) {
    const near = nearestFitted(fitted, level);
    const wide = near === undefined ? minimiseAt(problem, problem.start, level, 0.5) : near;
    fitted.set(level, minimiseAt(problem, wide, level, finalBand(problem, level)));
  }
  return levels.map((level) => problem.unscale(fitted.get(level)!));
}

interface Problem {
  readonly rows: Matrix;
  readonly target: Float64Array;
  /** Sum to 1. */
  readonly weights: Float64Array;
  /** Relative ridge ÷ spread, which is the unit of the loss's curvature. */
  readonly ridge: number;
  /** Cholesky factor of the weighted Gram matrix of the rows. */
  readonly gram: Float64Array;
  /** Least squares, where the descent begins. */
  readonly start: Float64Array;
  /** Mean absolute residual of `start`, > 0. */
  readonly spread: number;
  /** Coefficients of standardised columns as coefficients of the original ones. */
  unscale(coefficients: Float64Array): Float64Array;
}

function standardise(
  design: Matrix,
  target: Float64Array,
  rawWeights: Float64Array,
  ridge: number,
): Problem {
  const { rows, columns, values } = design;
  const total = rawWeights.reduce((sum, weight) => sum + weight, 0);
  assert(total > 0, 'weights sum to nothing');
  const weights = rawWeights.map((weight) => weight / total);
  const [mean, scale] = moments(design, weights);
  const standard = new Float64Array(values.length);
  for (let i = 0, at = 0; i < rows; i++) {
    standard[at++] = 1;
    for (let j = 1; j < columns; j++, at++) {
      standard[at] = scale[j]! > 0 ? (values[at]! - mean[j]!) / scale[j]! : 0;
    }
  }
  const unscale = (coefficients: Float64Array): Float64Array => {
    const original = coefficients.map((c, j) => (j > 0 && scale[j]! > 0 ? c / scale[j]! : 0));
    original[0] = coefficients[0]!;
    for (let j = 1; j < columns; j++) original[0]! -= original[j]! * mean[j]!;
    return original;
  };
  const standardised = { rows, columns, values: standard };
  const gram = gramFactor(standardised, weights, ridge);
  const right = new Float64Array(columns);
  for (let i = 0; i < rows; i++) addRow(right, standardised, i, weights[i]! * target[i]!);
  const start = solveCholesky(gram, right);
  const fit = times(standardised, start);
  const errors = target.map((value, i) => value - fit[i]!);
  const spread = Math.max(meanAbsolute(errors, weights), 1e-9);
  return {
    rows: standardised,
    target,
    weights,
    ridge: ridge / spread,
    gram,
    start,
    spread,
    unscale,
  };
}

/** Weighted mean and standard deviation of each column; a deviation within rounding counts as 0. */
function moments(design: Matrix, weights: Float64Array): [Float64Array, Float64Array] {
  const { rows, columns, values } = design;
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) mean[j]! += weights[i]! * values[at]!;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++)
      scale[j]! += weights[i]! * (values[at]! - mean[j]!) ** 2;
  }
  for (let j = 0; j < columns; j++) {
    const deviation = Math.sqrt(scale[j]!);
    scale[j] = deviation > 1e-10 * (1 + Math.abs(mean[j]!)) ? deviation : 0;
  }
  return [mean, scale];
}

/** Half-width of the last band in residual spreads. Source: He et al., conquer (2021), eq. 3.2. */
function finalBand({ rows }: Problem, level: number): number {
  const detail = ((rows.columns + Math.log(rows.rows)) / rows.rows) ** 0.4;
  return Math.min(0.1, Math.max(0.01, Math.sqrt(level * (1 - level)) * detail));
}

function minimiseAt(
  problem: Problem,
  start: Float64Array,
  level: number,
  relativeBand: number,
): Float64Array {
  const band = relativeBand * problem.spread;
  const precondition = (gradient: Float64Array) =>
    solveCholesky(problem.gram, gradient).map((step) => step * problem.spread);
  return minimise(smoothedPinball(problem, level, band), start, precondition);
}

/** Mean of the pinball loss with its corner rounded within ±band, plus the ridge; and its gradient. */
function smoothedPinball(p: Problem, level: number, band: number): Objective {
  const { rows, columns } = p.rows;
  return (coefficients, gradient) => {
    let loss = 0;
    gradient[0] = 0;
    for (let j = 1; j < columns; j++) {
      loss += 0.5 * p.ridge * coefficients[j]! ** 2;
      gradient[j] = p.ridge * coefficients[j]!;
    }
    for (let i = 0; i < rows; i++) {
      const residual = p.target[i]! - rowTimes(p.rows, i, coefficients);
      const inside = Math.min(1, Math.max(-1, residual / band));
      const rounded = inside * residual * 0.5 + (1 - inside * inside) * band * 0.25;
      loss += p.weights[i]! * (rounded + (level - 0.5) * residual);
      addRow(gradient, p.rows, i, -p.weights[i]! * (level - 0.5 + 0.5 * inside));
    }
    return loss;
  };
}

/** Cholesky factor of the weighted Gram matrix plus the ridge, which spares the intercept. */
function gramFactor(rows: Matrix, weights: Float64Array, ridge: number): Float64Array {
  const { columns, values } = rows;
  const gram = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) gram[j * columns + j] = j === 0 ? 0 : Math.max(ridge, 1e-6);
  for (let i = 0, from = 0; i < rows.rows; i++, from += columns) {
    for (let j = 0; j < columns; j++) {
      const factor = weights[i]! * values[from + j]!;
      for (let k = 0, at = j * columns; k <= j; k++, at++) gram[at]! += factor * values[from + k]!;
    }
  }
  return cholesky(gram, columns);
}

function addRow(sum: Float64Array, rows: Matrix, row: number, weight: number): void {
  const { columns, values } = rows;
  for (let j = 0, at = row * columns; j < columns; j++, at++) sum[j]! += weight * values[at]!;
}

function meanAbsolute(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, value, i) => sum + weights[i]! * Math.abs(value), 0);
}

/** Levels nearest the median first, so that each has a fitted neighbour to start from. */
function fromTheMiddle(levels: readonly number[]): number[] {
  return [...levels].sort((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5));
}

function nearestFitted(fitted: Map<number, Float64Array>, level: number): Float64Array | undefined {
  let best: number | undefined;
  for (const other of fitted.keys()) {
    if (best === undefined || Math.abs(other - level) < Math.abs(best - level)) best = other;
  }
  return best === undefined ? undefined : fitted.get(best);
}
