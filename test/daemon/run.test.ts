import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { runDaemon } from '../../src/daemon/run.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { configText } from '../support/configs.ts';
import { plainTrainer } from '../support/plain-trainer.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Address of an AWS that takes every request and answers none. */
async function silentAws(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('steps begin though no traffic can be read, and a stop ends them', async () => {
  const directory = temporaryDirectory();
  const traffic = 'traffic: { source: cloudwatch, namespace: N, metric: M, statistic: Sum }';
  const above = `state: { directory: ${JSON.stringify(directory)} }
aws: { region: us-east-1, endpoint: ${JSON.stringify(await silentAws())} }`;
  const text = configText('', above).replace(/traffic: .*/, traffic);
  const stop = new AbortController();
  const running = runDaemon({
    load: () => parseConfig('test.yaml', text),
    trainer: plainTrainer(),
    log: quiet,
    env: {},
    signal: stop.signal,
    onReload: () => {},
  });
  const stores = openStores(directory, { create: true });
  await vi.waitFor(() => expect(stores.slots.latest('step')).not.toBeNull(), { timeout: 30_000 });
  stop.abort();
  await running;
  expect(stores.slots.latest('step')?.finishedAt).not.toBeNull();
  stores.close();
}, 60_000);
