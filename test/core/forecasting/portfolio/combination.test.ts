import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { horizonBuckets } from '../../../../src/core/forecasting/buckets.ts';
import { gridLevels, normalScore } from '../../../../src/core/forecasting/levels.ts';
import {
  stretch,
  stretchesFrom,
  unstretched,
} from '../../../../src/core/forecasting/portfolio/calibration.ts';
import {
  caseLosses,
  combined,
  weightsFrom,
} from '../../../../src/core/forecasting/portfolio/combination.ts';
import type { Contest } from '../../../../src/core/forecasting/portfolio/contest.ts';
import { measureDependence } from '../../../../src/core/forecasting/portfolio/dependence.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const hour = 3600;
const buckets = horizonBuckets(hour, 24);
const scores = gridLevels.map(normalScore);
const low = gridLevels.indexOf(0.1);
const high = gridLevels.indexOf(0.9);

interface Saying {
  readonly name: string;
  /** What it says is a normal distribution about the truth's centre, moved and widened by these. */
  readonly bias: number;
  readonly width: number;
}

/** A contest over loads whose z is 3 plus `errorOf` each (origin, ahead). */
function contestOf(
  sayings: readonly Saying[],
  origins: number,
  errorOf: (origin: number, ahead: number) => number,
): Contest {
  const cases = Array.from({ length: origins * 24 }, (_, i) => [Math.floor(i / 24), (i % 24) + 1]);
  return {
    members: sayings.map(({ name }) => name),
    ahead: Int32Array.from(cases, ([, ahead]) => ahead!),
    origins: Int32Array.from(cases, ([origin]) => origin!),
    scale: 10,
    actual: Float64Array.from(cases, ([o, ahead]) => 10 * Math.sinh(3 + 0.2 * errorOf(o!, ahead!))),
    said: sayings.map(({ bias, width }) =>
      scores.map((score) => new Float64Array(cases.length).fill(3 + bias + 0.2 * width * score)),
    ),
  };
}

function noise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.normal();
}

const right = { name: 'naive-day', bias: 0, width: 1 };
const wrong = { name: 'wrong', bias: 0.6, width: 1 };
const wide = { name: 'constant', bias: 0, width: 6 };

describe('weightsFrom', () => {
  test('prefers who was right, sums to one, and lets nobody count below zero', () => {
    const contest = contestOf([right, wrong, wide], 30, noise(1));
    for (const shares of weightsFrom(contest, buckets, hour)) {
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares.every((share) => share >= 0)).toBe(true);
      expect(shares[0]).toBeGreaterThan(2 * shares[1]!);
    }
  });

  test('a member that never answered counts nothing', () => {
    const contest = contestOf([right, wrong, wide], 30, noise(1));
    for (const row of contest.said[0]!) row.fill(Number.NaN);
    for (const [first] of weightsFrom(contest, buckets, hour)) expect(first).toBe(0);
  });

  test('without a contest all members count alike', () => {
    const nothing = contestOf([right, wrong, wide], 0, noise(1));
    for (const shares of weightsFrom(nothing, buckets, hour)) {
      expect(shares).toEqual(Float64Array.of(1 / 3, 1 / 3, 1 / 3));
    }
  });
});

describe('combined', () => {
  test('lies between its members, never crosses, and loses no more than their mean', () => {
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 3, maxLength: 3 }), fc.nat(), (shares, seed) => {
        const contest = contestOf([right, wrong, wide], 4, noise(seed));
        const total = shares.reduce((sum, value) => sum + value, 0);
        const weights = buckets.map(() => Float64Array.from(shares, (value) => value / total));
        const said = combined(contest.said, contest.ahead, buckets, weights);
        said.forEach((row, l) => {
          const each = contest.said.map((quantiles) => quantiles[l]![0]!);
          expect(row[0]).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
          expect(row[0]).toBeLessThanOrEqual(Math.max(...each) + 1e-9);
          if (l > 0) expect(row[0]).toBeGreaterThanOrEqual(said[l - 1]![0]!);
        });
      }),
    );
  });

  test('falls back on the last member where no weighted one can answer', () => {
    const contest = contestOf([right, wide], 2, noise(1));
    for (const row of contest.said[0]!) row.fill(Number.NaN);
    const weights = buckets.map(() => Float64Array.of(1, 0));
    expect(combined(contest.said, contest.ahead, buckets, weights)).toEqual(contest.said[1]);
  });
});

test('caseLosses is least for the quantiles the loads were drawn from', () => {
  const contest = contestOf([right, wrong, wide], 100, noise(5));
  const mean = (m: number) =>
    caseLosses(contest, contest.said[m]!).reduce((sum, loss) => sum + loss, 0);
  expect(mean(0)).toBeLessThan(mean(1));
  expect(mean(0)).toBeLessThan(mean(2));
});

describe('calibration', () => {
  test('an interval that is too narrow holds four loads of five afterwards', () => {
    const contest = contestOf([{ name: 'x', bias: 0, width: 0.7 }], 1000, noise(7));
    const quantiles = contest.said[0]!.map((row) => Float64Array.from(row));
    stretch(quantiles, contest.ahead, buckets, stretchesFrom(contest, quantiles, buckets));
    const z = contest.actual.map((load) => Math.asinh(load / contest.scale));
    const held = (said: readonly Float64Array[]) =>
      z.filter((value, i) => said[low]![i]! <= value && value <= said[high]![i]!).length / z.length;
    expect(held(contest.said[0]!)).toBeLessThan(0.68);
    expect(held(quantiles)).toBeGreaterThan(0.77);
    expect(held(quantiles)).toBeLessThan(0.83);
  });

  test('an interval that was too wide for the days of the contest stays as it is', () => {
    const contest = contestOf([{ name: 'x', bias: 0, width: 1.4 }], 200, noise(7));
    for (const found of stretchesFrom(contest, contest.said[0]!, buckets)) {
      expect(found).toEqual(unstretched);
    }
  });

  test('few origins move it little, none not at all', () => {
    const factor = (origins: number) => {
      const contest = contestOf([{ name: 'x', bias: 0, width: 0.5 }], origins, noise(7));
      return stretchesFrom(contest, contest.said[0]!, buckets)[2]!.above;
    };
    expect(factor(0)).toBe(1);
    expect(factor(3)).toBeLessThan(1.1);
    expect(factor(100)).toBeGreaterThan(1.2);
  });
});

describe('measureDependence', () => {
  const measured = (errorOf: (origin: number, ahead: number) => number) => {
    const contest = contestOf([right], 200, errorOf);
    return measureDependence(contest, contest.said[0]!, hour);
  };

  test('tells errors that last all day from errors of a single hour', () => {
    const draw = noise(3);
    const days = Array.from({ length: 200 }, draw);
    const lasting = measured((origin) => days[origin]!);
    expect(lasting.longShare).toBeGreaterThan(0.7);
    expect(lasting.longSeconds).toBeGreaterThan(12 * hour);
    const fleeting = measured(noise(4));
    expect(fleeting.longShare + fleeting.shortShare).toBeLessThan(0.2);
  });
});
