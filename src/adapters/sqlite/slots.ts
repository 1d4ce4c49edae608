import type { Database } from 'better-sqlite3';
import type { SlotRun, SlotStore } from '../../app/ports/host.ts';
import { assert } from '../../core/assert.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query } from './query.ts';

/** Which slot of each job was begun, in table `slots`. */
export class SqliteSlotStore implements SlotStore {
  readonly #latest: Query<[string], SlotRun>;
  readonly #begin: Query<[string, EpochSeconds, EpochSeconds]>;
  readonly #finish: Query<[EpochSeconds, string, string, EpochSeconds]>;
  readonly #forget: Query<[string, EpochSeconds]>;

  constructor(db: Database) {
    this.#latest = new Query(
      db,
      'read slots',
      `select slot, started_at as startedAt, finished_at as finishedAt, outcome from slots
       where job = ? order by slot desc limit 1`,
    );
    this.#begin = new Query(
      db,
      'write slots',
      'insert into slots (job, slot, started_at) values (?, ?, ?) on conflict do nothing',
    );
    this.#finish = new Query(
      db,
      'write slots',
      'update slots set finished_at = ?, outcome = ? where job = ? and slot = ?',
    );
    this.#forget = new Query(db, 'write slots', 'delete from slots where job = ? and slot > ?');
  }

  latest(job: string): SlotRun | null {
    return this.#latest.get(job) ?? null;
  }

  begin(job: string, slot: EpochSeconds, at: EpochSeconds): boolean {
    return this.#begin.run(job, slot, at).changes === 1;
  }

  finish(job: string, slot: EpochSeconds, at: EpochSeconds, outcome: string): void {
    const { changes } = this.#finish.run(at, outcome, job, slot);
    assert(changes === 1, `slot ${slot} of ${job} was never begun`);
  }

  forgetAfter(job: string, at: EpochSeconds): void {
    this.#forget.run(job, at);
  }
}
