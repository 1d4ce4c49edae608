import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poolStates } from '../../../../src/core/capacity/setting.ts';
import { type FleetWorld, liveUnderPlanner } from '../../../support/capped-fleet.ts';

const runs = Number(process.env.CAP_RUNS ?? 12);

function caps(): fc.Arbitrary<FleetWorld['fleetCaps']> {
  const per = fc.constantFrom('hour', 'day', 'month');
  const usd = fc.constantFrom(0.05, 0.3, 1, 3, 10);
  return fc.uniqueArray(fc.record({ per, usd }), { maxLength: 2, selector: (cap) => cap.per });
}

const worlds: fc.Arbitrary<FleetWorld> = fc.record({
  seed: fc.nat(),
  groups: fc.integer({ min: 1, max: 3 }),
  hours: fc.integer({ min: 2, max: 5 }),
  stepSeconds: fc.constantFrom(60, 120, 300),
  state: fc.constantFrom(...poolStates),
  reuse: fc.boolean(),
  predictive: fc.boolean(),
  levelled: fc.boolean(),
  fleetCaps: caps(),
  groupCaps: caps(),
  floor: fc.constantFrom(0, 0, 3),
  bootSeconds: fc.constantFrom(60, 200, 600),
  measured: fc.boolean(),
  failShare: fc.constantFrom(0, 0.1),
  initShare: fc.constantFrom(0, 0.1),
});

describe('a fleet under the planner', () => {
  test('spends no more than any cap in any window, by the books of AWS', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { windows, violations } = liveUnderPlanner(world);
        expect(windows.filter(({ cap, spent }) => spent > cap.limit)).toEqual([]);
        expect(violations.join('\n')).toBe('');
      }),
      { numRuns: runs },
    );
  });

  const usual: FleetWorld = {
    seed: 3,
    groups: 2,
    hours: 6,
    stepSeconds: 60,
    state: 'Stopped',
    reuse: true,
    predictive: true,
    fleetCaps: [],
    groupCaps: [],
    floor: 0,
    bootSeconds: 200,
    failShare: 0,
    initShare: 0,
  };

  test('an ample cap changes nothing', () => {
    const free = liveUnderPlanner(usual);
    const ample = liveUnderPlanner({ ...usual, fleetCaps: [{ per: 'day', usd: 10_000 }] });
    expect(free.hits / free.claims).toBeGreaterThan(0.8);
    expect(ample.plans.map(({ setting }) => setting)).toEqual(free.plans.map((p) => p.setting));
  });

  test('half the money still serves a good part of the claims', () => {
    let [free, half] = [0, 0];
    for (const seed of [2, 4, 5]) {
      const world = { ...usual, seed, hours: 12 };
      const open = liveUnderPlanner(world);
      const usd = Math.max(open.accrued / 1e6, 1) / 2;
      const capped = liveUnderPlanner({ ...world, fleetCaps: [{ per: 'month', usd }] });
      expect(capped.spent).toBeLessThanOrEqual(usd * 1e6);
      [free, half] = [free + open.hits, half + capped.hits];
    }
    expect(half).toBeGreaterThan(0.3 * free);
  });
});
