import { endOf, slice, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { SeriesStore } from './ports/series.ts';

/** Days that a sizing rule may look back, and one for what it holds. */
const recentDays = 29;
/** Newest part that is read at each step: late points arrive and change within it. */
const freshSeconds = 2 * secondsPerHour;
/** After this long all of it is read again, for an import may have changed what is older. */
const keptSeconds = secondsPerDay;

/**
 * The highest load within each step of `stepSeconds`, for a group scales on its peaks, from the finest
 * samples that divide the step. Steps are counted back from `to`; NaN where nothing was observed.
 */
export function peakLoad(
  store: SeriesStore,
  series: string,
  [from, to]: readonly [EpochSeconds, EpochSeconds],
  stepSeconds: number,
): TimeSeries {
  const fine = fineStep(store, series, stepSeconds);
  const steps = Math.ceil((to - from) / stepSeconds);
  const start = to - steps * stepSeconds;
  const load = store.range(series, start, to, fine).values;
  const within = stepSeconds / fine;
  const values = new Float64Array(steps).fill(Number.NaN);
  for (let i = 0; i < load.length; i++) {
    const step = Math.floor(i / within);
    if (!(load[i]! <= values[step]!))
      values[step] = Number.isNaN(load[i]!) ? values[step]! : load[i]!;
  }
  return { start, stepSeconds, values };
}

/** The end of the newest whole sample at or before `at`, on the grid that `peakLoad` reads. */
export function newestEnd(
  store: SeriesStore,
  series: string,
  stepSeconds: number,
  at: EpochSeconds,
): EpochSeconds {
  const end = Math.min(store.extent(series, at)?.end ?? 0, at);
  return end - (end % fineStep(store, series, stepSeconds));
}

function fineStep(store: SeriesStore, series: string, stepSeconds: number): number {
  const finest = store.extent(series)?.stepSeconds ?? stepSeconds;
  return stepSeconds % finest === 0 ? finest : stepSeconds;
}

interface Kept {
  readonly readAt: EpochSeconds;
  /** Whole steps on multiples of the step, which end before what is read afresh. */
  readonly older: TimeSeries;
}

/** The last weeks of each series as peaks, of which a step reads only the newest hours. */
export class RecentPeaks {
  readonly #store: SeriesStore;
  readonly #kept = new Map<string, Kept>();

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  /** Peaks of the steps that end with the newest sample at or before `at`. */
  upTo(series: string, stepSeconds: number, at: EpochSeconds): TimeSeries {
    const to = newestEnd(this.#store, series, stepSeconds, at);
    const fresh = peakLoad(this.#store, series, [to - freshSeconds, to], stepSeconds);
    const older = this.#olderThan(fresh.start - (fresh.start % stepSeconds), series, {
      stepSeconds,
      at,
    });
    const values = new Float64Array(older.values.length + fresh.values.length);
    values.set(older.values);
    values.set(fresh.values, older.values.length);
    // What is older lies on another phase of the grid, by less than one step: no rule sees that.
    return { start: to - values.length * stepSeconds, stepSeconds, values };
  }

  #olderThan(
    to: EpochSeconds,
    series: string,
    now: { readonly stepSeconds: number; readonly at: EpochSeconds },
  ): TimeSeries {
    const { stepSeconds, at } = now;
    const kept = this.#kept.get(series);
    const from = to - recentDays * secondsPerDay;
    const isUsable =
      kept !== undefined &&
      kept.older.stepSeconds === stepSeconds &&
      at - kept.readAt < keptSeconds &&
      endOf(kept.older) <= to;
    const known = isUsable ? endOf(kept.older) : from;
    const added = peakLoad(this.#store, series, [known, to], stepSeconds);
    const older = isUsable ? joined(kept.older, added) : added;
    this.#kept.set(series, { readAt: isUsable ? kept.readAt : at, older });
    return older;
  }
}

/** As many steps as `old` has, ending with `added`. */
function joined(old: TimeSeries, added: TimeSeries): TimeSeries {
  if (added.values.length === 0) return old;
  const values = new Float64Array(old.values.length + added.values.length);
  values.set(old.values);
  values.set(added.values, old.values.length);
  return slice({ ...old, values }, added.values.length, values.length);
}
