import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeNative } from '../../src/adapters/tensorflow/native-probe.ts';
import type { TrainRequest } from '../../src/app/ports/models.ts';
import { restoreModel } from '../../src/core/forecasting/portfolio/restore.ts';
import { endOf } from '../../src/core/series/series.ts';
import { WorkerTrainer } from '../../src/daemon/worker-trainer.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const history = dailyLoad({ days: 5, stepSeconds: 3600 });
const request: TrainRequest = {
  series: 'web',
  history,
  horizon: 3,
  seed: 3,
  zone: 'UTC',
  backend: 'wasm',
};

/** A trainer whose thread runs `source` instead. */
function trainerOf(source: string, heapMegabytes?: number): WorkerTrainer {
  const entry = join(temporaryDirectory(), 'entry.mjs');
  writeFileSync(entry, `import { parentPort } from 'node:worker_threads';\n${source}`);
  return new WorkerTrainer(entry, heapMegabytes);
}

describe('WorkerTrainer', () => {
  test('trains the whole portfolio in a thread, network included, and says what served', async () => {
    const { model, manifest } = await new WorkerTrainer().train(request);
    expect(manifest).toMatchObject({
      series: 'web',
      member: 'portfolio',
      backend: 'wasm',
      stepSeconds: 3600,
      trainedFrom: history.start,
      trainedTo: endOf(history),
      seed: 3,
      zone: 'UTC',
    });
    expect(manifest.contest.map(({ member }) => member)).toContain('network');
    expect(manifest.trainSeconds).toBeGreaterThan(0);
    const forecast = model.predict(history, 3, [0.1, 0.5, 0.9]);
    const restored = restoreModel(JSON.parse(JSON.stringify(model.state)));
    expect(restored.predict(history, 3, [0.1, 0.5, 0.9])).toEqual(forecast);
    expect(forecast.quantiles.every((row) => row.every((load) => load >= 0))).toBe(true);
  });

  test.each([
    { days: 5, takesPart: true },
    { days: 15, takesPart: false },
  ])('the prior takes part below two weeks: $days days', async ({ days, takesPart }) => {
    const young = { ...request, history: dailyLoad({ days, stepSeconds: 3600 }) };
    const { manifest } = await new WorkerTrainer().train(young);
    expect(manifest.contest.some(({ member }) => member === 'prior')).toBe(takesPart);
  });

  test('too little history is told from a failure', async () => {
    const empty = { ...history, values: new Float64Array(0) };
    const trained = new WorkerTrainer().train({ ...request, history: empty });
    await expect(trained).rejects.toMatchObject({ code: 'FW_DATA_SHORT', exitCode: 5 });
  });

  test.runIf(probeNative().kind === 'absent')('so is a backend that is not there', async () => {
    const trained = new WorkerTrainer().train({ ...request, backend: 'native' });
    await expect(trained).rejects.toMatchObject({
      code: 'FW_BACKEND_ABSENT',
      hint: expect.stringMatching(/npm install/),
    });
  });

  test.each([
    { name: 'throws', source: `throw new Error('no luck')`, why: /no luck/ },
    { name: 'ends without a word', source: '', why: /no answer/ },
  ])('a thread that $name is a failed training', async ({ source, why }) => {
    const failure = { code: 'FW_TRAINING_FAILED', message: expect.stringMatching(why) };
    await expect(trainerOf(source).train(request)).rejects.toMatchObject(failure);
  });

  test('a thread that takes more memory than it may is a failed training, not a dead daemon', async () => {
    const greedy = trainerOf('const all = []; for (;;) all.push(new Array(1e5).fill(0));', 32);
    await expect(greedy.train(request)).rejects.toMatchObject({
      code: 'FW_TRAINING_FAILED',
      message: expect.stringMatching(/memory limit/),
    });
  });

  test('an entry that was never built is named, with the command that builds it', async () => {
    const trained = new WorkerTrainer('/nowhere/fit-worker.js').train(request);
    await expect(trained).rejects.toMatchObject({
      code: 'FW_TRAINING_FAILED',
      hint: 'run npm run build',
    });
  });

  test('an abort ends the thread, also one that never looks up, and gives its own reason', async () => {
    const abort = new AbortController();
    const busy = trainerOf('for (;;);').train(request, abort.signal);
    setTimeout(() => abort.abort(new Error('stopping')), 50);
    await expect(busy).rejects.toThrow('stopping');
    await expect(new WorkerTrainer().train(request, abort.signal)).rejects.toThrow('stopping');
  });
});
