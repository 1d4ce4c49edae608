import type { Database } from 'better-sqlite3';
import { Query } from './query.ts';

/** Small facts kept between runs, in table `notes`: the reader writes its own key. */
export class SqliteNotes {
  readonly #get: Query<[string], { value: string }>;
  readonly #set: Query<[string, string]>;

  constructor(db: Database) {
    this.#get = new Query(db, 'read notes', 'select value from notes where key = ?');
    this.#set = new Query(
      db,
      'write notes',
      'insert or replace into notes (key, value) values (?, ?)',
    );
  }

  /** The value of `key`; null when it was never set. */
  get(key: string): string | null {
    return this.#get.get(key)?.value ?? null;
  }

  set(key: string, value: string): void {
    this.#set.run(key, value);
  }
}
