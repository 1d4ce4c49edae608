import type { Database } from 'better-sqlite3';
import type { PauseStore } from '../../app/ports/books.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query } from './query.ts';

/** Operator's holds, in table `pauses`. */
export class SqlitePauseStore implements PauseStore {
  readonly #get: Query<[string, EpochSeconds], { reason: string }>;
  readonly #set: Query<[string, EpochSeconds | null, string]>;
  readonly #clear: Query<[string]>;

  constructor(db: Database) {
    this.#get = new Query(
      db,
      'read pauses',
      'select reason from pauses where group_name = ? and (until is null or ? < until)',
    );
    this.#set = new Query(
      db,
      'write pauses',
      'insert or replace into pauses (group_name, until, reason) values (?, ?, ?)',
    );
    this.#clear = new Query(db, 'write pauses', 'delete from pauses where group_name = ?');
  }

  get(group: string, at: EpochSeconds): string | null {
    return this.#get.get(group, at)?.reason ?? null;
  }

  set(group: string, until: EpochSeconds | null, reason: string): void {
    this.#set.run(group, until, reason);
  }

  clear(group: string): void {
    this.#clear.run(group);
  }
}
