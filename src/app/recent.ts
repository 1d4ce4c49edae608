import { endOf, indexOf, slice, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { SeriesStore } from './ports/series.ts';

/** Days of load a model reads to forecast from. */
const recentDays = 29;
/** Days of load at the finest resolution, of which the last whole one tells of peaks within a step. */
const fineDays = 2;
/** Newest part that is read at each step: late points arrive and change within it. */
const freshSeconds = 2 * secondsPerHour;
/** After this long all of it is read again, for an import may have changed what is older. */
const keptSeconds = secondsPerHour;

interface Kept {
  readonly readAt: EpochSeconds;
  readonly load: TimeSeries;
}

/** The last weeks of each series on its grid, of which a step reads only the newest hours. */
export class RecentLoads {
  readonly #store: SeriesStore;
  readonly #kept = new Map<string, Kept>();

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  /**
   * Whole steps of `series` up to the newest sample, never the step that is still being measured at
   * `at`; none when nothing is stored.
   */
  upTo(series: string, stepSeconds: number, at: EpochSeconds): TimeSeries {
    return this.#last(recentDays, { series, stepSeconds, at });
  }

  /** The day before the end of `upTo`, in the finest steps stored that divide `stepSeconds`. */
  fine(series: string, stepSeconds: number, at: EpochSeconds): TimeSeries {
    const finest = this.#store.extent(series)?.stepSeconds ?? stepSeconds;
    const fineStep = stepSeconds % finest === 0 ? finest : stepSeconds;
    const fine = this.#last(fineDays, { series, stepSeconds: fineStep, at });
    const end = indexOf(fine, endOf(fine) - (endOf(fine) % stepSeconds));
    return slice(fine, Math.max(0, end - secondsPerDay / fineStep), end);
  }

  #last(
    days: number,
    wanted: { readonly series: string; readonly stepSeconds: number; readonly at: EpochSeconds },
  ): TimeSeries {
    const { series, stepSeconds, at } = wanted;
    const end = Math.min(this.#store.extent(series, at)?.end ?? 0, at);
    const to = end - (end % stepSeconds);
    const key = `${days}/${series}`;
    const kept = this.#kept.get(key);
    if (kept === undefined || !isUsable(kept, { stepSeconds, at, to })) {
      const load = this.#read(series, to - days * secondsPerDay, to, stepSeconds);
      this.#kept.set(key, { readAt: at, load });
      return load;
    }
    const from = to - freshSeconds - (freshSeconds % stepSeconds);
    const fresh = this.#read(series, from, to, stepSeconds);
    const load = joined(kept.load, fresh);
    this.#kept.set(key, { readAt: kept.readAt, load });
    return load;
  }

  #read(series: string, from: EpochSeconds, to: EpochSeconds, stepSeconds: number): TimeSeries {
    return this.#store.range(series, from - (from % stepSeconds), to, stepSeconds);
  }
}

function isUsable(
  { readAt, load }: Kept,
  now: { readonly stepSeconds: number; readonly at: EpochSeconds; readonly to: EpochSeconds },
): boolean {
  const advanced = now.to - endOf(load);
  return (
    load.stepSeconds === now.stepSeconds &&
    now.at - readAt < keptSeconds &&
    advanced >= 0 &&
    advanced < freshSeconds / 2
  );
}

/** As many steps as `old` has, ending with `fresh`, which replaces what it covers. */
function joined(old: TimeSeries, fresh: TimeSeries): TimeSeries {
  const before = slice(old, 0, indexOf(old, fresh.start));
  const values = new Float64Array(before.values.length + fresh.values.length);
  values.set(before.values);
  values.set(fresh.values, before.values.length);
  const surplus = Math.max(0, values.length - old.values.length);
  return slice({ ...old, values }, surplus, values.length);
}
