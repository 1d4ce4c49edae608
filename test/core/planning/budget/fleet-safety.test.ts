import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFleet } from '../../../../src/core/planning/check.ts';
import type { Seen } from '../../../../src/core/planning/options.ts';
import { planFleet } from '../../../../src/core/planning/planner.ts';
import type { CapUse, Outlook } from '../../../../src/core/planning/situation.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { fromUsd } from '../../../../src/core/units.ts';
import {
  fleetPolicy,
  fleetUses,
  groupObservation,
  groupPolicy,
  situation,
} from '../../../support/policies.ts';

const fleet = fleetPolicy({ stepSeconds: 60 });
const at = Date.UTC(2026, 5, 16, 14, 59) / 1000;

/** The cap of an hour, a minute before its end: what is started now is paid for in the next. */
function hourCap(usd: number): CapUse {
  const windowEnd = at + 60;
  return {
    cap: { per: 'hour', limit: fromUsd(usd) },
    scope: 'fleet',
    windowStart: windowEnd - 3600,
    windowEnd,
    spent: fromUsd(0),
  };
}

function outlook(load: number): Outlook {
  const random = seededRandom(1);
  const paths = Array.from({ length: 12 }, () =>
    Float64Array.from({ length: 24 }, () => load + 60 * random.next()),
  );
  const forecast = { origin: at - 300, stepSeconds: 300, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'test' };
}

interface Scene {
  readonly floor?: number;
  readonly priority?: number;
  readonly load?: number;
}

/** Fifteen in service beside a Running pool: just its floor, or, without one, as many as it likes. */
function seen(group: string, usd: number, { floor = 0, priority = 1, load = 120 }: Scene): Seen {
  const pooled = floor > 0 ? floor : 15;
  const members = Array.from({ length: pooled }, (_, n) => {
    return { instanceId: `${group}-${n}`, phase: 'ready', parked: 'Running' } as const;
  });
  const bounds = { floorFrom: 'sale', ceilingFrom: 'sale' };
  return {
    policy: groupPolicy({
      ...{ group, priority },
      pool: { state: 'Running', reuse: false, minSize: 0, preparedMax: null },
    }),
    situation: situation({
      observation: groupObservation({
        ...{ group, at, members, minSize: 10, desired: 15, inService: 15 },
        pool: {
          minSize: floor,
          prepared: floor > 0 ? floor : 15 + pooled,
          state: 'Running',
          reuse: false,
        },
      }),
      outlook: outlook(load),
      caps: [hourCap(usd)],
      bounds: { ...bounds, floor, ceiling: floor > 0 ? floor : Number.POSITIVE_INFINITY },
    }),
  };
}

const limits = fc.double({ min: 0, max: 0.4, noNaN: true });

describe('where all commitments together could break a cap', () => {
  test('no floor goes while another group of its class has anything to spare', () => {
    let [floors, none] = [0, 0];
    for (let usd = 0; usd < 0.3; usd += 0.01) {
      const groups = [seen('a', usd, { floor: 2 }), seen('b', usd, {})];
      const [floored, other] = planFleet(groups, fleet).map(({ setting }) => setting);
      const isKept = floored!.minSize === 2;
      expect([usd, isKept || other!.prepared === 0]).toEqual([usd, true]);
      if (!isKept) none += 1;
      else if (other!.prepared === 0) floors += 1;
    }
    expect(Math.min(floors, none)).toBeGreaterThan(0); // there is money for neither, then for a floor
  });

  test('a class gives way before the next, floors and all', () => {
    const law = fc.property(limits, (usd) => {
      const groups = [
        seen('a', usd, { floor: 2, priority: 2 }),
        seen('b', usd, { floor: 2, priority: 1 }),
      ];
      const [low, high] = planFleet(groups, fleet).map(({ setting }) => setting.minSize);
      expect(high).toBeGreaterThanOrEqual(low!);
    });
    fc.assert(law, { numRuns: 40 });
  });

  test('of two floors the one is kept that avoids more', () => {
    const loads = { calm: 20, hectic: 200 };
    let told = 0;
    for (const [first, second] of [['calm', 'hectic'] as const, ['hectic', 'calm'] as const]) {
      for (let usd = 0; usd < 0.3; usd += 0.005) {
        const groups = [
          seen('a', usd, { floor: 2, load: loads[first] }),
          seen('b', usd, { floor: 2, load: loads[second] }),
        ];
        const kept = planFleet(groups, fleet).map(({ setting }) => setting.minSize);
        const of = { [first]: kept[0]!, [second]: kept[1]! };
        expect(of.hectic).toBeGreaterThanOrEqual(of.calm!);
        if (of.hectic! > of.calm!) told += 1;
      }
    }
    expect(told).toBeGreaterThan(2);
  });

  test('is planned the same in any order, and passes the checker', () => {
    const law = fc.property(limits, (usd) => {
      const groups = ['a', 'b', 'c'].map((group, n) => seen(group, usd, { floor: n }));
      const plans = planFleet(groups, fleet);
      expect(planFleet(groups.toReversed(), fleet).toReversed()).toEqual(plans);
      const decided = groups.map((one, n) => ({ ...one, plan: plans[n]! }));
      expect(checkFleet(decided, fleet, fleetUses(decided))).toEqual([]);
    });
    fc.assert(law, { numRuns: 40 });
  });
});
