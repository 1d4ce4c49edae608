import { minimise } from './descent.ts';
import { type Matrix, rowAt, rowTimes } from './linear-algebra.ts';
import { addEquation, addRidge, emptyEquations, ridgePulls, solve } from './normal-equations.ts';

/** Probability of what has the log-odds `logit`. */
export function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/**
 * Coefficients whose product with a row is the log-odds that it is a hit.
 *
 * @param design Column 0 is all ones, the intercept.
 * @param hits 1 or 0. Shape [rows].
 * @param weights Shape [rows], ≥ 0 with a positive sum.
 * @param strength Of the ridge, > 0: it keeps coefficients finite where hits are told without fail.
 * @returns Shape [columns].
 */
export function fitLogistic(
  design: Matrix,
  hits: Float64Array,
  weights: Float64Array,
  strength: number,
): Float64Array {
  const pulls = ridgePulls(design, weights, strength);
  const curvature = emptyEquations(design.columns);
  addRidge(curvature, pulls);
  for (let i = 0; i < design.rows; i++) {
    addEquation(curvature, rowAt(design, i), 0, weights[i]! / 4); // the most that it can be
  }
  const objective = (coefficients: Float64Array, gradient: Float64Array) => {
    let loss = 0;
    for (let j = 0; j < pulls.length; j++) {
      loss += 0.5 * pulls[j]! * coefficients[j]! ** 2;
      gradient[j] = pulls[j]! * coefficients[j]!;
    }
    for (let i = 0; i < design.rows; i++) {
      const logit = rowTimes(design, i, coefficients);
      const surprise = hits[i]! === 1 ? -logit : logit;
      loss += weights[i]! * (Math.max(surprise, 0) + Math.log1p(Math.exp(-Math.abs(surprise))));
      const slope = weights[i]! * (logistic(logit) - hits[i]!);
      const row = rowAt(design, i);
      for (let j = 0; j < row.length; j++) gradient[j]! += slope * row[j]!;
    }
    return loss;
  };
  return minimise(objective, new Float64Array(design.columns), (gradient) =>
    solve({ ...curvature, right: gradient }),
  );
}
