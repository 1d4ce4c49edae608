import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random.ts';
import { type FleetCap, type FleetMember, replayFleet } from '../../../src/core/replay/fleet.ts';
import { zoneOf } from '../../../src/core/series/zone.ts';
import { secondsPerDay } from '../../../src/core/units.ts';

const utc = zoneOf('UTC');
const start = Date.UTC(2026, 0, 30) / 1000; // the months change on the second day
const days = 4;

/** A group whose demand jumps about, with four levels of service between none and the peak of the next hour. */
function member(n: number, seed: number): FleetMember {
  const random = seededRandom(seed, `group/${n}`);
  const stepSeconds = n % 2 === 0 ? 300 : 600;
  const steps = (days * secondsPerDay) / stepSeconds;
  const active = new Int32Array(steps);
  for (let t = 0; t < steps; t++) {
    const wave = 10 + 5 * Math.sin((2 * Math.PI * t * stepSeconds) / secondsPerDay);
    active[t] = random.next() < 0.1 ? Math.round(wave + random.below(8)) : Math.round(wave);
  }
  const wanted = active.map((_, t) => Math.max(...active.subarray(t, t + 3600 / stepSeconds)));
  const levels = [0, 0.3, 0.6, 1].map((share) =>
    active.map((size, t) => (share === 0 ? 0 : size + Math.ceil(share * (wanted[t]! - size)))),
  );
  const costs = { heldStepUsd: 0.001 * 3 ** n, bootUsd: 0.1 * 3 ** n };
  const from = steps / 2;
  return { name: `g${n}`, start, stepSeconds, active, levels, costs, bootSeconds: 300, from };
}

function fleet(groups: number, seed: number): FleetMember[] {
  return Array.from({ length: groups }, (_, n) => member(n, seed));
}

function capOf(per: FleetCap['per'], usd: number): FleetCap {
  return { per, zone: utc, limitUsd: () => usd };
}

const unlimited = capOf('month', Number.POSITIVE_INFINITY);

describe('replayFleet', () => {
  test('never spends more than its cap in any window', () => {
    const per = fc.constantFrom('hour', 'day', 'month');
    const usd = fc.constantFrom(0, 0.05, 0.4, 2, 8, 30);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.nat(99),
        per,
        usd,
        (groups, seed, kind, limit) => {
          const { windows, spentUsd } = replayFleet(fleet(groups, seed), capOf(kind, limit));
          for (const window of windows) expect(window.spentUsd).toBeLessThanOrEqual(limit + 1e-9);
          expect(spentUsd).toBeLessThanOrEqual(windows.length * limit + 1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });

  /** Free spend of each day, by its start. */
  function freeDays(members: readonly FleetMember[]): Map<number, number> {
    const { windows } = replayFleet(members, { ...unlimited, per: 'day' });
    return new Map(windows.map((window) => [window.start, window.spentUsd]));
  }

  test('a cap that was never in the way changes nothing', () => {
    const free = replayFleet(fleet(3, 1), unlimited);
    expect(free.count.hits).toBeGreaterThan(100);
    const ample = capOf('month', 100 * free.spentUsd);
    expect(replayFleet(fleet(3, 1), ample).groups).toEqual(free.groups);
  });

  test('half the money of each day avoids well over half of its cold starts', () => {
    const members = fleet(4, 7);
    const free = replayFleet(members, unlimited);
    const days = freeDays(members);
    const limitUsd: FleetCap['limitUsd'] = (window) => days.get(window.start)! / 2;
    const half = replayFleet(members, { per: 'day', zone: utc, limitUsd });
    expect(half.count.hits).toBeGreaterThan(0.6 * free.count.hits);
  });

  test('a level that holds more than the highest is refused', () => {
    const [one] = fleet(1, 2);
    const levels = one!.levels.toReversed();
    expect(() => replayFleet([{ ...one!, levels }], unlimited)).toThrow(
      /^a level of g0 holds more/,
    );
  });

  test('the order of the groups changes nothing', () => {
    const members = fleet(4, 3);
    const cap = capOf('day', 1);
    const turned = replayFleet(members.toReversed(), cap);
    for (const [name, count] of replayFleet(members, cap).groups) {
      expect(turned.groups.get(name)).toEqual(count);
    }
  });

  test('what comes later moves nothing that was spent before', () => {
    const members = fleet(2, 5);
    const until = start + 3 * secondsPerDay;
    const changed = members.map((each) => {
      const cut = (until - each.start) / each.stepSeconds;
      return { ...each, active: each.active.map((size, t) => (t < cut ? size : 40)) };
    });
    const spentBefore = (some: readonly FleetMember[]) =>
      replayFleet(some, capOf('hour', 0.02)).windows.filter((window) => window.start < until);
    expect(spentBefore(members)).toHaveLength(24);
    expect(spentBefore(changed)).toEqual(spentBefore(members));
  });
});
