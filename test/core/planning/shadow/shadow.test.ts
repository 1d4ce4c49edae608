import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isDearer,
  type PoolSize,
  type Shadow,
  shadowCosts,
  type Wish,
} from '../../../../src/core/planning/shadow/shadow.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import type { TimeSeries } from '../../../../src/core/series/series.ts';
import { fromUsd, microUsd } from '../../../../src/core/units.ts';
import { groupPolicy } from '../../../support/policies.ts';

const stepSeconds = 300;
const perDay = 288;
const start = Date.UTC(2026, 0, 5) / 1000;
const policy = groupPolicy();

/** Days that rise by ten instances on the hour three times, with a little noise. */
function spikyLoad(days: number, seed = 1): TimeSeries {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: days * perDay }, (_, n) => {
    const hour = Math.floor((n % perDay) / 12);
    const rush = [8, 12, 18].includes(hour) ? 100 : 0;
    return 100 + rush + 10 * random.next();
  });
  return { start, stepSeconds, values };
}

/** Wishes for each step from `from` on, by its index. */
function wishes(load: TimeSeries, sizesAt: (step: number) => Omit<Wish, 'at'>, from = 0): Wish[] {
  const steps = load.values.length;
  return Array.from({ length: steps - from }, (_, n) => ({
    at: start + (from + n) * stepSeconds + 20,
    ...sizesAt(from + n),
  }));
}
const size = (prepared: number): PoolSize => ({ minSize: 0, prepared });
const total = ({ days }: Shadow) => days.reduce((sum, day) => sum + day, 0);

describe('shadowCosts', () => {
  const load = spikyLoad(9);

  test('nothing is said of less than a day', () => {
    const same = { predictive: size(20), reactive: size(20) };
    expect(shadowCosts(load, [], policy)).toBeNull();
    const day = wishes(load, () => same, load.values.length - perDay);
    expect(shadowCosts(load, day.slice(2), policy)).toBeNull();
    expect(
      shadowCosts(
        load,
        wishes(load, () => same, 8 * perDay - 1),
        policy,
      ),
    ).toMatchObject({
      from: start + 8 * 86_400,
      to: start + 9 * 86_400,
    });
  });

  test('looks back a week at most, day by day', () => {
    const costs = shadowCosts(
      load,
      wishes(load, () => ({ predictive: size(20), reactive: size(12) })),
      policy,
    )!;
    expect(costs.predictive.days).toHaveLength(7);
    expect(costs.to - costs.from).toBe(7 * 86_400);
  });

  test('three that wish the same come to the same, and a wish withheld is the last one', () => {
    const first = { predictive: size(21), reactive: size(21) };
    const given = wishes(load, (step) => (step < 3 ? first : { predictive: null, reactive: null }));
    const { predictive, reactive } = shadowCosts(load, given, policy)!;
    expect(predictive).toEqual(reactive);
    expect(predictive.misses).toBe(0);
  });

  test('where the forecast has no say the reactive rule stands in for it', () => {
    const given = wishes(load, () => ({ predictive: null, reactive: size(15) }));
    const { predictive, reactive } = shadowCosts(load, given, policy)!;
    expect(predictive).toEqual(reactive);
  });

  test('a wish acts from its own step on: later ones change no day before them', () => {
    const until = 6 * perDay;
    const good = wishes(load, () => ({ predictive: size(21), reactive: size(21) }));
    const late = wishes(load, (step) => ({
      predictive: size(step < until ? 21 : 0),
      reactive: size(21),
    }));
    const [a, b] = [shadowCosts(load, good, policy)!, shadowCosts(load, late, policy)!];
    expect(b.predictive.misses).toBeGreaterThan(0);
    const same = until / perDay - 2; // the first of nine days is out of sight, the last is the change
    const missesBefore = b.predictive.days.slice(0, same);
    expect(missesBefore).not.toHaveLength(0);
    // The price of a miss depends on constants alone, so days can be compared across runs.
    expect(b.missPrice).toBe(a.missPrice);
    expect(missesBefore).toEqual(a.predictive.days.slice(0, same));
  });

  test('no pool costs its cold starts alone, at the price that the owner gave', () => {
    const dear = groupPolicy({ serviceLevel: { kind: 'cold-start-cost', cost: fromUsd(0.5) } });
    const given = wishes(load, () => ({ predictive: size(20), reactive: size(20) }));
    const { none, claims, missPrice } = shadowCosts(load, given, dear)!;
    expect(missPrice).toBe(500_000);
    expect(none).toMatchObject({ cost: 0, misses: claims });
    expect(total(none)).toBe(claims * 500_000);
  });

  test('at the price that a hit rate implies the best constant reaches it, and at less it does not', () => {
    const targets = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.99);
    fc.assert(
      fc.property(targets, fc.nat(1000), (target, seed) => {
        const given = spikyLoad(3, seed);
        const asked = groupPolicy({ serviceLevel: { kind: 'hit-rate', target } });
        const wish = wishes(given, () => ({ predictive: size(20), reactive: size(20) }));
        const { constant, claims, missPrice } = shadowCosts(given, wish, asked)!;
        expect(constant.misses).toBeLessThanOrEqual((1 - target) * claims);
        expect(missPrice).toBeGreaterThan(0);
        const cheaper = groupPolicy({
          serviceLevel: { kind: 'cold-start-cost', cost: microUsd(Math.max(0, missPrice - 2)) },
        });
        const below = shadowCosts(given, wish, cheaper)!.constant;
        expect(below.misses).toBeGreaterThan((1 - target) * claims);
      }),
      { numRuns: 20 },
    );
  });

  test('the best constant is no dearer than any that was wished for', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (one, other) => {
        const given = wishes(load, () => ({ predictive: size(one), reactive: size(other) }));
        const { constant, predictive, reactive } = shadowCosts(load, given, policy)!;
        expect(total(constant)).toBeLessThanOrEqual(total(predictive) + 1);
        expect(total(constant)).toBeLessThanOrEqual(total(reactive) + 1);
      }),
      { numRuns: 30 },
    );
  });

  describe('where a cap was in the way', () => {
    const limited = (predictive: number, reactive: number, limit: number, when = 0) =>
      wishes(load, (step) => ({
        predictive: size(predictive),
        reactive: size(reactive),
        ...(step >= when && { limit: size(limit) }),
      }));
    const free = (predictive: number, reactive: number) =>
      wishes(load, () => ({ predictive: size(predictive), reactive: size(reactive) }));

    test('nobody has more than it left, and who wished for less has what it wished', () => {
      const sizes = fc.nat(30);
      const law = fc.property(sizes, sizes, sizes, (predictive, reactive, limit) => {
        const capped = shadowCosts(load, limited(predictive, reactive, limit), policy)!;
        const asked = shadowCosts(
          load,
          free(Math.min(predictive, limit), Math.min(reactive, limit)),
          policy,
        )!;
        expect(capped.predictive).toEqual(asked.predictive);
        expect(capped.reactive).toEqual(asked.reactive);
        expect(capped.constant.size.prepared).toBeLessThanOrEqual(Math.max(limit, 21));
        expect(capped.constant.cost).toBeLessThanOrEqual(
          shadowCosts(load, free(30, limit), policy)!.reactive.cost,
        );
      });
      fc.assert(law, { numRuns: 30 });
    });

    test('who wished for more than the cap left is not charged for it', () => {
      const greedy = shadowCosts(load, limited(40, 14, 14), policy)!;
      expect(isDearer(greedy.predictive, greedy.reactive, 0)).toBe(false);
      const uncapped = shadowCosts(load, free(40, 14), policy)!;
      expect(greedy.predictive.cost).toBeLessThan(uncapped.predictive.cost);
      expect(greedy.predictive.misses).toBeGreaterThan(uncapped.predictive.misses);
    });

    test('a cold start is worth what it was, for that is no question of the cap', () => {
      const capped = shadowCosts(load, limited(20, 20, 3), policy)!;
      expect(capped.missPrice).toBe(shadowCosts(load, free(20, 20), policy)!.missPrice);
    });

    test('it cuts at once, and only while it is there', () => {
      const half = 6 * perDay;
      const late = shadowCosts(load, limited(21, 21, 0, half), policy)!;
      const days = late.predictive.days.length;
      const before = half / perDay - (9 - days);
      expect(late.predictive.days.slice(0, before)).toEqual(
        shadowCosts(load, free(21, 21), policy)!.predictive.days.slice(0, before),
      );
      expect(late.predictive.days.slice(before + 1)).toEqual(late.none.days.slice(before + 1));
    });
  });

  test('who prepares each rush is cheaper than who holds three times as much', () => {
    const running = groupPolicy({
      pool: { state: 'Running', reuse: true, minSize: 0, preparedMax: null },
    });
    const rushes = [8, 12, 18].map((hour) => hour * 12);
    const foresees = (step: number) =>
      rushes.some((rush) => step % perDay >= rush - 3 && step % perDay < rush + 12);
    const given = wishes(load, (step) => ({
      predictive: size(foresees(step) ? 22 : 11),
      reactive: size(40),
    }));
    const { predictive, reactive } = shadowCosts(load, given, running)!;
    expect(isDearer(reactive, predictive, 0.05)).toBe(true);
    expect(isDearer(predictive, reactive, 0.05)).toBe(false);
  });
});
