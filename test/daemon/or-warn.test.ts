import { describe, expect, test } from 'vitest';
import { orWarn } from '../../src/daemon/or-warn.ts';
import { ForewarmError } from '../../src/errors.ts';

/** What work that fails with `error` comes to, and what was told of it. */
async function failingWith(error: unknown, signal: AbortSignal = new AbortController().signal) {
  const told: object[] = [];
  const warn = (fields: object, message: string) => void told.push({ ...fields, message });
  const log = { debug() {}, info() {}, warn, error() {} };
  const warning = { log, message: 'not read', fields: { group: 'web' }, signal };
  return { result: await orWarn(warning, () => Promise.reject(error)), told };
}

const failure = new ForewarmError('FW_AWS_THROTTLED', 'slow down', { hint: 'wait' });

describe('orWarn', () => {
  test('a failure of operation is told with its code and hint, and ends nothing', async () => {
    const { result, told } = await failingWith(failure);
    expect(result).toBeNull();
    expect(told).toEqual([
      {
        group: 'web',
        code: 'FW_AWS_THROTTLED',
        hint: 'wait',
        detail: 'slow down',
        message: 'not read',
      },
    ]);
  });

  test.each([
    ['the abort itself', 'stopped'],
    ['what it brought about', failure],
  ])('at a stop nothing is told: %s', async (_name, error) => {
    expect(await failingWith(error, AbortSignal.abort('stopped'))).toEqual({
      result: null,
      told: [],
    });
  });

  test('a broken invariant is thrown on, even at a stop', async () => {
    const bug = new TypeError('bug');
    await expect(failingWith(bug)).rejects.toThrow('bug');
    await expect(failingWith(bug, AbortSignal.abort('stopped'))).rejects.toThrow('bug');
  });
});
