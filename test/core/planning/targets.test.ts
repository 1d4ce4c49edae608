import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../src/core/capacity/setting.ts';
import type { Candidate } from '../../../src/core/planning/plan.ts';
import type { GroupPolicy } from '../../../src/core/planning/policy.ts';
import { ranked, sizeGroup } from '../../../src/core/planning/targets.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { microUsd } from '../../../src/core/units.ts';
import { fleetPolicy, groupObservation, groupPolicy } from '../../support/policies.ts';

const observation = groupObservation();

/** A forecast of load by minutes from now, on paths that differ by `spread`. */
function outlookOf(loadAt: (minute: number) => number, spread: number, count = 100) {
  const random = seededRandom(1);
  const paths = Array.from({ length: count }, () => {
    const factor = 1 + spread * random.normal();
    return Float64Array.from({ length: 200 }, (_, n) => Math.max(0, loadAt(n) * factor));
  });
  const forecast = { origin: observation.at - 60, stepSeconds: 60, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'test' } as const;
}

function best(outlook: ReturnType<typeof outlookOf>, changes: Partial<GroupPolicy> = {}) {
  const policy = groupPolicy(changes);
  return sizeGroup({ outlook, observation, policy, fleet: fleetPolicy(), also: [] })!
    .candidates[0]!;
}

const running = { state: 'Running', reuse: true, minSize: 0, preparedMax: null } as const;

describe('sizeGroup', () => {
  test('a climb ahead is covered by a prepared total', () => {
    const { setting, misses } = best(
      outlookOf((minute) => 100 + Math.min(80, Math.max(0, minute - 6)), 0),
    );
    expect(setting.prepared).toBeGreaterThanOrEqual(18);
    expect(misses).toBeLessThanOrEqual(0.05 * 8);
  });

  test('a climb that comes sooner than a boot is beyond every candidate', () => {
    const { misses, claims } = best(outlookOf((minute) => (minute < 1 ? 100 : 200), 0));
    expect(claims).toBe(10);
    expect(misses).toBe(10);
  });

  test('level load needs no pool', () => {
    const { setting, claims } = best(outlookOf(() => 100, 0));
    expect(claims).toBe(0);
    expect(setting.prepared).toBeLessThanOrEqual(10);
  });

  test('doubt makes the pool larger', () => {
    const climb = (minute: number) => 100 + Math.min(100, minute);
    const sure = best(outlookOf(climb, 0.02)).setting.prepared;
    expect(best(outlookOf(climb, 0.2)).setting.prepared).toBeGreaterThan(sure);
  });

  test('a running pool waits until the climb is within reach', () => {
    const late = (minute: number) => (minute < 60 ? 100 : 200);
    expect(best(outlookOf(late, 0), { pool: running }).setting.prepared).toBeLessThanOrEqual(10);
    expect(best(outlookOf(late, 0)).setting.prepared).toBeGreaterThanOrEqual(20);
  });

  test('a forecast that ends before now gives nothing', () => {
    const outlook = outlookOf(() => 100, 0);
    const old = { ...outlook, forecast: { ...outlook.forecast, origin: observation.at - 90_000 } };
    const policy = groupPolicy();
    const sizing = sizeGroup({ outlook: old, observation, policy, fleet: fleetPolicy(), also: [] });
    expect(sizing).toBeNull();
  });

  test('paths that are not finite are left out', () => {
    const outlook = outlookOf(() => 100, 0, 3);
    outlook.paths[1]![3] = Number.NaN;
    expect(best(outlook).claims).toBe(0);
    for (const path of outlook.paths) path[3] = Number.POSITIVE_INFINITY;
    const policy = groupPolicy();
    expect(sizeGroup({ outlook, observation, policy, fleet: fleetPolicy(), also: [] })).toBeNull();
  });
});

describe('ranked', () => {
  const candidate = (cost: number, misses: number, claims = 10): Candidate => ({
    setting: { minSize: 0, prepared: cost, state: 'Stopped', reuse: true } satisfies PoolSetting,
    cost: microUsd(cost),
    misses,
    claims,
  });

  test.each([
    { name: 'the cheapest that keeps the rate', target: 0.9, want: 20 },
    { name: 'a higher rate costs more', target: 0.99, want: 30 },
  ])('$name', ({ target, want }) => {
    const all = [candidate(10, 5), candidate(20, 0.9), candidate(30, 0)];
    expect(ranked(all, { kind: 'hit-rate', target })[0]!.cost).toBe(want);
  });

  test('misses that nothing can prevent are held against nobody', () => {
    const all = [candidate(10, 5), candidate(20, 4), candidate(30, 4)];
    expect(ranked(all, { kind: 'hit-rate', target: 0.99 })[0]!.cost).toBe(20);
  });

  const candidates = fc.array(fc.tuple(fc.nat(1000), fc.nat(50)), { minLength: 1 });

  test('a dearer cold start is never answered by more of them', () => {
    fc.assert(
      fc.property(candidates, fc.nat(500), fc.nat(500), (pairs, price, more) => {
        const all = pairs.map(([cost, misses]) => candidate(cost, misses));
        const at = (cost: number) =>
          ranked(all, { kind: 'cold-start-cost', cost: microUsd(cost) })[0]!.misses;
        expect(at(price + more)).toBeLessThanOrEqual(at(price));
      }),
    );
  });

  test('a higher hit rate is never answered by more cold starts', () => {
    const rate = fc.double({ min: 0.5, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(candidates, rate, rate, (pairs, a, b) => {
        const all = pairs.map(([cost, misses]) => candidate(cost, misses));
        const at = (target: number) => ranked(all, { kind: 'hit-rate', target })[0]!.cost;
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
      }),
    );
  });

  test('the order of candidates changes nothing', () => {
    fc.assert(
      fc.property(candidates, (pairs) => {
        const all = pairs.map(([cost, misses]) => candidate(cost, misses));
        const level = { kind: 'hit-rate', target: 0.9 } as const;
        expect(ranked(all.toReversed(), level)).toEqual(ranked(all, level));
      }),
    );
  });
});
