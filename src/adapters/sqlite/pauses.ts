import type { Database } from 'better-sqlite3';
import type { PauseStore } from '../../app/ports/books.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { durably, Query, transaction } from './query.ts';

/** Operator's holds in table `pauses`, forewarm's own in `stand_backs`. What was set outlasts a loss of power. */
export class SqlitePauseStore implements PauseStore {
  readonly #db: Database;
  readonly #get: Query<[string, EpochSeconds], { reason: string; until: EpochSeconds | null }>;
  readonly #set: Query<[string, EpochSeconds | null, string]>;
  readonly #stoodBack: Query<[string], { reason: string }>;
  readonly #standBack: Query<[string, string]>;
  readonly #clear: (group: string) => void;

  constructor(db: Database) {
    this.#db = db;
    this.#get = new Query(
      db,
      'read pauses',
      'select reason, until from pauses where group_name = ? and (until is null or ? < until)',
    );
    this.#set = new Query(
      db,
      'write pauses',
      'insert or replace into pauses (group_name, until, reason) values (?, ?, ?)',
    );
    this.#stoodBack = new Query(
      db,
      'read pauses',
      'select reason from stand_backs where group_name = ?',
    );
    this.#standBack = new Query(
      db,
      'write pauses',
      'insert or replace into stand_backs (group_name, reason) values (?, ?)',
    );
    const deletions = ['pauses', 'stand_backs'].map(
      (table) =>
        new Query<[string]>(db, 'write pauses', `delete from ${table} where group_name = ?`),
    );
    this.#clear = transaction(db, 'write pauses', (group) => {
      for (const deletion of deletions) deletion.run(group);
    });
  }

  get(group: string, at: EpochSeconds): string | null {
    return (this.#stoodBack.get(group) ?? this.#get.get(group, at))?.reason ?? null;
  }

  endOf(group: string, at: EpochSeconds): EpochSeconds | null {
    if (this.standsBack(group)) return null;
    return this.#get.get(group, at)?.until ?? null;
  }

  set(group: string, until: EpochSeconds | null, reason: string): void {
    durably(this.#db, () => this.#set.run(group, until, reason));
  }

  standBack(group: string, reason: string): void {
    durably(this.#db, () => this.#standBack.run(group, reason));
  }

  standsBack(group: string): boolean {
    return this.#stoodBack.get(group) !== undefined;
  }

  clear(group: string): void {
    durably(this.#db, () => this.#clear(group));
  }
}
