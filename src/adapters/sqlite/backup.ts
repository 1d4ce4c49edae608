import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { translated } from './faults.ts';

/** Writes a whole, compact copy of `db` to `file`, replacing it; safe beside other processes. */
export function backUp(db: Database, file: string): void {
  translated(`cannot back up ${db.name} to ${file}`, () => {
    rmSync(file, { force: true });
    db.prepare('vacuum into ?').run(file);
  });
}
