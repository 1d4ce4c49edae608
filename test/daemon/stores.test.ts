import { expect, test } from 'vitest';
import { openStores } from '../../src/daemon/stores.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('stores that are closed leave the lock to whoever comes next', () => {
  const directory = temporaryDirectory();
  const open = () => openStores(directory, { create: true });
  const [first, second] = [open(), open()];
  first.lock(100);
  expect(() => second.lock(200)).toThrowError(expect.objectContaining({ code: 'FW_LOCKED' }));
  first.close();
  second.lock(200);
  second.close();
});
