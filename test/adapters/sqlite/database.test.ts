import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../../src/adapters/sqlite/backup.ts';
import { inMemory, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { fromSqlite } from '../../../src/adapters/sqlite/faults.ts';
import { SqliteLedger } from '../../../src/adapters/sqlite/ledger.ts';
import { SqliteNotes } from '../../../src/adapters/sqlite/notes.ts';
import { SqliteSeriesStore } from '../../../src/adapters/sqlite/series.ts';
import { SqliteSpendStore } from '../../../src/adapters/sqlite/spend.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { startChild } from '../../support/child.ts';
import { aLedgerEntry, anObservation } from '../../support/decisions.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** The ForewarmError that `work` throws. */
function errorOf(work: () => unknown): ForewarmError {
  try {
    work();
  } catch (error) {
    if (error instanceof ForewarmError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('openDatabase', () => {
  test('makes the file and its directories, in write-ahead mode', () => {
    const file = join(temporaryDirectory(), 'state/of/forewarm.db');
    const db = openDatabase(file);
    expect(existsSync(file)).toBe(true);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
  });

  test('what one connection wrote, the next one reads', () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const first = openDatabase(file);
    new SqliteNotes(first).set('backend', 'wasm');
    const second = openDatabase(file, { create: false });
    expect(new SqliteNotes(second).get('backend')).toBe('wasm');
    expect(new SqliteNotes(second).get('other')).toBeNull();
    first.close();
    second.close();
  });

  test.each([
    {
      name: 'a file that is no database',
      prepare: (path: string) => writeFileSync(path, 'timestamp,value\n'.repeat(100)),
      says: 'file is not a database',
      hint: 'move this file away',
    },
    {
      name: 'a directory',
      prepare: (path: string) => mkdirSync(path),
      says: 'unable to open database file',
      hint: 'check the path',
    },
  ])('$name is refused in one sentence', ({ prepare, says, hint }) => {
    const path = join(temporaryDirectory(), 'some.db');
    prepare(path);
    const error = errorOf(() => openDatabase(path, { create: false }));
    expect(error.code).toBe('FW_DB_BROKEN');
    expect(error.message).toContain(`cannot open the database ${path}`);
    expect(error.message).toContain(says);
    expect(error.hint).toContain(hint);
  });

  test('nothing, where nothing may be made, is a first state with its remedy', () => {
    const path = join(temporaryDirectory(), 'some.db');
    const error = errorOf(() => openDatabase(path, { create: false }));
    expect(error).toMatchObject({ code: 'FW_DATA_SHORT', exitCode: 5 });
    expect(error.message).toBe(`nothing is stored yet: no database ${path}`);
    expect(error.hint).toMatch(/forewarm import.*forewarm run/);
    expect(existsSync(path)).toBe(false);
  });

  test('a directory that cannot be made is refused', () => {
    const file = join(temporaryDirectory(), 'a-file');
    writeFileSync(file, '');
    expect(errorOf(() => openDatabase(join(file, 'some.db'))).code).toBe('FW_DB_BROKEN');
  });

  test('many processes may open a new database at once', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const source = `
      import { openDatabase } from './src/adapters/sqlite/database.ts';
      const wait = Number(process.argv[3]) - Date.now();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, wait));
      openDatabase(process.argv[2]);
      console.log('open');`;
    const together = String(Date.now() + 700);
    const children = await Promise.all([1, 2, 3].map(() => startChild(source, [file, together])));
    expect(await Promise.all(children.map((child) => child.line()))).toEqual(Array(3).fill('open'));
  });

  test('a database that another process writes is waited for', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const source = `
      import Sqlite from 'better-sqlite3';
      const db = new Sqlite(process.argv[2]);
      db.pragma('application_id = ' + 0x6677726d);
      db.exec('begin immediate');
      console.log('writing');
      setTimeout(() => db.exec('commit'), 300);`;
    const writer = await startChild(source, [file]);
    expect(await writer.line()).toBe('writing');
    expect(openDatabase(file).pragma('journal_mode', { simple: true })).toBe('wal');
  });
});

describe('fromSqlite', () => {
  test('a binding that does not load comes with the command that builds it', () => {
    const broken = join(temporaryDirectory(), 'better_sqlite3.node');
    writeFileSync(broken, 'no library');
    const open = () => new Sqlite(inMemory, { nativeBinding: broken });
    const error = errorOf(() => {
      try {
        open();
      } catch (cause) {
        throw fromSqlite(cause, 'cannot open the database some.db');
      }
    });
    expect(error.code).toBe('FW_DB_BROKEN');
    expect(error.hint).toContain('npm rebuild better-sqlite3');
    const missing = new Error('Could not locate the bindings file. Tried: …');
    expect(fromSqlite(missing, 'open')).toHaveProperty('hint', error.hint);
  });

  test('a busy database is worth another try, and an unknown failure is passed on', () => {
    const busy = new Sqlite.SqliteError('database is locked', 'SQLITE_BUSY_SNAPSHOT');
    expect(fromSqlite(busy, 'write')).toMatchObject({ code: 'FW_DB_BROKEN', retryable: true });
    const full = new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
    expect(fromSqlite(full, 'write')).toMatchObject({ retryable: false });
    const bug = new TypeError('x is not a function');
    expect(fromSqlite(bug, 'write')).toBe(bug);
  });
});

describe('the database', () => {
  test('refuses to change the ledger', () => {
    const db = openDatabase(inMemory);
    new SqliteLedger(db).append(aLedgerEntry());
    expect(() => db.exec("update ledger set reason = 'another'")).toThrow('append-only');
  });

  test('a write that fails midway leaves nothing behind', () => {
    const store = new SqliteSpendStore(openDatabase(inMemory));
    const usage = [60, -60].map((instanceSeconds) => ({
      hourStart: 0,
      phase: 'Stopped' as const,
      instanceSeconds,
    }));
    const meter = { at: 0, observation: anObservation(), open: [] };
    store.accrue('web', usage.slice(0, 1), meter);
    const wrong = usage.toReversed();
    const error = errorOf(() => store.accrue('web', [usage[0]!, ...wrong], { ...meter, at: 60 }));
    expect(error.message).toContain('cannot write usage');
    expect(store.usage('web', 0, 3600)).toEqual([{ group: 'web', ...usage[0]! }]);
    expect(store.meter('web')).toEqual(meter);
  });

  test('a backup holds what was there, and replaces the one before', () => {
    const directory = temporaryDirectory();
    const db = openDatabase(join(directory, 'forewarm.db'));
    const notes = new SqliteNotes(db);
    for (const value of ['old', 'new']) {
      notes.set('key', value);
      backUp(db, join(directory, 'backup.db'));
    }
    const copy = openDatabase(join(directory, 'backup.db'), { create: false });
    expect(new SqliteNotes(copy).get('key')).toBe('new');
    copy.close();
    db.close();
  });

  test('a process killed while it writes leaves whole batches and a sound file', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const child = await startChild(
      `
      import { openDatabase } from './src/adapters/sqlite/database.ts';
      import { SqliteSeriesStore } from './src/adapters/sqlite/series.ts';
      const store = new SqliteSeriesStore(openDatabase(process.argv[2]));
      for (let round = 0; ; round++) {
        const samples = Array.from({ length: 1000 }, (_, i) => ({ at: i * 60, value: round }));
        store.append('web', { stepSeconds: 60, samples });
        console.log(round);
      }`,
      [file],
    );
    for (let round = 0; round < 5; round++) await child.line();
    await child.kill();

    const db = openDatabase(file);
    const store = new SqliteSeriesStore(db);
    const rounds = new Set(store.range('web', 0, 60_000, 60).values);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(rounds.size).toBe(1);
    expect([...rounds][0]).toBeGreaterThanOrEqual(4);
    expect(store.extent('web')?.samples).toBe(1000);
    db.close();
  });
});
