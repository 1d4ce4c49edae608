/** What members of the portfolio share: one view of a history, and the way from z to a forecast. */
import { endOf, type TimeSeries } from '../series/series.ts';
import { type Features, featuresOf } from './features.ts';
import type { Forecast } from './forecaster.ts';
import { atLevels, gridLevels, sortQuantiles } from './levels.ts';
import { type LoadHistory, loadHistory } from './load-history.ts';

export interface View {
  readonly history: LoadHistory;
  readonly features: Features;
}

/** Views by series object: members that read the same history share the work of preparing it. */
const views = new WeakMap<TimeSeries, Map<string, View>>();

/** The view of `series` in units of `scale`. A series is never changed once it has been read. */
export function viewOf(series: TimeSeries, zone: string, scale: number): View {
  let known = views.get(series);
  if (known === undefined) views.set(series, (known = new Map()));
  const key = `${zone} ${scale}`;
  let view = known.get(key);
  if (view === undefined) {
    const history = loadHistory(series, { zone, scale });
    known.set(key, (view = { history, features: featuresOf(history) }));
  }
  return view;
}

/** A forecast from quantiles of z on the grid, shape [gridLevels][horizon]; sorts them in place. */
export function forecastFrom(
  recent: TimeSeries,
  scale: number,
  grid: readonly Float64Array[],
  levels: readonly number[],
): Forecast {
  sortQuantiles(grid);
  const load = grid.map((row) => row.map((z) => Math.max(0, scale * Math.sinh(z))));
  return {
    origin: endOf(recent) - recent.stepSeconds,
    stepSeconds: recent.stepSeconds,
    levels,
    quantiles: atLevels(load, levels),
  };
}

/** Quantiles to be written, shape [gridLevels][horizon]. */
export function emptyGrid(horizon: number): Float64Array[] {
  return gridLevels.map(() => new Float64Array(horizon));
}

/** How many steps of `series` were observed. */
export function observedSteps(series: TimeSeries): number {
  return series.values.reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
}
