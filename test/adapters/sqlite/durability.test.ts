import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { SqliteLedger } from '../../../src/adapters/sqlite/ledger.ts';
import { migrate } from '../../../src/adapters/sqlite/migrate.ts';
import { ledgerEvents } from '../../../src/app/ports/books.ts';
import { aLedgerEntry } from '../../support/decisions.ts';

/** A database that tells which of its inserts were waited for until they were on the disk. */
function watchedDatabase() {
  const flushed: boolean[] = [];
  let isFull = false;
  const verbose = (sql: unknown) => {
    const [, level] = /^pragma synchronous = (\w+)/i.exec(String(sql)) ?? [];
    if (level !== undefined) isFull = level === 'FULL';
    if (/^\s*insert/i.test(String(sql))) flushed.push(isFull);
  };
  const db = new Sqlite(':memory:', { verbose });
  migrate(db);
  flushed.length = 0;
  return { db, flushed };
}

test('an intent alone outlasts a loss of power: each flush makes a step wait', () => {
  const { db, flushed } = watchedDatabase();
  const ledger = new SqliteLedger(db);
  for (const event of ledgerEvents) ledger.append(aLedgerEntry({ event }));
  expect(flushed).toEqual(ledgerEvents.map((event) => event === 'intended'));
});

test('an intent that cannot be written leaves the others as quick as they were', () => {
  const { db, flushed } = watchedDatabase();
  const ledger = new SqliteLedger(db);
  const broken = aLedgerEntry({ event: 'intended', reason: null as unknown as string });
  expect(() => ledger.append(broken)).toThrow('ledger.reason');
  ledger.append(aLedgerEntry({ event: 'held' }));
  expect(flushed.at(-1)).toBe(false);
});
