import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Comparison,
  compareByOrigin,
  isBetter,
  isWorse,
  keepsWeights,
  type OriginLoss,
  standingOf,
} from '../../../../src/core/forecasting/portfolio/promotion.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const day = 86_400;
const fiveHours = 5 * 3600;

/** Losses at `count` origins five hours apart: a day's weather shared by all models, and own noise. */
function losses(count: number, seed: number, level = 1, noise = 0.1): OriginLoss[] {
  const own = seededRandom(seed, `own ${level}`);
  const shared = seededRandom(seed, 'shared');
  return Array.from({ length: count }, (_, i) => ({
    at: i * fiveHours,
    loss: level * Math.exp(0.5 * shared.normal()) * Math.exp(noise * own.normal()),
  }));
}

describe('compareByOrigin', () => {
  test('a model against itself differs by nothing', () => {
    const same = losses(40, 1);
    expect(compareByOrigin(same, same)).toMatchObject({ origins: 40, difference: 0, error: 0 });
  });

  test('compares only the origins that both have', () => {
    const [own, other] = [losses(10, 1), losses(14, 1).slice(6)];
    expect(compareByOrigin(own, other)?.origins).toBe(4);
    expect(compareByOrigin(own.slice(0, 2), other)).toBeNull();
  });

  test('swapping the two turns the difference around', () => {
    const [a, b] = [losses(40, 2, 1), losses(40, 2, 1.2)];
    expect(compareByOrigin(a, b)!.difference).toBeLessThan(0);
    expect(compareByOrigin(b, a)!.difference).toBeGreaterThan(0);
  });

  test('a scale of the load changes nothing', () => {
    const [a, b] = [losses(40, 3, 1), losses(40, 3, 1.1)];
    const scaled = (all: OriginLoss[]) => all.map(({ at, loss }) => ({ at, loss: 1e4 * loss }));
    const [plain, large] = [compareByOrigin(a, b)!, compareByOrigin(scaled(a), scaled(b))!];
    expect(large.difference).toBeCloseTo(plain.difference, 9);
    expect(large.error).toBeCloseTo(plain.error, 9);
  });

  test('three origins tell nothing, whatever they say', () => {
    const trial = compareByOrigin(losses(3, 4, 5), losses(3, 4, 1))!;
    expect(trial.error).toBe(Number.POSITIVE_INFINITY);
    expect([isBetter(trial), isWorse(trial)]).toEqual([false, false]);
  });

  test('loads of zero compare as equal', () => {
    const none = losses(10, 5).map(({ at }) => ({ at, loss: 0 }));
    expect(compareByOrigin(none, none)).toMatchObject({ difference: 0, error: 0 });
  });

  test('noise is seldom taken for a difference, a real one is found', () => {
    const judged = (level: number) => {
      let found = 0;
      for (let seed = 1; seed <= 200; seed++) {
        if (isWorse(compareByOrigin(losses(43, seed, level), losses(43, seed, 1))!)) found++;
      }
      return found / 200;
    };
    // The streams of two equal models have to differ, or nothing would be tested.
    expect(judged(1.000001)).toBeLessThan(0.08);
    expect(judged(1.15)).toBeGreaterThan(0.9);
  });

  test('errors that hang together within a day are not counted as many', () => {
    const shifts = seededRandom(9, 'days');
    let found = 0;
    for (let run = 0; run < 200; run++) {
      const byDay = Array.from({ length: 10 }, () => 0.2 * shifts.normal());
      const all = Array.from({ length: 45 }, (_, i) => i * fiveHours);
      const own = all.map((at) => ({ at, loss: 1 + byDay[Math.floor(at / day)]! }));
      const trial = compareByOrigin(
        own,
        all.map((at) => ({ at, loss: 1 })),
      )!;
      if (isWorse(trial)) found++;
    }
    expect(found / 200).toBeLessThan(0.08);
  });
});

describe('keepsWeights', () => {
  const trial = (difference: number, error: number): Comparison => {
    return { origins: 40, difference, error };
  };
  test.each([
    { name: 'better beyond noise', of: trial(-0.1, 0.02), kept: false },
    { name: 'better within noise', of: trial(-0.1, 0.06), kept: true },
    { name: 'the same', of: trial(0, 0), kept: true },
    { name: 'worse', of: trial(0.1, 0.02), kept: true },
    { name: 'not comparable', of: null, kept: false },
  ])('new weights that are $name', ({ of, kept }) => {
    expect(keepsWeights(of)).toBe(kept);
  });
});

describe('standingOf', () => {
  const limit = 72 * 3600;
  const young = { ageSeconds: day, trouble: null };
  const worse: Comparison = { origins: 6, difference: 0.3, error: 0.05 };
  const alike: Comparison = { origins: 6, difference: 0.03, error: 0.05 };

  test.each([
    { name: 'there is no other', incumbent: null, trial: null, role: 'champion', says: 'no other' },
    {
      name: 'nothing compares them',
      incumbent: young,
      trial: null,
      role: 'champion',
      says: 'fresher',
    },
    {
      name: 'it is as good',
      incumbent: young,
      trial: alike,
      role: 'champion',
      says: '+3.0 % ± 5.0 %',
    },
    { name: 'it is worse', incumbent: young, trial: worse, role: 'challenger', says: '6 origins' },
    {
      name: 'it is worse than one that is old',
      incumbent: { ageSeconds: limit / 2 + 1, trouble: null },
      trial: worse,
      role: 'champion',
      says: '36 h old',
    },
    {
      name: 'it is worse than one that drifted',
      incumbent: { ageSeconds: day, trouble: 'has drifted: level' },
      trial: worse,
      role: 'champion',
      says: 'has drifted',
    },
  ])('when $name: $role', ({ incumbent, trial, role, says }) => {
    const standing = standingOf(incumbent, trial, limit);
    expect(standing).toMatchObject({ role, trial });
    expect(standing.reason).toContain(says);
  });

  test('a champion is replaced before its age costs it its trust, whatever is tried', () => {
    const trials = fc.record({
      origins: fc.integer({ min: 1, max: 50 }),
      difference: fc.double({ min: -1, max: 5, noNaN: true }),
      error: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const law = fc.property(
      trials,
      fc.integer({ min: limit / 2 + 1, max: limit }),
      (trial, age) => {
        const standing = standingOf({ ageSeconds: age, trouble: null }, trial, limit);
        expect(standing.role).toBe('champion');
      },
    );
    fc.assert(law, { seed: 4 });
  });
});
