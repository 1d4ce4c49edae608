import type { Database } from 'better-sqlite3';
import type { Ledger, LedgerEntry, LedgerEvent, StoredEntry } from '../../app/ports/books.ts';
import type { PoolSetting } from '../../core/capacity/setting.ts';
import type { Plan } from '../../core/planning/plan.ts';
import type { Mode } from '../../core/planning/policy.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { durably, Query } from './query.ts';

/** One row of table `ledger`, its JSON still text. */
interface Row {
  readonly id: number;
  readonly group: string;
  readonly at: EpochSeconds;
  readonly event: LedgerEvent;
  readonly mode: Mode;
  readonly reason: string;
  readonly before: string | null;
  readonly plan: string;
}

const columns = 'id, group_name as "group", at, event, mode, reason, before, plan';

/** Every decision and its outcome, in table `ledger`; the table refuses updates. */
export class SqliteLedger implements Ledger {
  readonly #db: Database;
  readonly #insert: Query<[Omit<Row, 'id'>]>;
  readonly #latest: Query<[string], Row>;
  readonly #asOf: Query<[string, EpochSeconds], Row>;
  readonly #oldest: Query<[string], { readonly at: EpochSeconds | null }>;
  readonly #between: Query<[EpochSeconds, EpochSeconds], Row>;
  readonly #betweenOf: Query<[string, EpochSeconds, EpochSeconds], Row>;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = new Query(
      db,
      'write the ledger',
      `insert into ledger (group_name, at, event, mode, reason, before, plan)
       values (@group, @at, @event, @mode, @reason, @before, @plan)`,
    );
    const read = 'read the ledger';
    this.#latest = new Query(
      db,
      read,
      `select ${columns} from ledger where group_name = ? order by id desc limit 1`,
    );
    this.#asOf = new Query(
      db,
      read,
      `select ${columns} from ledger where group_name = ? and at <= ?
       order by at desc, id desc limit 1`,
    );
    this.#oldest = new Query(db, read, 'select min(at) as at from ledger where group_name = ?');
    this.#between = new Query(
      db,
      read,
      `select ${columns} from ledger where at >= ? and at < ? order by at, id`,
    );
    this.#betweenOf = new Query(
      db,
      read,
      `select ${columns} from ledger where group_name = ? and at >= ? and at < ? order by at, id`,
    );
  }

  /** An intent is on the disk before the lever moves: without it, the change would be a stranger's. */
  append(entry: LedgerEntry): number {
    const { group, at, event, mode, reason } = entry;
    const before = entry.before === null ? null : JSON.stringify(entry.before);
    const plan = JSON.stringify(entry.plan);
    const row = { group, at, event, mode, reason, before, plan };
    const insert = () => Number(this.#insert.run(row).lastInsertRowid);
    return event === 'intended' ? durably(this.#db, insert) : insert();
  }

  latest(group: string): StoredEntry | null {
    const row = this.#latest.get(group);
    return row === undefined ? null : entryOf(row);
  }

  asOf(group: string, at: EpochSeconds): StoredEntry | null {
    const row = this.#asOf.get(group, at);
    return row === undefined ? null : entryOf(row);
  }

  oldestAt(group: string): EpochSeconds | null {
    return this.#oldest.get(group)?.at ?? null;
  }

  between(group: string | null, from: EpochSeconds, to: EpochSeconds): StoredEntry[] {
    const rows =
      group === null ? this.#between.all(from, to) : this.#betweenOf.all(group, from, to);
    return rows.map(entryOf);
  }
}

function entryOf(row: Row): StoredEntry {
  const before: PoolSetting | null = row.before === null ? null : JSON.parse(row.before);
  const plan: Plan = JSON.parse(row.plan);
  return { ...row, before, plan };
}
