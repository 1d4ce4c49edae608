import { describe, expect, test } from 'vitest';
import type { Trainer, TrainRequest } from '../../src/app/ports/models.ts';
import { parseConfig } from '../../src/config/load.ts';
import { memoryOf } from '../../src/daemon/memory.ts';
import { setupOf, withPredecessors } from '../../src/daemon/setup.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { trainAll, trainingJobs } from '../../src/daemon/training.ts';
import { ForewarmError } from '../../src/errors.ts';
import { configOf, configText } from '../support/configs.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { plainTrainer } from '../support/plain-trainer.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const day = 86_400;
const minute = 60;
const history = dailyLoad({ days: 12, stepSeconds: 300 });
const signal = new AbortController().signal;
const sizer = { fit: () => Promise.reject(new ForewarmError('FW_TRAINING_FAILED', 'unsized')) };

/** The daemon's stores in `directory`, with `days` of the series `series` in them, at their end. */
function daemonOf(directory: string, days: number, series = 'web', config = configOf()) {
  const clock = fixedClock(history.start + days * day);
  const setup = setupOf(config, clock, {});
  const stores = withPredecessors(openStores(directory, { create: true }), () => setup);
  const samples = [...history.values.subarray(0, days * 288)].map((value, i) => {
    return { at: history.start + i * 300, value };
  });
  stores.series.append(series, { stepSeconds: 300, samples });
  const logged: { readonly message: string; readonly reason?: string }[] = [];
  const note = (fields: object, message: string) => void logged.push({ ...fields, message });
  const log = { debug: note, info: note, warn: note, error: note };
  const asked: TrainRequest[] = [];
  const trainer: Trainer = {
    train: (request) => {
      asked.push(request);
      return plainTrainer().train(request);
    },
  };
  const memory = memoryOf(stores, log);
  const ports = { ...stores, ...memory, clock, trainer, log, sizer };
  const { outlooks, recents } = memory;
  return { clock, setup, stores, ports, logged, asked, outlooks, recents };
}

describe('trainAll', () => {
  test('tells what became of each group; a sizing that fails leaves the model', async () => {
    const { setup, ports, stores } = daemonOf(temporaryDirectory(), 3);
    const { outcomes, trained, failure } = await trainAll(setup, ports, signal);
    expect(outcomes[0]?.model).toMatchObject({ series: 'web', standing: { role: 'champion' } });
    expect([trained, failure?.code]).toEqual([0, 'FW_TRAINING_FAILED']);
    expect(stores.models.list('web')).toHaveLength(1);
    stores.close();
  });

  test('a renamed group learns from its former name', async () => {
    const text = configText().replace('series: web }', 'series: web, historyFrom: old-web }');
    const config = parseConfig('test.yaml', text);
    const { setup, ports, asked, stores } = daemonOf(temporaryDirectory(), 3, 'old-web', config);
    await trainAll(setup, ports, signal);
    expect(asked[0]?.history.values.length).toBe(3 * 288);
    stores.close();
  });
});

describe('trainingJobs', () => {
  test('a group that reaches its first day is trained without waiting for the schedule', async () => {
    const directory = temporaryDirectory();
    const { setup, ports, clock, stores, asked, logged } = daemonOf(directory, 2);
    const retrain = trainingJobs(() => setup, ports).find(({ name }) => name === 'retrain')!;
    clock.at = history.start + day - minute;
    await retrain.run(0, signal);
    expect(asked).toEqual([]);
    clock.at = history.start + day;
    await retrain.run(0, signal);
    expect(asked).toHaveLength(1);
    expect(logged.find(({ reason }) => reason !== undefined)?.reason).toContain('no model');
    clock.at += 15 * minute;
    await retrain.run(0, signal);
    expect(asked).toHaveLength(1);
    stores.close();
  });
});

test('the daemon logs each group whose training failed', async () => {
  const { setup, ports, stores, logged } = daemonOf(temporaryDirectory(), 3);
  const train = trainingJobs(() => setup, ports).find(({ name }) => name === 'train')!;
  await train.run(0, signal);
  const failed = logged.filter(({ message }) => message === 'training failed');
  expect(failed).toMatchObject([{ group: 'web', code: 'FW_TRAINING_FAILED', detail: 'unsized' }]);
  stores.close();
});

describe('a restart', () => {
  test('forecasts at once from the last artefact, and trains nothing', async () => {
    const directory = temporaryDirectory();
    const first = daemonOf(directory, 10);
    await trainAll(first.setup, first.ports, signal);
    first.stores.close();

    const again = daemonOf(directory, 10);
    const recent = again.recents.upTo('web', 300, again.clock.at);
    const outlook = again.outlooks.of({
      policy: again.setup.groups[0]!.policy,
      series: 'web',
      extent: again.stores.series.extent('web'),
      recent,
      fine: recent,
      at: again.clock.at,
      coverSeconds: 1800,
    });
    expect(outlook.kind).toBe('forecast');
    expect(again.asked).toEqual([]);
    again.stores.close();
  });
});
