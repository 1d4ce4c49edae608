import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { assert } from '../../core/assert.ts';
import { ForewarmError } from '../../errors.ts';
import { backUp } from './backup.ts';
import { translated } from './faults.ts';
import { withoutDaemon } from './lock.ts';

interface Migration {
  /** Schema version that it leads to, ≥ 1. */
  readonly version: number;
  readonly sql: string;
}

/** 'fwrm', as the first migration writes it. */
const applicationId = 0x6677726d;

/**
 * Brings `db` to the newest schema, one migration and one exclusive transaction at a time, after a
 * backup beside the file where there is something to lose. Migrations only go forward, and never
 * under the feet of an older daemon, whose statements were made for the schema that it found.
 * @throws ForewarmError FW_DB_NEWER when a newer forewarm wrote it; FW_LOCKED when a daemon runs on
 *   it; FW_DB_BROKEN when it is not forewarm's, or when a migration fails, which leaves it as it was.
 */
export function migrate(db: Database, directory = migrationsDirectory()): void {
  const migrations = readMigrations(directory);
  const version = versionOf(db);
  if (version > migrations.length) throw newer(db, version, migrations.length);
  refuseForeign(db);
  const pending = migrations.slice(version);
  if (version === 0) for (const migration of pending) apply(db, migration);
  else if (pending.length > 0) upgrade(db, version, pending);
}

/** Brings a database that may hold years of traffic from `version` to the newest. */
function upgrade(db: Database, version: number, pending: readonly Migration[]): void {
  const work = () => {
    backUp(db, `${db.name}.backup-v${version}`);
    for (const migration of pending) apply(db, migration);
  };
  try {
    withoutDaemon(db, work);
  } catch (error) {
    if (!(error instanceof ForewarmError) || error.code !== 'FW_LOCKED') throw error;
    const message = `${error.message}, and this newer forewarm must first migrate the database`;
    const hint = 'stop the daemon, start it again from this version, then repeat the command';
    throw new ForewarmError('FW_LOCKED', message, { cause: error, hint });
  }
}

function apply(db: Database, { version, sql }: Migration): void {
  const step = db.transaction(() => {
    if (versionOf(db) >= version) return; // another process came first
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
  });
  translated(`cannot bring ${db.name} to schema ${version}`, () => step.exclusive());
}

function versionOf(db: Database): number {
  return translated(`cannot read ${db.name}`, () =>
    Number(db.pragma('user_version', { simple: true })),
  );
}

function refuseForeign(db: Database): void {
  // Tables first: another process may be writing both for the first time, in one transaction.
  const [tables, id] = translated(`cannot read ${db.name}`, () => [
    db.prepare('select count(*) from sqlite_schema').pluck().get(),
    db.pragma('application_id', { simple: true }),
  ]);
  if (id === applicationId || (id === 0 && tables === 0)) return;
  const hint = 'name another file';
  throw new ForewarmError('FW_DB_BROKEN', `${db.name} belongs to another program`, { hint });
}

function newer(db: Database, version: number, known: number): ForewarmError {
  const message = `${db.name} has schema ${version}, this forewarm knows ${known}`;
  const hint = `upgrade forewarm, or put back the backup ${db.name}.backup-v${known}`;
  return new ForewarmError('FW_DB_NEWER', message, { hint });
}

function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((name) => /^\d{4}_\w+\.sql$/.test(name));
  return files.sort().map((name, index) => {
    const version = Number(name.slice(0, 4));
    assert(version === index + 1, `migration ${name} should have number ${index + 1}`);
    return { version, sql: readFileSync(join(directory, name), 'utf8') };
  });
}

/** `migrations` beside the package.json above this file, which runs from src and from dist. */
function migrationsDirectory(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    assert(parent !== directory, `no package.json above ${import.meta.dirname}`);
    directory = parent;
  }
  return join(directory, 'migrations');
}
