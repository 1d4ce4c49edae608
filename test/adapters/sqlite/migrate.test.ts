import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { acquireLock, lockHolder } from '../../../src/adapters/sqlite/lock.ts';
import { migrate } from '../../../src/adapters/sqlite/migrate.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const migrationsDirectory = join(import.meta.dirname, '../../../migrations');
const schemaFile = join(migrationsDirectory, 'schema.sql');

const schemaOf = (db: Database) =>
  db.prepare('select type, name, tbl_name, sql from sqlite_schema order by type, name').all();

/** A directory of migrations, the first `count` of three. */
function migrationsOf(directory: string, count: number): string {
  const all = [
    'pragma application_id = 0x6677726d; create table a (x integer) strict;',
    'alter table a add column y integer; insert into a values (1, 2);',
    'create table b (x integer) strict; insert into nowhere values (1);',
  ];
  all.slice(0, count).forEach((sql, i) => {
    writeFileSync(join(directory, `000${i + 1}_step.sql`), sql);
  });
  return directory;
}

/** The real migrations up to that version. */
function migrationsUpTo(version: number): string {
  const directory = temporaryDirectory();
  for (const name of readdirSync(migrationsDirectory)) {
    const isKept = Number(name.slice(0, 4)) <= version;
    if (isKept) copyFileSync(join(migrationsDirectory, name), join(directory, name));
  }
  return directory;
}

describe('migrate', () => {
  test('an empty database comes to the schema that schema.sql shows', () => {
    const [migrated, shown] = [new Sqlite(':memory:'), new Sqlite(':memory:')];
    migrate(migrated);
    shown.exec(readFileSync(schemaFile, 'utf8'));
    expect(schemaOf(migrated)).toEqual(schemaOf(shown));
    expect(migrated.pragma('application_id')).toEqual(shown.pragma('application_id'));
  });

  test('twice is once', () => {
    const db = new Sqlite(':memory:');
    migrate(db);
    const before = [schemaOf(db), db.pragma('user_version')];
    migrate(db);
    expect([schemaOf(db), db.pragma('user_version')]).toEqual(before);
  });

  test('carries rows over, and keeps a backup of what was there', () => {
    const [directory, file] = [temporaryDirectory(), join(temporaryDirectory(), 'some.db')];
    const db = new Sqlite(file);
    migrate(db, migrationsOf(directory, 1));
    expect(existsSync(`${file}.backup-v1`)).toBe(false);
    db.exec('insert into a values (7)');
    migrate(db, migrationsOf(directory, 2));
    expect(db.prepare('select x, y from a order by x').raw().all()).toEqual([
      [1, 2],
      [7, null],
    ]);
    const backup = new Sqlite(`${file}.backup-v1`);
    expect(backup.prepare('select * from a').all()).toEqual([{ x: 7 }]);
  });

  test('activities keep what they were, but for instances that came back', () => {
    const db = new Sqlite(join(temporaryDirectory(), 'some.db'));
    migrate(db, migrationsUpTo(4));
    const add = db.prepare(`insert into activities values ('web', ?, ?, ?, ?, null, 'successful')`);
    add.run('1', 'into-pool', 'i-1', 100);
    add.run('2', 'from-pool', 'i-1', 200);
    add.run('3', 'into-pool', 'i-1', 300);
    add.run('4', 'into-pool', 'i-2', 400);
    migrate(db);
    const kinds = db.prepare('select kind from activities order by started_at').pluck().all();
    expect(kinds).toEqual(['into-pool', 'from-pool', 'return', 'into-pool']);
  });

  test('what forewarm stood back from and what it warned of is told from pauses and slots', () => {
    const db = new Sqlite(join(temporaryDirectory(), 'some.db'));
    migrate(db, migrationsUpTo(5));
    const pause = db.prepare('insert into pauses values (?, ?, ?)');
    pause.run('web', null, 'someone else changed the pool to no warm pool');
    pause.run('api', null, 'incident');
    pause.run('job', 900, 'someone else changed the pool to paint it');
    const slot = db.prepare('insert into slots (job, slot, started_at) values (?, ?, ?)');
    for (const day of [0, 86_400]) slot.run('alert fleet day 0.5', day, day);
    slot.run('step', 600, 600);
    migrate(db);
    const rows = (table: string) => db.prepare(`select * from ${table}`).raw().all();
    expect(rows('stand_backs')).toEqual([['web', 'someone else changed the pool to no warm pool']]);
    expect(rows('pauses').map((row) => (row as unknown[])[0])).toEqual(['api', 'job']);
    expect(rows('alerts')).toEqual([['alert fleet day 0.5', 86_400]]);
    expect(db.prepare('select job from slots').pluck().all()).toEqual(['step']);
  });

  test('waits until no daemon of the older version runs', () => {
    const directory = temporaryDirectory();
    const file = join(temporaryDirectory(), 'forewarm.db');
    const daemon = openDatabase(file);
    const lock = acquireLock(daemon, { pid: 4711, since: 1_700_000_000 });
    const knownTo = Number(daemon.pragma('user_version', { simple: true }));
    for (const name of readdirSync(migrationsDirectory)) {
      copyFileSync(join(migrationsDirectory, name), join(directory, name));
    }
    const next = `${String(knownTo + 1).padStart(4, '0')}_later.sql`;
    writeFileSync(join(directory, next), 'create table later (x integer) strict;');
    const newer = new Sqlite(file);
    const tables = schemaOf(newer);
    expect(() => migrate(newer, directory)).toThrowError(
      expect.objectContaining({
        code: 'FW_LOCKED',
        exitCode: 7,
        message: expect.stringContaining('process 4711'),
        hint: expect.stringContaining('stop the daemon'),
      }),
    );
    expect(schemaOf(newer)).toEqual(tables);
    expect(existsSync(`${file}.backup-v${knownTo}`)).toBe(false);

    lock.release();
    migrate(newer, directory);
    expect(newer.pragma('user_version', { simple: true })).toBe(knownTo + 1);
    expect(lockHolder(newer)).toBeNull();
  });

  test('a migration that fails leaves the database as it was', () => {
    const directory = temporaryDirectory();
    const db = new Sqlite(join(temporaryDirectory(), 'some.db'));
    migrate(db, migrationsOf(directory, 2));
    const before = schemaOf(db);
    expect(() => migrate(db, migrationsOf(directory, 3))).toThrowError(
      expect.objectContaining({ code: 'FW_DB_BROKEN' }),
    );
    expect(schemaOf(db)).toEqual(before);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
  });

  test('a database of a newer forewarm is refused with advice, and left alone', () => {
    const db = new Sqlite(':memory:');
    migrate(db);
    db.pragma('user_version = 9999');
    expect(() => migrate(db)).toThrowError(
      expect.objectContaining({
        code: 'FW_DB_NEWER',
        hint: expect.stringContaining('upgrade forewarm'),
      }),
    );
    expect(db.pragma('user_version', { simple: true })).toBe(9999);
  });

  test("another program's database is refused and left alone", () => {
    const db = new Sqlite(':memory:');
    db.exec('create table theirs (x)');
    expect(() => migrate(db)).toThrowError('belongs to another program');
    expect(schemaOf(db)).toHaveLength(1);
  });
});
