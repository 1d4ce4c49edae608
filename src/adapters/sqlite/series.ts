import type { Database } from 'better-sqlite3';
import type {
  AppendCount,
  SampleBatch,
  SeriesExtent,
  SeriesStore,
} from '../../app/ports/series.ts';
import { assertSamples, resample } from '../../core/series/resample.ts';
import type { Sample, TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query, transaction } from './query.ts';

interface Resolution {
  readonly id: number;
  readonly stepSeconds: number;
}

interface ResolutionExtent {
  readonly stepSeconds: number;
  readonly samples: number;
  readonly first: EpochSeconds;
  /** null = none began in time. */
  readonly last: EpochSeconds | null;
}

/** Measured load, in tables `resolutions` and `samples`: one resolution of a series is one key range. */
export class SqliteSeriesStore implements SeriesStore {
  readonly #resolve: Query<[string, number], { id: number }>;
  readonly #resolutions: Query<[string], Resolution>;
  readonly #upsert: Query<[number, EpochSeconds, number]>;
  readonly #count: Query<[number, EpochSeconds, EpochSeconds], { samples: number }>;
  readonly #grow: Query<[number, number]>;
  readonly #between: Query<[number, EpochSeconds, EpochSeconds], Sample>;
  readonly #extents: Query<[EpochSeconds, string], ResolutionExtent>;
  readonly #list: Query<[], { series: string }>;
  readonly append: (series: string, batch: SampleBatch) => AppendCount;

  constructor(db: Database) {
    // Updating nothing makes `returning` answer for a row that was there before.
    this.#resolve = new Query(
      db,
      'name a series',
      `insert into resolutions (series, step_seconds) values (?, ?)
       on conflict do update set series = excluded.series returning id`,
    );
    this.#resolutions = new Query(
      db,
      'read a series',
      'select id, step_seconds as stepSeconds from resolutions where series = ?',
    );
    this.#upsert = new Query(
      db,
      'write samples',
      `insert into samples (resolution_id, at, value) values (?, ?, ?)
       on conflict do update set value = excluded.value where value <> excluded.value`,
    );
    this.#count = new Query(
      db,
      'count samples',
      `select count(*) as samples from samples
       where resolution_id = ? and at between ? and ?`,
    );
    this.#grow = new Query(
      db,
      'count samples',
      'update resolutions set samples = samples + ? where id = ?',
    );
    this.#between = new Query(
      db,
      'read samples',
      `select at, value from samples where resolution_id = ? and at >= ? and at < ? order by at`,
    );
    // Both ends are one step down the key each, however long the series.
    this.#extents = new Query(
      db,
      'read a series',
      `select step_seconds as stepSeconds, samples,
         (select min(at) from samples where resolution_id = resolutions.id) as first,
         (select max(at) from samples where resolution_id = resolutions.id and at <= ?) as last
       from resolutions where series = ?`,
    );
    this.#list = new Query(
      db,
      'list series',
      'select distinct series from resolutions order by series',
    );
    this.append = transaction(db, 'write samples', (series: string, batch: SampleBatch) =>
      this.#append(series, batch),
    );
  }

  #append(series: string, batch: SampleBatch): AppendCount {
    assertSamples(batch);
    const { samples, stepSeconds } = batch;
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) {
      return { inserted: 0, replaced: 0, unchanged: 0 };
    }
    const { id } = this.#resolve.get(series, stepSeconds)!; // an upsert returns its row
    const stored = () => this.#count.get(id, first.at, last.at)!.samples;
    const before = stored();
    let written = 0;
    for (const { at, value } of samples) written += this.#upsert.run(id, at, value).changes;
    const inserted = stored() - before;
    this.#grow.run(inserted, id);
    const replaced = written - inserted;
    return { inserted, replaced, unchanged: samples.length - written };
  }

  range(series: string, from: EpochSeconds, to: EpochSeconds, stepSeconds: number): TimeSeries {
    const runs = this.#resolutions.all(series).map((resolution) => {
      const earliest = from - resolution.stepSeconds; // may reach into the window
      const samples = this.#between.all(resolution.id, earliest, to);
      return { stepSeconds: resolution.stepSeconds, samples };
    });
    return resample(runs, { from, to, stepSeconds });
  }

  extent(series: string, at = Number.MAX_SAFE_INTEGER): SeriesExtent | null {
    const extents = this.#extents.all(at, series);
    const ends = extents.flatMap(({ last, stepSeconds }) =>
      last === null ? [] : [last + stepSeconds],
    );
    if (ends.length === 0) return null;
    return {
      first: Math.min(...extents.map(({ first }) => first)),
      end: Math.max(...ends),
      samples: extents.reduce((sum, { samples }) => sum + samples, 0),
      stepSeconds: Math.min(...extents.map((extent) => extent.stepSeconds)),
    };
  }

  list(): string[] {
    return this.#list.all().map(({ series }) => series);
  }
}
