import type { Database, RunResult, Statement } from 'better-sqlite3';
import { translated } from './faults.ts';

/** One statement, prepared once. Its failures arrive as ForewarmError FW_DB_BROKEN. */
export class Query<Parameters extends unknown[], Row = never> {
  readonly #statement: Statement<Parameters, Row>;
  readonly #what: string;

  /** Preparing here makes a missing column fail at start, not at the first decision. */
  constructor(db: Database, what: string, sql: string) {
    this.#what = `cannot ${what} in ${db.name}`;
    this.#statement = translated(this.#what, () => db.prepare<Parameters, Row>(sql));
  }

  run(...parameters: Parameters): RunResult {
    return translated(this.#what, () => this.#statement.run(...parameters));
  }

  get(...parameters: Parameters): Row | undefined {
    return translated(this.#what, () => this.#statement.get(...parameters));
  }

  all(...parameters: Parameters): Row[] {
    return translated(this.#what, () => this.#statement.all(...parameters));
  }
}

/** `work` as one transaction that takes the write lock at once: all of it happens, or nothing. */
export function transaction<Arguments extends unknown[], Result>(
  db: Database,
  what: string,
  work: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const whole = db.transaction(work);
  return (...args) => translated(`cannot ${what} in ${db.name}`, () => whole.immediate(...args));
}

/**
 * Runs `work`, whose commits, and all before them, are on the disk when it returns: the others may
 * be lost with the last moments of a machine. A commit that is waited for takes some milliseconds.
 */
export function durably<Result>(db: Database, work: () => Result): Result {
  db.pragma('synchronous = FULL');
  try {
    return work();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}
