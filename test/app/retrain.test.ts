import { describe, expect, test } from 'vitest';
import { Outlooks } from '../../src/app/outlook.ts';
import type { AccuracyDay, ModelManifest } from '../../src/app/ports/models.ts';
import { Retrainings } from '../../src/app/retrain.ts';
import { MemoryAccuracyStore } from '../support/accuracy-store.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { aTrainedModel } from '../support/models.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const day = 86_400;
const hour = 3600;
const start = Date.UTC(2026, 0, 5) / 1000;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const group = { policy: groupPolicy(), series: 'web', stepSeconds: hour };

/** `days` of load, and a model of it trained a day before its end unless `model` is null. */
function scene(days: number, model: Partial<ModelManifest> | null = {}) {
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: days * 24 }, (_, i) => ({ at: start + i * hour, value: 1 }));
  series.append('web', { stepSeconds: hour, samples });
  const models = new MemoryModelStore();
  const now = start + days * day;
  if (model !== null) {
    const trainedTo = now - day;
    const about = { stepSeconds: hour, trainedFrom: start, trainedTo, trainedAt: trainedTo };
    models.save('web', aTrainedModel({ ...about, ...model }));
  }
  const accuracy = new MemoryAccuracyStore();
  const outlooks = new Outlooks(models, log, accuracy);
  const retrainings = new Retrainings({ series, models, accuracy, outlooks });
  const due = (at = now) => retrainings.due(group, at, 60);
  return { models, accuracy, retrainings, outlooks, due, now };
}

const tally = {
  steps: 48,
  load: 4800,
  loss: 50,
  naiveLoss: 100,
  error: 50,
  bias: 0,
  intervals: 48,
};
const bad = (now: number, inside = 10): AccuracyDay => {
  const of = { group: 'web', day: now - day, horizonSeconds: hour, model: 'version-1' };
  return { ...of, tally: { ...tally, inside } };
};

const refused = { role: 'challenger', reason: 'worse', trial: null } as const;

describe('Retrainings', () => {
  test('a model that holds is left alone', () => {
    const { accuracy, due, now } = scene(20);
    expect(due()).toBeNull();
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [bad(now, 38)] }]);
    expect(due()).toBeNull();
  });

  test.each([
    { name: 'no model', days: 3, model: null, says: 'no model that can be read' },
    { name: 'another step', days: 20, model: { stepSeconds: 300 }, says: 'step' },
    { name: 'another series', days: 20, model: { series: 'shop' }, says: 'series of the load' },
    { name: 'another zone', days: 20, model: { zone: 'Asia/Tokyo' }, says: 'time zone' },
    { name: 'a first whole week', days: 7, model: {}, says: 'less than two weeks' },
    { name: 'a second one', days: 14, model: {}, says: 'two weeks of history or more' },
  ])('$name is a reason', ({ days, model, says }) => {
    expect(scene(days, model).due()).toContain(says);
  });

  test('less than a day of history is no reason to try', () => {
    const { retrainings, now } = scene(1, null);
    expect(retrainings.due(group, now - hour, 60)).toBeNull();
    expect(retrainings.due(group, now, 60)).not.toBeNull();
  });

  test('drift is a reason, with its figures', () => {
    const { accuracy, due, now } = scene(20);
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [bad(now)] }]);
    expect(due()).toContain('80 % interval held 21 % of loads over 48 steps');
  });

  test('at most every six hours, whether it was saved, set aside or failed', () => {
    const { accuracy, due, now, models, retrainings } = scene(20);
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [bad(now)] }]);
    retrainings.tried('web', now);
    expect(due(now + 6 * hour - 1)).toBeNull();
    expect(due(now + 6 * hour)).not.toBeNull();
    models.save('web', aTrainedModel({ trainedAt: now + 6 * hour, standing: refused }));
    expect(due(now + 12 * hour - 1)).toBeNull();
    expect(due(now + 12 * hour)).not.toBeNull();
  });

  test('what a clock that ran ahead has noted holds nothing up', () => {
    const { accuracy, due, now, models, retrainings } = scene(20);
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [bad(now)] }]);
    models.save('web', aTrainedModel({ trainedAt: now + 300 * day, standing: refused }));
    retrainings.tried('web', now + 300 * day);
    expect(due(now)).not.toBeNull();
  });

  test('a new champion is judged by its own record', () => {
    const { accuracy, due, now, models, outlooks } = scene(20);
    accuracy.book([{ group: 'web', said: [], settled: [], tallies: [bad(now)] }]);
    models.save('web', aTrainedModel({ stepSeconds: hour, trainedFrom: start, trainedTo: now }));
    models.save(
      'web',
      aTrainedModel({ stepSeconds: hour, trainedFrom: start, trainedTo: now, trainedAt: now }),
    );
    outlooks.forget('web');
    expect(due(now + 7 * hour)).toBeNull();
  });
});
