import { describe, expect, test } from 'vitest';
import { readPrior } from '../../../../src/adapters/files/prior.ts';
import { priorCases, priorLessons } from '../../../../src/core/forecasting/prior/lessons.ts';
import { priorBuckets } from '../../../../src/core/forecasting/prior/rows.ts';
import { priorTrial } from '../../../../src/core/forecasting/prior/trial.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { fitted, lessonOf } from '../../../support/members.ts';

describe('priorCases', () => {
  test('know one to about fourteen days of a load, and the day after', () => {
    for (let index = 0; index < 8; index++) {
      for (const { history, coming } of priorCases(index, seededRandom(1))) {
        const days = (history.values.length * history.stepSeconds) / 86_400;
        expect(days).toBeGreaterThan(1);
        expect(days).toBeLessThan(14.2);
        expect(coming.length * history.stepSeconds).toBe(86_400);
      }
    }
  });
});

describe('priorLessons', () => {
  const lessons = priorLessons(1, 8);

  test('are the same for the same seed, and others for another', () => {
    expect(priorLessons(1, 8)).toEqual(lessons);
    expect(priorLessons(2, 8).targets).not.toEqual(lessons.targets);
  });

  test('ask about every bucket, in rows that are standardised and finite', () => {
    expect(new Set(lessons.buckets).size).toBe(priorBuckets);
    expect(lessons.values.length).toBe(lessons.count * lessons.columns);
    expect(lessons.values.every((value) => Math.abs(value) <= 6)).toBe(true);
    expect(lessons.targets.every(Number.isFinite)).toBe(true);
  });
});

test('the shipped prior beats the day before on made-up loads that it never saw', async () => {
  const context = { seed: 1, horizon: 24, zone: 'UTC' };
  const [one] = priorCases(0, seededRandom(1));
  const model = await fitted(readPrior()!, lessonOf(one!.history), context);
  const { lossRatio, coverage80 } = priorTrial(model, 7, 5);
  expect(lossRatio).toBeLessThan(0.85);
  expect(coverage80).toBeGreaterThan(0.7);
  expect(coverage80).toBeLessThan(0.9);
});
