import type { Sample, TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';

/** Where the load of a series is measured. */
export interface TrafficSource {
  /**
   * Samples of [from, to), in ascending batches of one resolution each; only complete ones.
   * Load is a rate per second for counts, the plain value for gauges.
   * @throws ForewarmError FW_AWS_*.
   */
  read(from: EpochSeconds, to: EpochSeconds, signal?: AbortSignal): Promise<SampleBatch[]>;
}

/** Samples of one resolution, ascending in time. */
export interface SampleBatch {
  readonly stepSeconds: number;
  readonly samples: readonly Sample[];
}

/** Measured load by series name. */
export interface SeriesStore {
  /** Inserts or replaces by time: appending twice changes nothing. All or nothing. */
  append(series: string, batch: SampleBatch): AppendCount;
  /**
   * Load on the grid of `stepSeconds` over [from, to), both multiples of it. Finer samples are
   * averaged, coarser ones hold for each step they cover; NaN where nothing was observed.
   */
  range(series: string, from: EpochSeconds, to: EpochSeconds, stepSeconds: number): TimeSeries;
  /**
   * What is stored of a series; null = nothing. With `at` the end is that of the newest sample that
   * begins by then, null = none does: one from the future must not hide that nothing comes any more.
   */
  extent(series: string, at?: EpochSeconds): SeriesExtent | null;
  list(): string[];
}

export interface AppendCount {
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
}

export interface SeriesExtent {
  readonly first: EpochSeconds;
  /** End of the newest sample: its start plus its own step. */
  readonly end: EpochSeconds;
  readonly samples: number;
  /** The finest resolution stored. */
  readonly stepSeconds: number;
}
