import { endOf, type TimeSeries } from '../core/series/series.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { AppendCount, SampleBatch, SeriesExtent, SeriesStore } from './ports/series.ts';

/** The older series whose samples stand in for the time before a series begins; null = none. */
export type Predecessor = (series: string) => string | null;

/**
 * A SeriesStore in which a series goes on from the one it was named after before: a group that was
 * renamed keeps what was learnt of it. Nothing is copied; the older series stays as it is, and what
 * both measured counts as the newer one has it.
 */
export class AliasedSeries implements SeriesStore {
  readonly #store: SeriesStore;
  readonly #predecessor: Predecessor;

  constructor(store: SeriesStore, predecessor: Predecessor) {
    this.#store = store;
    this.#predecessor = predecessor;
  }

  append(series: string, batch: SampleBatch): AppendCount {
    return this.#store.append(series, batch);
  }

  range(series: string, from: EpochSeconds, to: EpochSeconds, stepSeconds: number): TimeSeries {
    const own = this.#store.range(series, from, to, stepSeconds);
    const older = this.#predecessor(series);
    if (older === null) return own;
    const begins = this.#store.extent(series)?.first ?? to;
    if (begins <= own.start) return own;
    const until = Math.min(endOf(own), begins - (begins % stepSeconds));
    const before = this.#store.range(older, from, Math.max(from, until), stepSeconds);
    return { ...own, values: own.values.map((value, i) => before.values[i] ?? value) };
  }

  extent(series: string, at?: EpochSeconds): SeriesExtent | null {
    const own = this.#store.extent(series, at);
    const older = this.#predecessor(series);
    const before = older === null ? null : this.#store.extent(older, at);
    if (own === null || before === null) return own ?? before;
    return {
      first: Math.min(own.first, before.first),
      end: own.end,
      samples: own.samples + before.samples,
      stepSeconds: Math.min(own.stepSeconds, before.stepSeconds),
    };
  }

  list(): string[] {
    return this.#store.list();
  }
}
