import { ForewarmError } from '../../errors.ts';

/** Advice for what SQLite reports. Source: SQLite, result codes; extended ones begin with these. */
const advice: readonly (readonly [code: string, hint: string])[] = [
  ['SQLITE_BUSY', 'another process is writing to it; try again'],
  ['SQLITE_LOCKED', 'another process is writing to it; try again'],
  ['SQLITE_FULL', 'free some disk space'],
  ['SQLITE_NOTADB', 'name a forewarm database, or move this file away'],
  ['SQLITE_CORRUPT', 'put back a backup, or move the file away to start afresh'],
  ['SQLITE_READONLY', 'make the file and its directory writable'],
  ['SQLITE_CANTOPEN', 'check the path and the permissions of its directory'],
  ['SQLITE_IOERR', 'check the disk: a local one, not a network share'],
];

/** What better-sqlite3 says when its native half was never built, or was for another Node.js. */
const bindingProblem =
  /Could not locate the bindings file|NODE_MODULE_VERSION|ERR_DLOPEN_FAILED|invalid ELF header/;
const bindingHint =
  'run `npm rebuild better-sqlite3`, or install with `npm i -g --allow-scripts=better-sqlite3 forewarm`';

/** A failure of SQLite as a ForewarmError; anything else is returned as it is. */
export function fromSqlite(cause: unknown, what: string): unknown {
  if (!(cause instanceof Error) || cause instanceof ForewarmError) return cause;
  const code = 'code' in cause ? String(cause.code) : '';
  if (bindingProblem.test(`${code} ${cause.message}`)) {
    const message = `${what}: better-sqlite3 has no binding for this Node.js`;
    return new ForewarmError('FW_DB_BROKEN', message, { cause, hint: bindingHint });
  }
  if (!code.startsWith('SQLITE_')) return cause;
  const [known, hint] = advice.find(([start]) => code.startsWith(start)) ?? [];
  const retryable = known === 'SQLITE_BUSY' || known === 'SQLITE_LOCKED';
  return new ForewarmError('FW_DB_BROKEN', `${what}: ${cause.message}`, {
    cause,
    retryable,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Runs `work`, whose SQLite failures arrive as ForewarmError FW_DB_BROKEN. */
export function translated<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw fromSqlite(cause, what);
  }
}
