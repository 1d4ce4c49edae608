/**
 * One daemon per database. The lock is a write transaction held open on a small file beside the
 * database: the operating system lets go of it when the holder dies, however it dies, so a lock is
 * never stale and never needs a heartbeat. A row of pid and boot id was set aside: a pid is reused,
 * is always 1 in a container, and cannot be probed from another one.
 */
import { realpathSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { type EpochSeconds, isoOf } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { fromSqlite, translated } from './faults.ts';

/** Proof that this process alone runs on a database. */
export interface DatabaseLock {
  /** Lets the next one in. Doing it twice is doing it once. */
  release(): void;
}

export interface LockHolder {
  readonly pid: number;
  readonly since: EpochSeconds;
}

/** Keeps held locks from the garbage collector, which would close their files and so free them. */
const heldLocks = new Set<Database>();

/** Long enough to outlast another's look at the lock, far too short to outwait a holder. */
const busyMillis = 250;

/**
 * Takes the lock of `db` in the name of `holder`, at once or not at all.
 * @throws ForewarmError FW_LOCKED naming the holder's pid and since when.
 */
export function acquireLock(db: Database, holder: LockHolder): DatabaseLock {
  if (db.memory) return { release: () => {} };
  const held = hold(db);
  if (held === null) throw locked(db, readHolder(db));
  translated(`cannot lock ${db.name}`, () =>
    db.prepare('insert or replace into lock_holder values (1, ?, ?)').run(holder.pid, holder.since),
  );
  heldLocks.add(held);
  return { release: () => release(held) };
}

/** Who runs on the database now; null = nobody. */
export function lockHolder(db: Database): LockHolder | null {
  if (db.memory) return null;
  const held = hold(db);
  if (held === null) return readHolder(db);
  held.close();
  return null;
}

/**
 * Runs `work` while no daemon is on `db` and none can start.
 * @throws ForewarmError FW_LOCKED when one is.
 */
export function withoutDaemon<Result>(db: Database, work: () => Result): Result {
  if (db.memory) return work();
  const held = hold(db);
  if (held === null) throw locked(db, readHolder(db));
  try {
    return work();
  } finally {
    held.close();
  }
}

/** An open write transaction on the lock's file; null when another process has one. */
function hold(db: Database): Database | null {
  const what = `cannot lock ${db.name}`;
  const file = translated(what, () => `${realpathSync(db.name)}.lock`);
  const lock = translated(what, () => new Sqlite(file, { timeout: busyMillis }));
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (cause) {
    lock.close();
    if (cause instanceof Sqlite.SqliteError && cause.code === 'SQLITE_BUSY') return null;
    throw fromSqlite(cause, what);
  }
}

function release(held: Database): void {
  held.close();
  heldLocks.delete(held);
}

/** Null while the holder has yet to write its name. */
function readHolder(db: Database): LockHolder | null {
  const row = db.prepare<[], LockHolder>('select pid, since from lock_holder').get();
  return row ?? null;
}

function locked(db: Database, holder: LockHolder | null): ForewarmError {
  const who = holder === null ? '' : `, process ${holder.pid} since ${isoOf(holder.since)}`;
  return new ForewarmError('FW_LOCKED', `another forewarm runs on ${db.name}${who}`, {
    hint: 'stop it first, or give this one a database of its own',
  });
}
