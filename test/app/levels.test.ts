import { beforeAll, describe, expect, test } from 'vitest';
import { fromUsd } from '../../src/core/units.ts';
import { LevelledFleet, type LevelledLife } from '../support/levelled-fleet.ts';

const stepSeconds = 600;
const quarterSeconds = 6 * 3600;

describe('a fleet under half of the money that it would spend in its month', () => {
  let free: LevelledLife;
  let without: LevelledLife;
  let levelled: LevelledLife;
  let ample: LevelledLife;
  let usd: number;

  beforeAll(async () => {
    const fleet = await LevelledFleet.fitted({ groups: 2, days: 2, stepSeconds });
    const month = (limit: number) => [{ per: 'month', limit: fromUsd(limit) }] as const;
    free = await fleet.live([], { levels: true });
    usd = free.spentUsd / 2;
    without = await fleet.live(month(usd), { levels: false });
    levelled = await fleet.live(month(usd), { levels: true });
    ample = await fleet.live(month(100 * usd), { levels: true });
  }, 240_000);

  test('spends no more than that, with levels of service or without', () => {
    expect(without.spentUsd).toBeLessThanOrEqual(usd);
    expect(levelled.spentUsd).toBeLessThanOrEqual(usd);
    expect(levelled.spentUsd).toBeGreaterThan(0.9 * usd);
  });

  test('keeps with levels most of the cold starts avoided, and more than without', () => {
    expect(free.hits).toBeGreaterThan(0.97 * free.claims);
    expect(levelled.hits).toBeGreaterThan(0.8 * free.hits);
    expect(levelled.hits - without.hits).toBeGreaterThan(0.05 * free.hits);
  });

  test('changes a level at the beginning of a quarter of the day alone', () => {
    for (const group of ['g0', 'g1']) {
      const plans = levelled.plans.filter((plan) => plan.group === group);
      expect(plans.filter(({ level }) => level !== undefined).length).toBeGreaterThan(50);
      const quarters = new Map<number, Set<number | undefined>>();
      for (const { at, level } of plans) {
        const quarter = at - (at % quarterSeconds);
        quarters.set(quarter, (quarters.get(quarter) ?? new Set()).add(level?.level));
      }
      expect([...quarters.values()].map((levels) => levels.size)).toEqual(
        Array(quarters.size).fill(1),
      );
    }
  });

  test('is planned under an ample cap as under none', () => {
    expect(ample.plans.map(({ setting }) => setting)).toEqual(
      free.plans.map(({ setting }) => setting),
    );
    expect(ample.plans.every(({ level }) => level === undefined)).toBe(true);
  });
});
