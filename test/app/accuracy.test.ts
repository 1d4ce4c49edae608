import { describe, expect, test } from 'vitest';
import { bookAccuracy, liveEvidence, pruneAccuracy } from '../../src/app/accuracy.ts';
import type { SaidForecast } from '../../src/app/outlook.ts';
import { liveAccuracyOf } from '../../src/core/forecasting/accuracy/live-accuracy.ts';
import { MemoryAccuracyStore } from '../support/accuracy-store.ts';
import {
  liveScene,
  perDay,
  sceneLoad,
  sceneStart,
  sceneStep,
  yesterdayModel,
} from '../support/live-scene.ts';
import { groupPolicy } from '../support/policies.ts';

const day = 86_400;
const everything = [0, 1e10] as const;
const steps = (count: number, take: () => unknown) => {
  for (let i = 0; i < count; i++) take();
};

describe('bookAccuracy', () => {
  test('books each horizon once its load is known, and what it books is right', () => {
    const { accuracy, step } = liveScene(yesterdayModel());
    steps(perDay + 12, () => step());
    const days = accuracy.days('web', ...everything);
    const counted = new Map<number, number>();
    for (const { horizonSeconds, tally } of days) {
      counted.set(horizonSeconds, (counted.get(horizonSeconds) ?? 0) + tally.steps);
    }
    // The step's own forecast reaches half an hour; the rest is asked for once an hour.
    expect([...counted].sort((a, b) => a[0] - b[0])).toEqual([
      [300, perDay + 11],
      [1800, perDay + 6],
      [3600, 24],
      [10_800, 22],
      [43_200, 13],
      [86_400, 1],
    ]);

    const first = days.find(({ horizonSeconds }) => horizonSeconds === 300)!;
    let [error, load] = [0, 0];
    for (let i = 10 * perDay + 1; i < 11 * perDay; i++) {
      error += Math.abs(sceneLoad(i) - sceneLoad(i - perDay));
      load += sceneLoad(i);
    }
    expect(liveAccuracyOf(first.tally).wape).toBeCloseTo(error / load, 9);
  });

  test('a load that never comes is waited for two days, and what waits stays bounded', () => {
    const { accuracy, step, now } = liveScene(yesterdayModel());
    const oldest = () => now() - accuracy.pending('web', 1e10)[0]!.target;
    steps(24, () => step());
    steps(6, () => step(Number.NaN));
    steps(perDay, () => step());
    expect(oldest()).toBeGreaterThan(day);
    steps(perDay, () => step());
    expect(oldest()).toBeLessThan(300);
    expect(accuracy.pending('web', 1e10).length).toBeLessThan(80);
  });

  test('an outage is not scored', () => {
    const { accuracy, step } = liveScene(yesterdayModel());
    steps(150, () => step());
    steps(12, () => step(0));
    steps(24, () => step());
    const near = accuracy.days('web', ...everything)[0]!;
    expect(near).toMatchObject({ horizonSeconds: 300, tally: { steps: 149 + 24 } });
    expect(near.tally.load).toBeGreaterThan(45 * near.tally.steps);
  });

  test('an announced event is not scored, while it runs or after, and nothing of it waits', () => {
    const start = sceneStart + (10 * perDay + 24) * sceneStep;
    const sale = { name: 'sale', start, end: start + 12 * sceneStep, multiple: 3 };
    const model = yesterdayModel();
    const { accuracy, step, now } = liveScene(model, {}, [sale]);
    const scored = () => accuracy.days('web', ...everything)[0]!.tally.steps;
    const overdue = () => accuracy.pending('web', now() - sceneStep);
    steps(22, () => step()); // its ramp begins with the next step
    expect(scored()).toBe(21);
    for (let i = 0; i < 14; i++) {
      step(300);
      expect(scored()).toBe(21);
      expect(overdue()).toEqual([]);
    }
    const during = model.read.at(-1)!;
    expect(during.values.at(-1)).toBeGreaterThan(40); // a model still reads what has come
    steps(2, () => step()); // its decay
    expect(scored()).toBe(21);
    steps(12, () => step());
    expect(scored()).toBe(21 + 12);
    expect(overdue()).toEqual([]);
  });

  test('days older than four hundred are forgotten', () => {
    const { accuracy, step, now } = liveScene(yesterdayModel());
    steps(perDay, () => step());
    const before = accuracy.days('web', ...everything).length;
    pruneAccuracy(accuracy, now() + 399 * day);
    expect(accuracy.days('web', ...everything)).toHaveLength(before);
    pruneAccuracy(accuracy, now() + 402 * day);
    expect(accuracy.days('web', ...everything)).toEqual([]);
  });
});

describe('many groups', () => {
  const names = Array.from({ length: 50 }, (_, i) => `group-${i}`);
  const groups = names.map((group) => {
    return { policy: groupPolicy({ group }), series: group, stepSeconds: sceneStep };
  });
  const ordinary = {
    start: sceneStart,
    stepSeconds: sceneStep,
    values: Float64Array.from({ length: 8 * perDay }, (_, i) => sceneLoad(i)),
  };

  /** A step after `steps` steps of load; says how many long forecasts came between two pauses. */
  async function stepAfter(steps: number, accuracy = new MemoryAccuracyStore()) {
    const recent = { ...ordinary, values: ordinary.values.subarray(0, steps) };
    const asked: string[] = [];
    const atOnce = [0];
    const said = (group: string): SaidForecast => {
      const forecast = (horizon: number) =>
        yesterdayModel().predict(recent, horizon, [0.1, 0.5, 0.9]);
      const counted = (horizon: number) => {
        asked.push(group);
        atOnce[atOnce.length - 1]! += 1;
        return forecast(horizon);
      };
      const prediction = {
        ordinary: recent,
        events: [],
        isAnnounced: () => false,
        forecast: counted,
      };
      return { model: 'version-1', forecast: forecast(6), prediction };
    };
    const pause = async () => void atOnce.push(0);
    await bookAccuracy(groups, { outlooks: { said }, accuracy }, pause);
    return { accuracy, asked, mostAtOnce: Math.max(...atOnce) };
  }

  test('are all booked, with no more than one long forecast between two pauses', async () => {
    const asked: string[] = [];
    for (let steps = 7 * perDay; steps < 7 * perDay + 12; steps++) {
      const taken = await stepAfter(steps);
      expect(taken.mostAtOnce).toBeLessThanOrEqual(1);
      for (const name of names) expect(taken.accuracy.pending(name, 1e10)).not.toEqual([]);
      asked.push(...taken.asked);
    }
    expect(asked.sort()).toEqual([...names].sort());
  });
});

describe('a forecast judged by what came', () => {
  test('is believed on while it holds', () => {
    const { step } = liveScene(yesterdayModel());
    for (let i = 0; i < perDay; i++) expect(step().kind).toBe('forecast');
  });

  test('loses trust when its intervals stop holding, and says with what figures', () => {
    const { step } = liveScene(yesterdayModel({ width: 0.01 }));
    const seen = Array.from({ length: perDay }, () => step());
    expect(seen[30]?.kind).toBe('forecast');
    const last = seen.at(-1)!;
    expect(last).toMatchObject({ kind: 'untrusted', reason: 'coverage-off' });
    expect(last.kind === 'untrusted' && last.detail).toMatch(/held \d+ % of recent loads/);
  });

  test('loses trust when naive does better, whatever its backtest said', () => {
    const { step } = liveScene(yesterdayModel({ factor: 1.5, width: 1 }), { lossRatio: 0.3 });
    const seen = Array.from({ length: perDay }, () => step());
    expect(seen.at(-1)).toMatchObject({ kind: 'untrusted', reason: 'skill-low' });
  });

  test('is booked on while it is not believed, or it could never come back', () => {
    const { step, accuracy, group, now } = liveScene(yesterdayModel(), { lossRatio: 2 });
    expect(step().kind).toBe('untrusted');
    steps(100, () => step());
    const of = { group: 'web', model: 'version-1', stepSeconds: group.stepSeconds };
    expect(liveEvidence(accuracy, of, now())?.lossRatio).toBeLessThan(1);
    expect(step().kind).toBe('forecast');
  });

  test('another model starts with a clean record', () => {
    const { step, accuracy, group, now } = liveScene(yesterdayModel());
    steps(perDay, () => step());
    const of = (model: string) => ({ group: 'web', model, stepSeconds: group.stepSeconds });
    expect(liveEvidence(accuracy, of('version-1'), now())).not.toBeNull();
    expect(liveEvidence(accuracy, of('version-2'), now())).toBeNull();
  });
});

describe('an outage', () => {
  test('is missing to the model, not low, and so does not shrink what it forecasts', () => {
    const model = yesterdayModel();
    const { step } = liveScene(model);
    steps(150, () => step());
    steps(12, () => step(0));
    const read = model.read.at(-1)!.values;
    expect(read.subarray(-12).every(Number.isNaN)).toBe(true);
    expect(read.subarray(-150, -12).every(Number.isFinite)).toBe(true);
  });

  test('a model of another step is not asked', () => {
    const { step } = liveScene(yesterdayModel(), { stepSeconds: 60 });
    const outlook = step();
    expect(outlook).toMatchObject({ kind: 'untrusted', reason: 'forecast-broken' });
    expect(outlook.kind === 'untrusted' && outlook.detail).toContain('steps of 60 s');
  });
});
