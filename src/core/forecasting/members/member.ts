/** What members of the portfolio share: one view of a history, and what they are asked about it. */
import type { TimeSeries } from '../../series/series.ts';
import { type Features, featuresOf } from '../features/features.ts';
import { type LoadHistory, loadHistory } from '../features/load-history.ts';
import type { FitContext, ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';

/** A history made ready once, for every member and every origin in it. */
export interface View {
  readonly history: LoadHistory;
  readonly features: Features;
}

/** The part of a view that may be learnt from: its first `until` steps. */
export interface Lesson extends View {
  readonly until: number;
}

/** A method of the portfolio before it has seen data. */
export interface Member {
  readonly name: string;
  /** Learns from `lesson` alone; the same lesson, context and seed give the same model. */
  fit(lesson: Lesson, context: FitContext): Promise<MemberOutcome>;
}

export type MemberOutcome =
  | { readonly kind: 'fitted'; readonly model: FittedMember }
  | { readonly kind: 'insufficient-history'; readonly steps: number; readonly required: number }
  /** Loads such as the lesson's are for other members. */
  | { readonly kind: 'unsuited' };

/** Parameters learnt from one lesson, whole in `state`. They speak of z in the lesson's scale. */
export interface FittedMember {
  readonly name: string;
  /**
   * Quantiles of z on the grid, for the steps `ahead` ≥ 1 of `origin`, which reads nothing after it.
   * Shape [gridLevels][ahead]; NaN where the history is too short to say. Levels may cross.
   */
  quantilesAt(view: View, origin: number, ahead: Int32Array): Float64Array[];
  readonly state: ModelState;
}

/** The view of `series` in units of `scale`. */
export function viewOf(series: TimeSeries, zone: string, scale: number): View {
  const history = loadHistory(series, { zone, scale });
  return { history, features: featuresOf(history) };
}

/** Everything that `view` holds, as a lesson. */
export function wholeOf(view: View): Lesson {
  return { ...view, until: view.history.steps };
}

/** Quantiles to be written, shape [gridLevels][steps]. */
export function emptyGrid(steps: number): Float64Array[] {
  return gridLevels.map(() => new Float64Array(steps));
}

/**
 * The grid whose steps are forecast one by one: of each row of features `quantilesOf` says the quantiles,
 * shape [gridLevels], in `unit`s of z from `level`; NaN where there is no row.
 */
export function gridOfRows(
  rows: readonly (Float64Array | null)[],
  { level, unit = 1 }: { readonly level: number; readonly unit?: number },
  quantilesOf: (row: Float64Array, step: number) => ArrayLike<number>,
): Float64Array[] {
  const unknown = new Float64Array(gridLevels.length).fill(Number.NaN);
  const grid = emptyGrid(rows.length);
  for (let step = 0; step < rows.length; step++) {
    const row = rows[step]!;
    const quantiles = row === null ? unknown : quantilesOf(row, step);
    for (let l = 0; l < grid.length; l++) grid[l]![step] = level + unit * quantiles[l]!;
  }
  return grid;
}

/** How many steps of `series` were observed. */
export function observedSteps(series: TimeSeries): number {
  return series.values.reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
}

/** How many of the lesson's steps were observed and may be learnt from. */
export function learntSteps({ history, until }: Lesson): number {
  let count = 0;
  for (let step = 0; step < until; step++) count += history.observed[step]!;
  return count;
}
