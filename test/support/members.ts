import { scaleOf } from '../../src/core/forecasting/features/load-history.ts';
import type { FitContext } from '../../src/core/forecasting/forecaster.ts';
import { atLevels, sortQuantiles } from '../../src/core/forecasting/levels.ts';
import {
  type FittedMember,
  type Lesson,
  type Member,
  viewOf,
  wholeOf,
} from '../../src/core/forecasting/members/member.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';

/** Everything that `series` teaches, in its own scale. */
export function lessonOf(series: TimeSeries, zone = 'UTC'): Lesson {
  return wholeOf(viewOf(series, zone, scaleOf(series.values)));
}

/** `member` fitted on `lesson`. @throws When it finds the lesson too short, or not for it. */
export async function fitted(
  member: Member,
  lesson: Lesson,
  context: FitContext,
): Promise<FittedMember> {
  const outcome = await member.fit(lesson, context);
  if (outcome.kind !== 'fitted') throw new Error(`${member.name}: ${outcome.kind}`);
  return outcome.model;
}

/** The steps 1 … horizon ahead. */
export function stepsAhead(horizon: number): Int32Array {
  return Int32Array.from({ length: horizon }, (_, step) => step + 1);
}

/** Loads that `model` alone forecasts after step `origin` of `view`, shape [levels][horizon]. */
export function loadsAfter(
  model: FittedMember,
  view: Omit<Lesson, 'until'>,
  origin: number,
  horizon: number,
  levels: readonly number[],
): Float64Array[] {
  const grid = model.quantilesAt(view, origin, stepsAhead(horizon));
  sortQuantiles(grid);
  const { scale } = view.history;
  return atLevels(
    grid.map((row) => row.map((z) => Math.max(0, scale * Math.sinh(z)))),
    levels,
  );
}
