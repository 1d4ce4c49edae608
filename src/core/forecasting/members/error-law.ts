/** How large a regression's errors are in one moment or another, and how they are spread. */
import { featureColumns } from '../features/features.ts';
import { weightedQuantiles } from '../features/questions.ts';
import { dot, rowAt } from '../fitting/linear-algebra.ts';
import {
  addEquation,
  addRidge,
  emptyEquations,
  ridgePulls,
  solve,
} from '../fitting/normal-equations.ts';
import { gridLevels } from '../levels.ts';
import { columnsOf, designOf, featuresAt, type LessonRows } from './lesson-rows.ts';

/** Quantiles of errors: those of their ratio to the size that is usual in such a moment. */
export interface ErrorLaw {
  /** Mean size of all, > 0. */
  readonly size: number;
  /** What each of the restless features adds to the size in a moment. */
  readonly sizes: Float64Array;
  /** Shape [gridLevels]. */
  readonly ratios: Float64Array;
}

/** What the size of an error depends on. */
const restless = columnsOf([
  'one',
  'spread',
  'restlessness',
  'errorSizeThreeHours',
  'errorSizeDay',
]);
/** Length of `ErrorLaw.sizes`. */
export const sizeColumns = restless.length;
const ridge = 0.01;
/** A moment's errors are believed to be this many times smaller or larger than usual at most. */
const sizeSpan = 3;
const sizeLeast = 1e-6;

/** The law of what linear `coefficients` of all features leave unexplained of `rows`. */
export function errorLaw(rows: LessonRows, coefficients: Float64Array): ErrorLaw {
  const { count, target, weights } = rows;
  // Errors on what was learnt from are too small, by the numbers that were fitted to it.
  const freedom = Math.sqrt(count / Math.max(1, count - featureColumns));
  const errors = target.map(
    (value, i) => freedom * (value - dot(featuresAt(rows, i), coefficients)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const usual = errors.reduce((sum, error, i) => sum + weights[i]! * Math.abs(error), 0) / total;
  const size = Math.max(sizeLeast, usual);
  const equations = emptyEquations(restless.length);
  const design = designOf(rows, restless);
  addRidge(equations, ridgePulls(design, weights, ridge));
  errors.forEach((error, i) => {
    addEquation(equations, rowAt(design, i), Math.abs(error), weights[i]!);
  });
  const sizes = solve(equations);
  const ratios = errors.map((error, i) => error / sizeAt({ size, sizes }, featuresAt(rows, i)));
  return { size, sizes, ratios: weightedQuantiles(ratios, weights, gridLevels) };
}

/** Size of an error that is usual in the moment of `row`, a row of all features. */
export function sizeAt(
  { size, sizes }: Pick<ErrorLaw, 'size' | 'sizes'>,
  row: Float64Array,
): number {
  let said = 0;
  for (let j = 0; j < sizes.length; j++) said += sizes[j]! * row[restless[j]!]!;
  return Math.min(sizeSpan * size, Math.max(size / sizeSpan, said));
}
