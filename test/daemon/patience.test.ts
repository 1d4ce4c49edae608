import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withPatience } from '../../src/daemon/patience.ts';

/** Resolves with the reason, when the signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
const hour = 3_600_000;

describe('patience', () => {
  // Everything that nobody holds is thrown away again and again: a wait must outlive that.
  let collecting: NodeJS.Timeout;
  beforeEach(() => {
    setFlagsFromString('--expose-gc');
    collecting = setInterval(runInNewContext('gc'), 2);
  });
  afterEach(() => clearInterval(collecting));

  test('ends after its time', async () => {
    const reason = await withPatience(30, new AbortController().signal, untilAborted);
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('ends with the daemon, whether that is over already or comes to it later', async () => {
    expect(await withPatience(hour, AbortSignal.abort('over'), untilAborted)).toBe('over');
    const stop = new AbortController();
    setTimeout(() => stop.abort('later'), 30);
    expect(await withPatience(hour, stop.signal, untilAborted)).toBe('later');
  });
});

test('work that ends in time is left alone, and what it comes to is returned', async () => {
  let told: AbortSignal | null = null;
  const stop = new AbortController();
  const work = async (signal: AbortSignal) => {
    told = signal;
    return 7;
  };
  expect(await withPatience(hour, stop.signal, work)).toBe(7);
  stop.abort();
  expect(told!.aborted).toBe(false);
  const failing = withPatience(hour, stop.signal, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
});
