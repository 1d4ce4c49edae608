import { expect, test } from 'vitest';
import { compareBoots } from '../../src/app/faster-boot.ts';
import type { ReplayRequest } from '../../src/app/replay/world.ts';
import { WorkerBootTrial } from '../../src/daemon/worker-boot-trial.ts';
import { dailyLoad } from '../support/daily-load.ts';

const series = dailyLoad({ days: 9, stepSeconds: 3600 });
const request: ReplayRequest = {
  ...{ series, loadPerInstance: 5, bootSeconds: 7200, startSeconds: 30, state: 'Stopped' },
  ...{ priceUsdPerHour: 0.1, stoppedPriceUsdPerHour: 0.004, max: null },
  ...{ service: { kind: 'hit-rate', target: 0.95 }, from: series.start + 7 * 86_400 },
};

test('a thread compares boot times as this one does', async () => {
  expect(await new WorkerBootTrial().compare(request)).toEqual(compareBoots(request));
});

test('a stop ends it with its own reason', async () => {
  const stop = new AbortController();
  const comparison = new WorkerBootTrial().compare(request, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(comparison).rejects.toThrow('stopped');
});
