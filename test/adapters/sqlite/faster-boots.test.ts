import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { SqliteFasterBootStore } from '../../../src/adapters/sqlite/faster-boots.ts';
import { SqliteNotes } from '../../../src/adapters/sqlite/notes.ts';
import { aFasterBoot } from '../../support/faster-boot-store.ts';
import { groupPolicy } from '../../support/policies.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

test('the newest comparison of each group is kept, and one of another layout is none', () => {
  const db = openDatabase(join(temporaryDirectory(), 'forewarm.db'), { create: true });
  const notes = new SqliteNotes(db);
  const store = new SqliteFasterBootStore(notes);
  expect(store.latest('web')).toBeNull();
  const [first, second] = [100, 200].map((at) => aFasterBoot(groupPolicy(), at));
  store.save('web', first!);
  store.save('web', second!);
  store.save('shop', first!);
  expect([store.latest('web'), store.latest('shop')]).toEqual([second, first]);
  notes.set('faster-boot/web', JSON.stringify({ format: 0, comparison: first }));
  expect(store.latest('web')).toBeNull();
  db.close();
});
