import type { Database } from 'better-sqlite3';
import type { RetainedKind, RetentionStore } from '../../app/ports/books.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { translated } from './faults.ts';
import { Query, transaction } from './query.ts';

/** Free pages are kept for what is written next, up to this share of the file. */
const freeShareMax = 0.1;
/** Pages that one call gives back: a tenth of a second of the write lock. */
const pagesAtOnce = 500;

/**
 * How the old rows of each kind are found, oldest first. Samples are counted where their series is
 * named, so they have a way of their own.
 */
const oldRows = {
  // What was last written to a group stays: the changes of others are told from it.
  ledger: [
    'ledger',
    'id',
    `at < ? and id < (
       select max(id) from ledger as newest where newest.group_name = ledger.group_name)`,
  ],
  usage: ['usage', 'hour_start, group_name, phase', 'hour_start < ?'],
  // What a job did last stays, however long ago: it may still run, and tells what is due next.
  slots: [
    'slots',
    'job, slot',
    'slot < ? and slot < (select max(slot) from slots as newest where newest.job = slots.job)',
  ],
  // Every kind is named so that the index by kind and start is of use.
  activities: [
    'activities',
    'group_name, activity_id',
    `kind in ('into-pool', 'return', 'from-pool', 'cold', 'terminate', 'terminate-from-pool')
       and started_at < ?`,
  ],
  wishes: ['wishes', 'group_name, at', 'at < ?'],
} as const satisfies Record<Exclude<RetainedKind, 'samples'>, readonly string[]>;

/** Deletes what has grown old, a piece at a time, and gives its space back to the disk. */
export class SqliteRetention implements RetentionStore {
  readonly #db: Database;
  readonly #purges: ReadonlyMap<RetainedKind, (before: EpochSeconds, most: number) => number>;

  constructor(db: Database) {
    this.#db = db;
    const purges = Object.entries(oldRows).map(([kind, [table, key, isOld]]) => {
      const old = `select ${key} from ${table} where ${isOld} limit ?`;
      const query = new Query<[EpochSeconds, number]>(
        db,
        `purge ${table}`,
        `delete from ${table} where (${key}) in (${old})`,
      );
      const purge = (before: EpochSeconds, most: number) => query.run(before, most).changes;
      return [kind as RetainedKind, purge] as const;
    });
    this.#purges = new Map([...purges, ['samples', samplePurge(db)]]);
  }

  purge(kind: RetainedKind, before: EpochSeconds, most: number): number {
    return this.#purges.get(kind)!(before, most);
  }

  compact(): boolean {
    const pragma = (name: string) => Number(this.#db.pragma(name, { simple: true }));
    return translated(`cannot compact ${this.#db.name}`, () => {
      const isWasteful = () => pragma('freelist_count') > freeShareMax * pragma('page_count');
      if (!isWasteful() || pragma('auto_vacuum') !== incremental) return false;
      this.#db.pragma(`incremental_vacuum(${pagesAtOnce})`);
      return isWasteful();
    });
  }
}

/** Value of `pragma auto_vacuum`. Source: SQLite, pragma auto_vacuum. */
const incremental = 2;

/** Purges one resolution of one series at a time, and forgets those of which nothing is left. */
function samplePurge(db: Database): (before: EpochSeconds, most: number) => number {
  const what = 'purge samples';
  const oldest = new Query<[EpochSeconds], { id: number }>(
    db,
    what,
    `select id from resolutions
     where (select min(at) from samples where resolution_id = resolutions.id) < ? limit 1`,
  );
  const remove = new Query<[number, number, EpochSeconds, number]>(
    db,
    what,
    `delete from samples where resolution_id = ? and at in
       (select at from samples where resolution_id = ? and at < ? order by at limit ?)`,
  );
  const shrink = new Query<[number, number]>(
    db,
    what,
    'update resolutions set samples = samples - ? where id = ?',
  );
  const forget = new Query<[number]>(
    db,
    what,
    'delete from resolutions where id = ? and samples = 0',
  );
  return transaction(db, what, (before: EpochSeconds, most: number) => {
    const resolution = oldest.get(before);
    if (resolution === undefined) return 0;
    const { id } = resolution;
    const { changes } = remove.run(id, id, before, most);
    shrink.run(changes, id);
    forget.run(id);
    return changes;
  });
}
