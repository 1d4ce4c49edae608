import type { Database } from 'better-sqlite3';
import type { AlertStore } from '../../app/ports/books.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query } from './query.ts';

/** Which window each alert was last given in, in table `alerts`. */
export class SqliteAlertStore implements AlertStore {
  readonly #give: Query<[string, EpochSeconds]>;

  constructor(db: Database) {
    this.#give = new Query(
      db,
      'write alerts',
      `insert into alerts (alert, window_start) values (?, ?)
       on conflict do update set window_start = excluded.window_start
       where window_start <> excluded.window_start`,
    );
  }

  give(alert: string, windowStart: EpochSeconds): boolean {
    return this.#give.run(alert, windowStart).changes === 1;
  }
}
