import { describe, expect, test } from 'vitest';
import type { ManagedGroup } from '../../src/app/decide.ts';
import type { TrainedModel, Trainer, TrainRequest } from '../../src/app/ports/models.ts';
import { trainGroup } from '../../src/app/train.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryAccuracyStore } from '../support/accuracy-store.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { aTrainedModel } from '../support/models.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const day = 86_400;
const step = 3600;
const start = Date.UTC(2026, 0, 5) / 1000;
const options = { historyDays: 60, horizonSeconds: day, seed: 1, backend: 'auto' } as const;
const group: ManagedGroup = { policy: groupPolicy(), series: 'web', stepSeconds: step };

/** Answers with a constant model and `trial`, and remembers what it was asked. */
function recordingTrainer(
  trial: TrainedModel['trial'] = null,
): Trainer & { asked: TrainRequest[] } {
  const asked: TrainRequest[] = [];
  return {
    asked,
    async train(request) {
      asked.push(request);
      return { ...aTrainedModel({ stepSeconds: step, trainedTo: start + 8 * day }, 7), trial };
    },
  };
}

function scene(days: number, load: (hour: number) => number = () => 100) {
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: Math.round(days * 24) }, (_, hour) => {
    return { at: start + hour * step, value: load(hour) };
  });
  series.append('web', { stepSeconds: step, samples });
  const ports = { series, models: new MemoryModelStore(), accuracy: new MemoryAccuracyStore() };
  const train = (trainer: Trainer, at = start + days * day) =>
    trainGroup(group, at, options, { ...ports, trainer });
  return { ...ports, train };
}
const worse = { origins: 8, difference: 0.4, error: 0.05 };

describe('trainGroup', () => {
  test('the first model serves, and learnt from everything but an outage', async () => {
    const wave = (hour: number) => (hour >= 100 && hour < 104 ? 0 : 100 + 10 * (hour % 24));
    const { train, models } = scene(8, wave);
    const trainer = recordingTrainer();
    const { standing, id } = await train(trainer);
    expect(standing).toMatchObject({ role: 'champion', reason: expect.stringMatching(/no other/) });
    expect(models.latest('web')?.id).toBe(id);
    const [{ history, champion }] = trainer.asked as [TrainRequest];
    expect(champion).toBeUndefined();
    const missing = [...history.values.keys()].filter((i) => Number.isNaN(history.values[i]!));
    expect(missing).toEqual([100, 101, 102, 103]);
  });

  test('the next one is tried against it, and replaces one that it is not worse than', async () => {
    const { train, models } = scene(8);
    const first = await train(recordingTrainer(), start + 7 * day);
    const trainer = recordingTrainer({ origins: 8, difference: 0.01, error: 0.05 });
    const { id, standing } = await train(trainer);
    const state = models.latest('web')?.model.state;
    const { trainedFrom, trainedTo } = first;
    expect(trainer.asked[0]?.champion).toEqual({ state, trainedFrom, trainedTo });
    expect(standing?.role).toBe('champion');
    expect(models.latest('web')?.id).toBe(id);
  });

  test('one that is worse beyond noise is kept with its figures, and does not serve', async () => {
    const { train, models } = scene(8);
    const first = await train(recordingTrainer(), start + 7 * day);
    const { standing, id } = await train(recordingTrainer(worse));
    expect(standing).toMatchObject({ role: 'challenger', trial: worse });
    expect(models.latest('web')?.id).toBe(first.id);
    expect(models.list('web')[0]?.id).toBe(id);
  });

  test('even that one replaces a champion that has drifted', async () => {
    const { train, accuracy } = scene(8);
    const first = await train(recordingTrainer(), start + 7 * day);
    const tally = {
      steps: 48,
      load: 4800,
      loss: 100,
      naiveLoss: 50,
      error: 100,
      bias: 0,
      intervals: 48,
      inside: 38,
    };
    const of = { day: start + 7 * day, horizonSeconds: step, model: first.id, tally };
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [of] }]);
    const { standing } = await train(recordingTrainer(worse));
    expect(standing).toMatchObject({ role: 'champion', reason: expect.stringMatching(/drifted/) });
  });

  test.each([
    { name: 'of another step', changes: { stepSeconds: 60 } },
    { name: 'of another zone', changes: { zone: 'Asia/Tokyo' } },
  ])('a champion $name is not tried against, and is replaced', async ({ changes }) => {
    const { train, models } = scene(8);
    models.save('web', aTrainedModel({ stepSeconds: step, ...changes }));
    const trainer = recordingTrainer(worse);
    const { standing } = await train(trainer);
    expect(trainer.asked[0]?.champion).toBeUndefined();
    expect(standing?.role).toBe('champion');
  });

  test('so is one that cannot be read', async () => {
    const { series, accuracy } = scene(8);
    const models = new MemoryModelStore();
    models.latest = () => {
      throw new ForewarmError('FW_MODEL_INVALID', 'damaged');
    };
    const ports = { series, accuracy, models, trainer: recordingTrainer() };
    const { standing } = await trainGroup(group, start + 8 * day, options, ports);
    expect(standing?.role).toBe('champion');
  });

  test('less than a day of history is one clear reason, and nothing is trained', async () => {
    const { train, models } = scene(0.5);
    const trainer = recordingTrainer();
    await expect(train(trainer)).rejects.toMatchObject({
      code: 'FW_DATA_SHORT',
      message: 'web has 12 h of history; less than a day of history: only the reactive rule plans',
      hint: expect.stringContaining('import'),
    });
    expect(trainer.asked).toEqual([]);
    expect(models.list('web')).toEqual([]);
  });

  test('a failed training leaves the champion as it was', async () => {
    const { train, models } = scene(8);
    const first = await train(recordingTrainer(), start + 7 * day);
    const failing: Trainer = {
      train: () => Promise.reject(new ForewarmError('FW_TRAINING_FAILED', 'no memory')),
    };
    await expect(train(failing)).rejects.toMatchObject({ code: 'FW_TRAINING_FAILED' });
    expect(models.latest('web')?.id).toBe(first.id);
  });
});
