import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  capBreaches,
  commitmentOf,
  foundSetting,
} from '../../../../src/core/planning/budget/commitment.ts';
import { checkFleet, checkPlan } from '../../../../src/core/planning/check.ts';
import type { Seen } from '../../../../src/core/planning/options.ts';
import { planFleet } from '../../../../src/core/planning/planner.ts';
import type {
  CapUse,
  Outlook,
  Situation,
  SizedLevel,
} from '../../../../src/core/planning/situation.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { fromUsd, secondsPerDay } from '../../../../src/core/units.ts';
import {
  fleetPolicy,
  fleetUses,
  groupObservation,
  groupPolicy,
  prices,
  situation,
} from '../../../support/policies.ts';

const fleet = fleetPolicy({ stepSeconds: 60 });
const at = Date.UTC(2026, 5, 16, 14, 30) / 1000;
const quarter = Date.UTC(2026, 5, 16, 12) / 1000;

/** Totals of five levels, the wanted one last, each at four dollars a day more than the one below. */
const totals = [0, 12, 16, 22, 30];

function levels(usdPerDay = 4): SizedLevel[] {
  return totals.map((prepared, n) => {
    const one = {
      seconds: secondsPerDay,
      costUsd: n * usdPerDay,
      misses: 40 / (1 + n * n),
      totalSeconds: 0,
    };
    return { prepared, record: [one, one, one, one] };
  });
}

function outlook(seed: number): Outlook {
  const random = seededRandom(seed);
  const paths = Array.from({ length: 12 }, () =>
    Float64Array.from({ length: 24 }, () => 120 + 60 * random.next()),
  );
  const forecast = { origin: at - 300, stepSeconds: 300, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'test' };
}

function monthCap(usd: number, spent = 0): CapUse {
  return {
    cap: { per: 'month', limit: fromUsd(usd) },
    scope: 'fleet',
    windowStart: Date.UTC(2026, 5, 1) / 1000,
    windowEnd: Date.UTC(2026, 6, 1) / 1000,
    spent: fromUsd(spent + 1),
    quarter: { start: quarter, spent: fromUsd(spent) },
  };
}

/** A group that the sizing law sizes, with thirty instances prepared and fifteen in service. */
function seen(group: string, caps: readonly CapUse[], prepared = 30, usdPerDay = 4): Seen {
  const members = Array.from({ length: Math.max(0, prepared - 15) }, (_, n) => {
    return { instanceId: `${group}-${n}`, phase: 'ready', parked: 'Stopped' } as const;
  });
  const observation = groupObservation({
    ...{ group, at, desired: 15, inService: 15, members },
    pool: { minSize: 0, prepared, state: 'Stopped', reuse: true },
  });
  const sized = {
    prepared: 30,
    multiple: 1,
    claims: 500,
    fittedAt: quarter,
    levels: levels(usdPerDay),
  };
  return {
    policy: groupPolicy({ group, prices, caps: [] }),
    situation: situation({
      ...{ observation, outlook: outlook(group.length), sized, caps },
      targets: [{ at: at - 3600, prepared: 0 }],
      recent: { start: at - 3600, stepSeconds: 60, values: new Float64Array(60).fill(140) },
    }),
  };
}

/** Dollars of a level for a group to the end of the month. */
const toTheEnd = (level: number) => level * 4 * 14.5;

describe('a step under the cap of a month', () => {
  test('wants what the law wants, and has what its level would have', () => {
    const [plan] = planFleet([seen('web', [monthCap(toTheEnd(3) + 1)])], fleet);
    expect(plan).toMatchObject({
      wanted: { prepared: 30 },
      setting: { prepared: 22 },
      binding: 'cap',
      level: { level: 3, wanted: 4, cap: { per: 'month', scope: 'fleet' }, from: quarter },
    });
  });

  test.each([16, 21])(
    'raises a pool of %i to its level at once, however little that avoids',
    (prepared) => {
      const [plan] = planFleet([seen('web', [monthCap(toTheEnd(3) + 1)], prepared)], fleet);
      expect(plan!.setting.prepared).toBe(22);
    },
  );

  test('lays no claim to what its level has set aside for later', () => {
    // Four cents a day and level: this hour's pool, kept for all of the rest, would come to more.
    const [plan] = planFleet([seen('web', [monthCap(2.1)], 22, 0.04)], fleet);
    expect(plan).toMatchObject({ setting: { prepared: 22 }, level: { level: 3 } });
  });

  test('keeps something for the end, which the wanted level would need before it is taken back', () => {
    const one = seen('web', [monthCap(toTheEnd(4) + 0.05)]);
    const totalled = totals.map((prepared, n) => {
      const { record } = levels()[n]!;
      const totalSeconds = prepared * secondsPerDay;
      return { prepared, record: record.map((each) => ({ ...each, totalSeconds })) };
    });
    const sized = { ...one.situation.sized!, levels: totalled };
    const [without] = planFleet([one], fleet);
    const [kept] = planFleet([{ ...one, situation: { ...one.situation, sized } }], fleet);
    expect(without).not.toHaveProperty('level');
    expect(kept).toMatchObject({ level: { level: 3 }, setting: { prepared: 22 } });
  });

  test('under an ample cap is planned as without one', () => {
    const [free, ample] = [[], [monthCap(1e5)]].map((caps) =>
      planFleet([seen('web', caps)], fleet),
    );
    expect(ample).toEqual(free);
    expect(ample![0]!.setting.prepared).toBe(30);
  });

  test('goes back to no pool at all, and takes nothing back then', () => {
    const [plan] = planFleet([seen('web', [monthCap(toTheEnd(1) - 1)])], fleet);
    expect(plan!.setting).toMatchObject({ minSize: 0, prepared: 0, reuse: false });
  });

  test('holds on to a floor at every level', () => {
    const one = seen('web', [monthCap(toTheEnd(1) - 1)]);
    const bounds = { ...one.situation.bounds, floor: 2, floorFrom: 'sale' };
    const [plan] = planFleet([{ ...one, situation: { ...one.situation, bounds } }], fleet);
    expect(plan!.setting).toMatchObject({ minSize: 2, prepared: 2 });
  });

  test('a pool that is paused is not lowered for the sake of later', () => {
    const one = seen('web', [monthCap(toTheEnd(2))]);
    const paused = { ...one, situation: { ...one.situation, paused: 'by hand' } };
    expect(planFleet([paused], fleet)[0]).not.toHaveProperty('level');
  });

  const limits = fc.double({ min: 0, max: 3.2 * toTheEnd(4), noNaN: true });
  const threeUnder = (usd: number) =>
    ['a', 'bb', 'ccc'].map((group) => seen(group, [monthCap(usd)]));

  test('passes the checker, alone and together', () => {
    const law = fc.property(limits, (usd) => {
      const all = threeUnder(usd);
      const decided = planFleet(all, fleet).map((plan, n) => ({ ...all[n]!, plan }));
      const broken = decided.flatMap((one) => {
        return checkPlan(one.plan, one.situation, one.policy, fleet);
      });
      expect([...broken, ...checkFleet(decided, fleet, fleetUses(decided))]).toEqual([]);
    });
    fc.assert(law, { numRuns: 40 });
  });

  test('is the same in any order of the groups', () => {
    const law = fc.property(limits, (usd) => {
      const plans = planFleet(threeUnder(usd), fleet);
      expect(planFleet(threeUnder(usd).toReversed(), fleet).toReversed()).toEqual(plans);
    });
    fc.assert(law, { numRuns: 20 });
  });

  test('is kept when it has been carried out, while there is room for what may be spent at once', () => {
    const ample = fc.double({ min: 60, max: 3.2 * toTheEnd(4), noNaN: true });
    const law = fc.property(ample, (usd) => {
      const all = threeUnder(usd);
      const plans = planFleet(all, fleet);
      const carriedOut = all.map(({ policy, situation }, n) => {
        const { prepared } = plans[n]!.setting;
        const again = seen(policy.group, situation.caps, prepared).situation;
        const observation = { ...again.observation, pool: plans[n]!.setting };
        return { policy, situation: { ...again, observation } };
      });
      expect(planFleet(carriedOut, fleet).map(({ setting }) => setting)).toEqual(
        plans.map(({ setting }) => setting),
      );
    });
    fc.assert(law, { numRuns: 40 });
  });
});

describe('a step under a cap while data are missing', () => {
  const none = new Float64Array(60).fill(Number.NaN);
  const dip = Float64Array.from({ length: 60 }, (_, n) => (n < 50 ? 140 : 0));
  const stale: Outlook = { kind: 'untrusted', reason: 'data-stale', detail: 'late' };

  /** What a step sees of the same world when its measurement has failed. */
  const failures = {
    late: ({ recent }: Situation) => ({ recent: { ...recent, values: none } }),
    dip: ({ recent }: Situation) => ({ recent: { ...recent, values: dip } }),
    stale: ({ recent }: Situation) => ({ recent: { ...recent, values: none }, outlook: stale }),
  };
  const kinds = fc.constantFrom(...(Object.keys(failures) as (keyof typeof failures)[]));

  function without(one: Seen, kind: keyof typeof failures): Seen {
    return { ...one, situation: { ...one.situation, ...failures[kind](one.situation) } };
  }

  test.each([
    { usd: 3, perLevel: 0.04, prepared: 30 },
    { usd: 5, perLevel: 0.04, prepared: 30 },
    { usd: 10, perLevel: 0.4, prepared: 12 },
    { usd: 5, perLevel: 0.4, prepared: 0 },
  ])('keeps $prepared under a cap of $usd dollars, as with data', ({ usd, perLevel, prepared }) => {
    const one = seen('web', [monthCap(usd)], prepared, perLevel);
    expect(planFleet([one], fleet)[0]!.setting.prepared).toBe(prepared);
    for (const kind of Object.keys(failures) as (keyof typeof failures)[]) {
      const [plan] = planFleet([without(one, kind)], fleet);
      expect([kind, plan!.blind, plan!.setting.prepared]).toEqual([kind, true, prepared]);
    }
  });

  const worlds = fc.record({
    kind: kinds,
    usd: fc.double({ min: 2, max: 20, noNaN: true }),
    perLevel: fc.double({ min: 0.01, max: 1, noNaN: true }),
    prepared: fc.integer({ min: 10, max: 30 }),
    scope: fc.constantFrom('fleet', 'group'),
    isLevelled: fc.boolean(),
  });

  test('keeps what was found and data would keep, unless a cap could be broken', () => {
    const law = fc.property(worlds, ({ kind, usd, perLevel, prepared, scope, isLevelled }) => {
      const cap = { ...monthCap(usd), scope } as const;
      const whole = seen('web', [cap], prepared, perLevel);
      const { levels: _, ...young } = whole.situation.sized!;
      const one = isLevelled
        ? whole
        : { ...whole, situation: { ...whole.situation, sized: young } };
      const [known] = planFleet([one], fleet);
      const [blind] = planFleet([without(one, kind)], fleet);
      const least = Math.min(prepared, known!.setting.prepared);
      const { observation } = one.situation;
      const setting = { ...foundSetting(observation)!, prepared: least };
      const lots = commitmentOf({ setting, observation, policy: one.policy, fleet });
      fc.pre(capBreaches([cap], lots).length === 0);
      expect(blind!.setting.prepared).toBeGreaterThanOrEqual(least);
    });
    fc.assert(law, { numRuns: 100 });
  });

  test('has no more than data would have, and what was found', () => {
    const law = fc.property(worlds, ({ kind, usd, perLevel, prepared, scope }) => {
      const one = seen('web', [{ ...monthCap(usd), scope }], prepared, perLevel);
      const [known] = planFleet([one], fleet);
      const [blind] = planFleet([without(one, kind)], fleet);
      const most = Math.max(prepared, known!.setting.prepared);
      expect(blind!.setting.prepared).toBeLessThanOrEqual(most);
    });
    fc.assert(law, { numRuns: 60 });
  });

  test('gives nothing to a group whose data are there', () => {
    const pair = (usd: number) =>
      ['a', 'bb'].map((group) => seen(group, [monthCap(usd)], 30, 0.04));
    let shared = 0;
    for (let usd = 2; usd < 8; usd += 0.25) {
      const [other, one] = pair(usd);
      const known = planFleet([other!, one!], fleet)[1]!.setting.prepared;
      const blind = planFleet([other!, without(one!, 'late')], fleet)[1]!.setting.prepared;
      expect([usd, blind]).toEqual([usd, Math.max(blind, known)]);
      if (known < 30) shared += 1;
    }
    expect(shared).toBeGreaterThan(2);
  });
});

describe('a group that is only watched', () => {
  const limits = fc.double({ min: 1, max: 4 * toTheEnd(4), noNaN: true });
  const watched = (usd: number, hasPool: boolean): Seen => {
    const one = seen('seen', [monthCap(usd)], 30);
    const { observation } = one.situation;
    const without = { ...observation, pool: null, members: [] };
    return {
      policy: { ...one.policy, mode: 'observe', serviceLevel: { kind: 'hit-rate', target: 0.9 } },
      situation: { ...one.situation, observation: hasPool ? observation : without },
    };
  };
  const acting = (usd: number, cost = 0.2): Seen[] => {
    return ['a', 'bb'].map((group, n) => {
      const one = seen(group, [monthCap(usd)]);
      const serviceLevel = { kind: 'cold-start-cost', cost: fromUsd(cost * (1 + 9 * n)) } as const;
      return { ...one, policy: { ...one.policy, serviceLevel } };
    });
  };

  test('takes nothing from those that are acted for while it has no pool', () => {
    const law = fc.property(limits, (usd) => {
      const alone = planFleet(acting(usd), fleet);
      const beside = planFleet([watched(usd, false), ...acting(usd)], fleet);
      expect(beside.slice(1)).toEqual(alone);
    });
    fc.assert(law, { numRuns: 40 });
  });

  test('is advised within what they leave', () => {
    const [advice, plan] = planFleet([watched(120, false), seen('web', [monthCap(120)])], fleet);
    expect([plan!.setting.prepared, advice!.setting.prepared]).toEqual([16, 0]);
    const [ample] = planFleet([watched(500, false), seen('web', [monthCap(500)])], fleet);
    expect(ample!.setting.prepared).toBe(30);
  });

  test('leaves what its pool, as it is, does not cost to the end', () => {
    // Fifteen Stopped members at $0.004 an hour for 14.5 days.
    const held = 15 * 0.004 * 24 * 14.5;
    const levelWith = (usd: number, others: Seen[]) =>
      planFleet([seen('web', [monthCap(usd)]), ...others], fleet)[0]!.level?.level ?? 4;
    for (const level of [1, 2, 3, 4]) {
      const usd = toTheEnd(level) + 0.1;
      expect(levelWith(usd, [])).toBe(level);
      expect(levelWith(usd, [watched(usd, true)])).toBe(level - 1);
      expect(levelWith(usd + held + 1, [watched(usd + held + 1, true)])).toBe(level);
    }
  });
});
