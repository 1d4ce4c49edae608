import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Aim } from '../../../src/core/capacity/aim.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { replay } from '../../../src/core/replay/replay.ts';
import {
  awsDefault,
  clairvoyant,
  constantSettings,
  lastWeek,
  noPool,
  type PoolSettings,
  type RivalScene,
  reactive,
} from '../../../src/core/replay/rivals.ts';
import {
  bestConstant,
  type ConstantResult,
  cheapestFor,
  cheapestReaching,
  cheapestWithMisses,
  constantResults,
  undominated,
} from '../../../src/core/replay/rivals-constant.ts';
import { awsPredictive } from '../../../src/core/replay/rivals-predictive.ts';
import { hitRateOf, poolCosts, spendOf, sumOf } from '../../../src/core/replay/scorecard.ts';
import { groupTrace } from '../../../src/core/replay/trace.ts';
import { localClock } from '../../../src/core/series/calendar.ts';

const prices = { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 };

function sceneOf(
  demand: readonly number[],
  {
    from = 0,
    stepSeconds = 300,
    bootSeconds = 600,
    state = 'Stopped' as 'Stopped' | 'Running',
  } = {},
): RivalScene {
  const whole = Int32Array.from(demand);
  return {
    trace: groupTrace(whole.subarray(from), stepSeconds),
    from,
    load: Float64Array.from(whole),
    demand: whole,
    bootSeconds,
    costs: poolCosts(state, prices, { stepSeconds, bootSeconds }),
  };
}

function countOf(scene: RivalScene, settings: PoolSettings) {
  return replay(scene.trace, settings, { ...scene, reuse: settings.reuse });
}

const demands = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 2, maxLength: 120 });
const scenes = fc
  .tuple(
    demands,
    fc.constantFrom(60, 300, 1800),
    fc.integer({ min: 30, max: 1200 }),
    fc.constantFrom('Stopped' as const, 'Running' as const),
  )
  .map(([demand, stepSeconds, bootSeconds, state]) =>
    sceneOf(demand, { stepSeconds, bootSeconds, state }),
  );

describe('clairvoyant', () => {
  test('misses nothing', () => {
    const law = fc.property(scenes, (scene) => {
      expect(countOf(scene, clairvoyant(scene)).misses).toBe(0);
    });
    fc.assert(law, { seed: 1, numRuns: 300 });
  });
});

describe('the best constant in hindsight', () => {
  test('reaches the hit rate, and no size or kind that was tried does so for less', () => {
    const law = fc.property(scenes, fc.constantFrom(0.5, 0.9, 0.99, 1), (scene, hitRate) => {
      const results = constantResults(scene);
      const best = cheapestReaching(results, hitRate);
      expect(hitRateOf(best.count)).toBeGreaterThanOrEqual(hitRate - 1e-9);
      for (const { count, spendUsd } of results) {
        if (hitRateOf(count) >= hitRate) expect(spendUsd).toBeGreaterThanOrEqual(best.spendUsd);
      }
    });
    fc.assert(law, { seed: 2, numRuns: 50 });
  });

  test('is the one that comes nearest where none reaches the hit rate', () => {
    const scene = sceneOf([1, 9, 1, 1, 1, 1, 1, 1, 9], { bootSeconds: 3600 });
    const results = constantResults(scene).filter(({ setting }) => setting.prepared < 4);
    const best = cheapestReaching(results, 1);
    const rates = results.map(({ count }) => hitRateOf(count));
    expect(hitRateOf(best.count)).toBe(Math.max(...rates));
    expect(hitRateOf(best.count)).toBeLessThan(1);
  });

  test('lies on the frontier, along which more money means fewer misses', () => {
    const law = fc.property(scenes, fc.constantFrom(0.5, 0.9, 0.99), (scene, hitRate) => {
      const results = constantResults(scene);
      const frontier = undominated(results);
      for (let i = 1; i < frontier.length; i++) {
        expect(frontier[i]!.spendUsd).toBeGreaterThanOrEqual(frontier[i - 1]!.spendUsd);
        expect(frontier[i]!.count.misses).toBeLessThan(frontier[i - 1]!.count.misses);
      }
      const spends = frontier.map(({ spendUsd }) => spendUsd);
      expect(spends).toContain(cheapestReaching(results, hitRate).spendUsd);
    });
    fc.assert(law, { seed: 4, numRuns: 50 });
  });

  describe('of sizes too many to try them all', () => {
    /** Five days of a demand of about two hundred that jumps about. */
    const random = seededRandom(4);
    const scene = sceneOf(
      Array.from({ length: 5 * 288 }, (_, t) => {
        const wave = 120 - 80 * Math.cos((2 * Math.PI * t) / 288);
        return Math.round(wave * Math.exp(0.1 * random.normal()));
      }),
    );
    const tried = constantResults(scene);
    let every: ConstantResult[];
    beforeAll(() => {
      const top = Math.max(...scene.trace.demand);
      every = Array.from({ length: top + 1 }, (_, size) => size).flatMap((prepared) =>
        [0, prepared].flatMap((minSize) =>
          [false, true].map((reuse): ConstantResult => {
            const setting = { minSize, prepared, reuse };
            const count = countOf(scene, constantSettings(scene.trace.active.length, setting));
            return { setting, count, spendUsd: spendOf(count, scene.costs) };
          }),
        ),
      );
    });

    const rates = [0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 1].map((target) => {
      return { what: `hit rate ${target}`, aim: { kind: 'hit-rate', target } as const };
    });
    const misses = [0.01, 0.1, 1].map((missUsd) => {
      return { what: `miss price ${missUsd}`, aim: { kind: 'miss-price', missUsd } as const };
    });
    test.each<{ what: string; aim: Aim }>([...rates, ...misses])(
      'is found all the same for $what',
      ({ aim }) => {
        const inAll = ({ spendUsd, count }: ConstantResult) =>
          spendUsd + (aim.kind === 'miss-price' ? aim.missUsd * count.misses : 0);
        const found = bestConstant(scene, tried, aim);
        expect(inAll(found)).toBeLessThan(1.005 * inAll(cheapestFor(every, aim)));
        if (aim.kind === 'miss-price') return;
        const highest = Math.max(...every.map(({ count }) => hitRateOf(count)));
        const enough = Math.min(aim.target, highest) - 1e-9;
        expect(hitRateOf(found.count)).toBeGreaterThanOrEqual(enough);
      },
    );

    test('keeps to the kinds that were tried', () => {
      const kept = tried.filter(({ setting }) => !setting.reuse);
      const { setting } = bestConstant(scene, kept, { kind: 'hit-rate', target: 0.9 });
      expect(setting.reuse).toBe(false);
    });
  });

  test('is no pool where a cold start costs nothing, and hits all where it costs a fortune', () => {
    const scene = sceneOf([2, 2, 6, 6, 6, 6, 2, 2, 2, 2, 8, 8]);
    const results = constantResults(scene);
    expect(cheapestWithMisses(results, 0).setting.prepared).toBe(0);
    expect(cheapestWithMisses(results, 1e6).count.misses).toBe(0);
  });
});

test('without a pool every claim is a cold start and nothing is spent', () => {
  const scene = sceneOf([1, 4, 2, 2, 2, 2, 5]);
  const count = countOf(scene, noPool(scene));
  expect(count).toEqual({ hits: 0, misses: 6, boots: 0, heldSteps: 0 });
});

test('the default pool of AWS holds the maximum less what is in service', () => {
  const scene = sceneOf([3, 3, 5, 5]);
  expect(countOf(scene, awsDefault(scene, 10)).heldSteps).toBe(7 + 7 + 5 + 5);
});

describe('last week', () => {
  const day = 288;
  const spikeAt = 100;
  const weekly = Array.from({ length: 15 * day }, (_, t) => (t % (7 * day) === spikeAt ? 20 : 5));

  test('is ready thirty minutes before the spike of a week ago', () => {
    const scene = sceneOf(weekly, { from: 7 * day });
    const { prepared } = lastWeek(scene);
    const raised = [...prepared.keys()].filter((t) => prepared[t]! > 6).map((t) => t % (7 * day));
    expect([raised.at(0), raised.at(6)]).toEqual([spikeAt - 6, spikeAt]);
    expect(prepared[spikeAt]).toBe(24);
  });
});

describe('reactive', () => {
  test('holds the peak of the last hour and a fifth', () => {
    const { prepared } = reactive(sceneOf([10, 4, ...Array(20).fill(4)]));
    expect([prepared[0], prepared[11], prepared[12]]).toEqual([12, 12, 5]);
  });

  test('carries a climb on for as long as a boot takes', () => {
    const { prepared } = reactive(sceneOf([10, 20, 30, 40]));
    expect(prepared[3]).toBe(40 + 10 * 3);
  });
});

describe('adaptive rivals look at the past alone', () => {
  const rivals = { lastWeek, reactive };
  const hourly = { stepSeconds: 3600 };
  test.each(Object.entries(rivals))('%s', (_, settingsOf) => {
    const days = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 60, maxLength: 120 });
    const law = fc.property(days, demands, (past, future) => {
      const before = settingsOf(sceneOf(past, hourly)).prepared;
      const after = settingsOf(sceneOf([...past, ...future], hourly)).prepared;
      expect(after.subarray(0, past.length)).toEqual(before);
    });
    fc.assert(law, { seed: 3 });
  });
});

describe('predictive scaling', () => {
  const hours = 24;
  const daily = (t: number): number => (t % hours >= 8 && t % hours < 20 ? 12 : 4);
  const clock = localClock('UTC');
  const hourly = (demand: readonly number[], from: number) => {
    const scene = sceneOf(demand, { from, stepSeconds: 3600, state: 'Running' });
    const grid = { start: 0, stepSeconds: 3600, steps: demand.length, clock };
    return sumOf(awsPredictive(scene, grid));
  };

  test('a climb that every day has is a hit without any instance to spare', () => {
    const demand = Array.from({ length: 5 * hours }, (_, t) => daily(t));
    expect(hourly(demand, 3 * hours)).toEqual({ hits: 16, misses: 0, boots: 0, heldSteps: 0 });
  });

  test('a climb above the forecast is missed, and a quiet day holds what was forecast', () => {
    const demand = Array.from({ length: 5 * hours }, (_, t) => daily(t));
    demand[3 * hours + 10] = 15;
    demand.fill(4, 4 * hours);
    expect(hourly(demand, 3 * hours)).toEqual({ hits: 8, misses: 3, boots: 0, heldSteps: 12 * 8 });
  });

  test.each([0, 1, 6, 11])('hours are those of the clock, %i steps into one as well', (into) => {
    const [stepSeconds, perHour] = [300, 12];
    const demand = Array.from({ length: 5 * hours * perHour }, (_, t) =>
      daily(Math.floor(t / perHour)),
    );
    const scene = sceneOf(demand, { from: 3 * hours * perHour + into, stepSeconds });
    const grid = { start: 0, stepSeconds, steps: demand.length, clock };
    const count = sumOf(awsPredictive(scene, grid));
    expect(count).toEqual({ hits: 16, misses: 0, boots: 0, heldSteps: 0 });
  });

  test('without a past day nothing is forecast', () => {
    const demand = Array.from({ length: hours }, (_, t) => daily(t));
    expect(hourly(demand, 0)).toMatchObject({ hits: 0, misses: 8, heldSteps: 0 });
  });
});

describe('scorecard', () => {
  test('spend is what was held and what booted', () => {
    const count = { boots: 3, heldSteps: 24 };
    const timing = { stepSeconds: 300, bootSeconds: 540 };
    expect(spendOf(count, poolCosts('Running', prices, timing))).toBeCloseTo(2);
    expect(spendOf(count, poolCosts('Stopped', prices, timing))).toBeCloseTo(2 * 0.04 + 3 / 6);
  });
});
