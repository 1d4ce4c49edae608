import { describe, expect, test } from 'vitest';
import { bestConstant } from '../../../src/core/simulation/best-constant.ts';
import { demoScenario } from '../../../src/core/simulation/demo-scenario.ts';
import { desiredCapacity } from '../../../src/core/simulation/scaling.ts';
import { runConstant, type Scenario, trafficOf } from '../../../src/core/simulation/scenario.ts';

/** The demo's first half day, on a tenth of its load. */
const small = (seed: number): Scenario => {
  const scenario = demoScenario(seed);
  return { ...scenario, days: 0.6, rule: { ...scenario.rule, loadPerInstance: 400 } };
};

describe('runConstant', () => {
  test('no pool misses every claim and spends nothing; the default of AWS misses few and spends most', () => {
    const scenario = demoScenario(3);
    const none = runConstant(scenario, 'none');
    expect(none).toMatchObject({ hits: 0, hitRate: 0, spendMicroUsd: 0, boots: 0, resizes: 0 });
    expect(none.misses).toBeGreaterThan(100);
    const byDefault = runConstant(scenario, 'aws-default');
    expect(byDefault.hitRate).toBeGreaterThan(0.97);
    const modest = runConstant(scenario, {
      minSize: 5,
      prepared: 5,
      state: 'Stopped',
      reuse: false,
    });
    expect(modest.hitRate).toBeGreaterThan(0);
    expect(modest.hitRate).toBeLessThan(byDefault.hitRate);
    expect(modest.spendMicroUsd).toBeLessThan(byDefault.spendMicroUsd / 3);
    expect(modest.claims).toBe(none.claims);
    expect(none.lateSeconds).toBeGreaterThan(modest.lateSeconds);
  });

  test('a seed repeats itself to the bit and another differs', () => {
    expect(runConstant(small(5), 'aws-default')).toEqual(runConstant(small(5), 'aws-default'));
    expect(runConstant(small(5), 'aws-default')).not.toEqual(runConstant(small(6), 'aws-default'));
  });

  test('nothing to claim is a hit rate of one', () => {
    const flat = { ...small(1), days: 0.01 };
    expect(runConstant(flat, 'none')).toMatchObject({ claims: 0, hitRate: 1 });
  });
});

describe('bestConstant', () => {
  test.each([1, 2, 3])('finds what trying every constant finds, seed %d', (seed) => {
    const scenario = small(seed);
    const found = bestConstant(scenario, 0.9);
    const traffic = trafficOf(scenario);
    const outcomes = Array.from({ length: 20 }, (_, size) => size).flatMap((size) =>
      [false, true].flatMap((reuse) =>
        [0, size].map((minSize) =>
          runConstant(scenario, { minSize, prepared: size, state: 'Stopped', reuse }, traffic),
        ),
      ),
    );
    const good = outcomes.filter(({ hitRate }) => hitRate >= 0.9);
    const cheapest = Math.min(...good.map(({ spendMicroUsd }) => spendMicroUsd));
    expect(found.outcome.hitRate).toBeGreaterThanOrEqual(0.9);
    expect(found.outcome.spendMicroUsd).toBe(cheapest);
    expect(runConstant(scenario, found.setting)).toEqual(found.outcome);
  });

  test('comes as near as it can where the rate is out of reach', () => {
    const failing = small(1);
    const failures = { ...failing.group.failures, startShare: 0.5 };
    const found = bestConstant({ ...failing, group: { ...failing.group, failures } }, 0.99);
    expect(found.outcome.hitRate).toBeLessThan(0.99);
    expect(found.outcome.hits).toBeGreaterThan(0);
  });
});

describe('demoScenario', () => {
  test.each([1, 2, 3, 4, 5])('is the world it is described as, seed %d', (seed) => {
    const scenario = demoScenario(seed);
    const traffic = trafficOf(scenario);
    expect(new Date(scenario.start * 1000).toISOString()).toBe('2026-03-02T00:00:00.000Z');
    const monday = Array.from({ length: 1440 }, (_, minute) =>
      desiredCapacity(
        traffic,
        { ...scenario.rule, scaleInSeconds: 60 },
        scenario.start + minute * 60,
      ),
    );
    expect(Math.min(...monday)).toBeGreaterThanOrEqual(6);
    expect(Math.min(...monday)).toBeLessThanOrEqual(12);
    expect(Math.max(...monday)).toBeGreaterThan(38);
    expect(Math.max(...monday)).toBeLessThan(85);
    const [sale] = scenario.announced;
    const before = traffic.loadAt(sale!.start - 60);
    expect(traffic.loadAt(sale!.start + 1800) / before).toBeGreaterThan(1.8);
    expect(scenario.load.kind === 'generated' && scenario.load.options.surges).toHaveLength(2);
  });
});
