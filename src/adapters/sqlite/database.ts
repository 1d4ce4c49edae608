import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { ForewarmError } from '../../errors.ts';
import { translated } from './faults.ts';
import { migrate } from './migrate.ts';

/** A database of one process's own, gone when it closes. */
export const inMemory = ':memory:';

export interface OpenOptions {
  /** Makes the file and its directories where there are none. Default true. */
  readonly create?: boolean;
}

/** Milliseconds a statement waits for another process's write before it fails as busy. */
const busyMillis = 5_000;

/** Milliseconds between two tries of what SQLite gives up at once. */
const retryMillis = 10;

/**
 * Opens the database at `path` and brings it to the newest schema. Many processes may hold it open;
 * `acquireLock` makes one of them the daemon.
 * @throws ForewarmError FW_DB_BROKEN with advice, FW_DB_NEWER; FW_DATA_SHORT where there is none
 *   and none may be made.
 */
export function openDatabase(path: string, { create = true }: OpenOptions = {}): Database {
  const what = `cannot open the database ${path}`;
  const isNew = path !== inMemory && !existsSync(path);
  if (isNew && !create) {
    const hint = '`forewarm import` or `forewarm run` makes one, where state.directory says';
    throw new ForewarmError('FW_DATA_SHORT', `nothing is stored yet: no database ${path}`, {
      hint,
    });
  }
  if (isNew) makeDirectory(dirname(path), what);

  const db = translated(what, () => new Sqlite(path, { timeout: busyMillis }));
  try {
    translated(what, () => configure(db));
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function configure(db: Database): void {
  // Only before the first page, so an older file keeps the space of deleted rows for new ones.
  if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
  // A write-ahead log loses no committed row to a crash of the process, only to one of the machine:
  // at worst the last moments, and never consistency. What must outlast that too is written
  // `durably`. To flush each commit would take some milliseconds for each row of each group.
  // Source: SQLite, write-ahead logging.
  writeAhead(db);
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
}

/**
 * Switches `db` to the write-ahead log, and waits for another process's write as statements do:
 * here SQLite itself does not, since it goes from reading the header to writing it, where two
 * that wait would wait for each other.
 */
function writeAhead(db: Database): void {
  for (let waited = 0; ; waited += retryMillis) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY';
      if (!busy || waited >= busyMillis) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMillis);
    }
  }
}

function makeDirectory(directory: string, what: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    const message = `${what}: its directory cannot be made`;
    throw new ForewarmError('FW_DB_BROKEN', message, { cause, hint: 'check the path' });
  }
}
