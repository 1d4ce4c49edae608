import type { Database } from 'better-sqlite3';
import type { WishStore } from '../../app/ports/books.ts';
import type { PoolSize, Wish } from '../../core/planning/shadow/shadow.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query } from './query.ts';

interface Row {
  readonly at: EpochSeconds;
  readonly predictiveMin: number | null;
  readonly predictivePrepared: number | null;
  readonly reactiveMin: number | null;
  readonly reactivePrepared: number | null;
  readonly limitMin: number | null;
  readonly limitPrepared: number | null;
}

/** What each way of sizing would have, in table `wishes`. */
export class SqliteWishStore implements WishStore {
  readonly #upsert: Query<[Row & { readonly group: string }]>;
  readonly #since: Query<[string, EpochSeconds], Row>;

  constructor(db: Database) {
    this.#upsert = new Query(
      db,
      'write wishes',
      `insert or replace into wishes values
         (@group, @at, @predictiveMin, @predictivePrepared, @reactiveMin, @reactivePrepared,
          @limitMin, @limitPrepared)`,
    );
    this.#since = new Query(
      db,
      'read wishes',
      `select at, predictive_min as predictiveMin, predictive_prepared as predictivePrepared,
         reactive_min as reactiveMin, reactive_prepared as reactivePrepared,
         limit_min as limitMin, limit_prepared as limitPrepared
       from wishes where group_name = ? and at >= ? order by at`,
    );
  }

  append(group: string, { at, predictive, reactive, limit }: Wish): void {
    this.#upsert.run({
      group,
      at,
      predictiveMin: predictive?.minSize ?? null,
      predictivePrepared: predictive?.prepared ?? null,
      reactiveMin: reactive?.minSize ?? null,
      reactivePrepared: reactive?.prepared ?? null,
      limitMin: limit?.minSize ?? null,
      limitPrepared: limit?.prepared ?? null,
    });
  }

  since(group: string, from: EpochSeconds): Wish[] {
    return this.#since.all(group, from).map((row) => {
      const limit = sizeOf(row.limitMin, row.limitPrepared);
      return {
        at: row.at,
        predictive: sizeOf(row.predictiveMin, row.predictivePrepared),
        reactive: sizeOf(row.reactiveMin, row.reactivePrepared),
        ...(limit !== null && { limit }),
      };
    });
  }
}

function sizeOf(minSize: number | null, prepared: number | null): PoolSize | null {
  return minSize === null || prepared === null ? null : { minSize, prepared };
}
