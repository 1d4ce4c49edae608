import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inMemory, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { acquireLock, lockHolder } from '../../../src/adapters/sqlite/lock.ts';
import { startChild } from '../../support/child.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const me = { pid: process.pid, since: 1_700_000_000 };

const locked = (pid: number) =>
  expect.objectContaining({
    code: 'FW_LOCKED',
    message: expect.stringContaining(`process ${pid} since 2023-11-14T22:13:20Z`),
  });

const holdForever = `
  import { openDatabase } from './src/adapters/sqlite/database.ts';
  import { acquireLock } from './src/adapters/sqlite/lock.ts';
  const holder = { pid: process.pid, since: 1_700_000_000 };
  const wait = Number(process.argv[3] ?? 0) - Date.now();
  const db = openDatabase(process.argv[2]!);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, wait));
  try {
    acquireLock(db, holder);
    globalThis.gc();
    console.log('held');
  } catch (error) {
    console.log(error.code);
  }
  setInterval(() => {}, 60_000);`;

describe('the lock of a database', () => {
  test('is held once, and named to whoever comes second', () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const [first, second] = [openDatabase(file), openDatabase(file)];
    expect(lockHolder(second)).toBeNull();
    const lock = acquireLock(first, me);
    expect(() => acquireLock(second, { pid: 1, since: 2 })).toThrowError(locked(me.pid));
    expect(lockHolder(second)).toEqual(me);
    lock.release();
    lock.release();
    expect(lockHolder(second)).toBeNull();
    acquireLock(second, me).release();
  });

  test('leaves reads and writes of the others alone', () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const [daemon, other] = [openDatabase(file), openDatabase(file)];
    const lock = acquireLock(daemon, me);
    other.exec("insert into notes values ('a', 'b')");
    expect(daemon.prepare('select value from notes').pluck().get()).toBe('b');
    lock.release();
  });

  test('a database in memory is its own and needs none', () => {
    const db = openDatabase(inMemory);
    acquireLock(db, me);
    expect(() => acquireLock(db, me)).not.toThrow();
    expect(lockHolder(db)).toBeNull();
  });

  test('of a process that was killed is free at once', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const child = await startChild(holdForever, [file]);
    expect(await child.line()).toBe('held');
    const db = openDatabase(file);
    expect(() => acquireLock(db, me)).toThrowError(locked(child.pid));
    await child.kill();
    expect(lockHolder(db)).toBeNull();
    const lock = acquireLock(db, me);
    expect(lockHolder(openDatabase(file))).toEqual(me);
    lock.release();
  });

  test('goes to one of those that start at once', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    openDatabase(file).close();
    const together = String(Date.now() + 700);
    const children = await Promise.all(
      [1, 2, 3].map(() => startChild(holdForever, [file, together])),
    );
    const said = await Promise.all(children.map((child) => child.line()));
    expect(said.sort()).toEqual(['FW_LOCKED', 'FW_LOCKED', 'held']);
  });
});
