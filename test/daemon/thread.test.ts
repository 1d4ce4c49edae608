import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerOf } from '../../src/daemon/thread.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** The file of a thread that does `body` with `port`, the way to whoever waits for its answer. */
function threadOf(body: string): string {
  const entry = join(temporaryDirectory(), 'entry.mjs');
  const imports = "import { parentPort as port, workerData } from 'node:worker_threads';";
  writeFileSync(entry, `${imports}\n${body}`);
  return entry;
}

test('a thread answers to its job', async () => {
  const entry = threadOf('port.postMessage(workerData + 1);');
  expect(await answerOf(entry, 41)).toBe(42);
});

test.each([
  ['sleeps', 'setInterval(() => {}, 1000);'],
  ['computes', 'for (;;) {}'],
])('a thread that %s without end is given up', async (_what, body) => {
  const answer = answerOf(threadOf(body), null, { patienceSeconds: 0.5 });
  await expect(answer).rejects.toMatchObject({
    code: 'FW_TRAINING_FAILED',
    message: 'training failed: no answer came within 0.5 s',
  });
});
