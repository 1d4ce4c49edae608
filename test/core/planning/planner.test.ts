import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PoolSetting, poolStates, poolWanted } from '../../../src/core/capacity/setting.ts';
import { foundSetting } from '../../../src/core/planning/budget/commitment.ts';
import { checkFleet, checkPlan } from '../../../src/core/planning/check.ts';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { Cap, GroupPolicy } from '../../../src/core/planning/policy.ts';
import {
  type BlockedReason,
  blockedReasons,
  type CapUse,
  type Outlook,
  type Situation,
} from '../../../src/core/planning/situation.ts';
import { totalOf } from '../../../src/core/planning/stabilize.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { fromUsd, microUsd } from '../../../src/core/units.ts';
import {
  fleetPolicy,
  fleetUses,
  groupObservation,
  groupPolicy,
  situation,
} from '../../support/policies.ts';

const fleet = fleetPolicy();
const at = groupObservation().at;

function planOne(one: Situation, policy: GroupPolicy = groupPolicy()) {
  return planFleet([{ situation: one, policy }], fleet)[0]!;
}

const found: PoolSetting = { minSize: 0, prepared: 30, state: 'Stopped', reuse: true };
const held = groupObservation({
  pool: found,
  members: Array.from({ length: 20 }, (_, n) => ({
    instanceId: `i-${n}`,
    phase: 'ready' as const,
    parked: 'Stopped' as const,
  })),
});
const noData = { start: at - 3600, stepSeconds: 60, values: new Float64Array(60).fill(Number.NaN) };
const lowTargets = Array.from({ length: 60 }, (_, n) => ({ at: at - 60 * (60 - n), prepared: 12 }));

function useOf(usd: number, spentUsd: number, changes: Partial<CapUse> = {}): CapUse {
  return {
    cap: { per: 'day', limit: fromUsd(usd) } satisfies Cap,
    scope: 'group',
    windowStart: at - 43_200,
    windowEnd: at + 43_200,
    spent: fromUsd(spentUsd),
    ...changes,
  };
}

function forecastOf(seed: number, mean: number): Outlook {
  const random = seededRandom(seed);
  const paths = Array.from({ length: 30 }, () => {
    const factor = mean * (1 + 0.3 * Math.abs(random.normal()));
    return Float64Array.from({ length: 60 }, (_, n) => factor * (1 + n / 60));
  });
  const forecast = { origin: at - 60, stepSeconds: 60, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'test' };
}

describe('planFleet', () => {
  test('notes what a member was taken to cost, so that the ledger tells it for ever', () => {
    const listed = {
      ...{ of: 'm5.large with Linux', region: 'us-east-1', published: '2026-11-19T20:14:02Z' },
      ...{ readAt: at - 86_400, isHeld: false },
    };
    const { prices } = groupPolicy();
    expect(planOne(situation()).prices).toEqual(prices);
    expect(planOne(situation(), groupPolicy({ listed })).prices).toEqual({ ...prices, listed });
  });

  test('predicts where the forecast is believed', () => {
    const plan = planOne(situation({ outlook: forecastOf(1, 100) }));
    expect(plan.producer).toBe('predictive');
    expect(plan.setting).toEqual(plan.candidates[0]!.setting);
    expect(plan.peaks.map(({ level }) => level)).toEqual([0.5, 0.9, 0.99]);
    expect(plan.reason).toMatch(/^test: instances needed within \d+ minutes/);
  });

  test('reacts where it is not, and says why', () => {
    const plan = planOne(situation());
    expect(plan).toMatchObject({ producer: 'reactive', binding: 'none', candidates: [] });
    expect(plan.setting.prepared).toBe(12);
    expect(plan.reason).toBe(
      'no model has been trained (none yet); the peak of the last hour and a margin',
    );
  });

  test('holds what AWS has where nothing is known', () => {
    const plan = planOne(situation({ observation: held, recent: noData }));
    expect(plan).toMatchObject({ producer: 'held', setting: found });
  });

  const binding = [
    { name: 'a dwell', changes: { observation: held }, want: ['dwell', 0, 30] },
    {
      name: 'a cut that is due',
      changes: { observation: held, targets: lowTargets },
      want: ['none', 0, 12],
    },
    {
      name: 'a floor',
      changes: { bounds: { floor: 5, floorFrom: 'sale', ceiling: 50, ceilingFrom: null } },
      want: ['floor', 5, 12],
    },
    {
      name: 'a ceiling',
      changes: {
        observation: held,
        bounds: { floor: 0, floorFrom: null, ceiling: 4, ceilingFrom: 'freeze' },
      },
      want: ['ceiling', 0, 14],
    },
    {
      name: 'a ceiling above a floor',
      changes: { bounds: { floor: 9, floorFrom: 'sale', ceiling: 1, ceilingFrom: 'freeze' } },
      want: ['ceiling', 1, 11],
    },
    {
      name: 'the group’s own Max',
      changes: { observation: groupObservation({ maxSize: 11 }) },
      want: ['none', 0, 11],
    },
    {
      name: 'a pause',
      changes: { observation: held, paused: 'by hand', targets: lowTargets },
      want: ['paused', 0, 30],
    },
    {
      name: 'a block',
      changes: {
        observation: { ...held, blocked: 'eks-managed' as BlockedReason },
        targets: lowTargets,
      },
      want: ['blocked', 0, 30],
    },
    {
      name: 'a group without the tag',
      changes: { observation: { ...held, optedIn: false }, targets: lowTargets },
      want: ['blocked', 0, 30],
    },
    {
      name: 'a cap that is spent, even while paused',
      changes: { observation: held, paused: 'by hand', caps: [useOf(1, 1)] },
      want: ['cap', 0, 0],
    },
    {
      name: 'a cap above a floor',
      changes: {
        caps: [useOf(1, 1)],
        bounds: { floor: 5, floorFrom: 'sale', ceiling: 50, ceilingFrom: null },
      },
      want: ['cap', 0, 0],
    },
    {
      name: 'no cut, even for a cap, where EKS rules',
      changes: {
        observation: { ...held, blocked: 'eks-managed' as BlockedReason },
        caps: [useOf(1, 1)],
      },
      want: ['blocked', 0, 30],
    },
  ];
  test.each(binding)('$name', ({ changes, want }) => {
    const plan = planOne(situation(changes));
    expect([plan.binding, plan.setting.minSize, plan.setting.prepared]).toEqual(want);
  });

  test('preparedMax binds as the group bounds do', () => {
    const policy = groupPolicy();
    const tight = { ...policy, pool: { ...policy.pool, preparedMax: 11 } };
    expect(planOne(situation(), tight)).toMatchObject({
      binding: 'group-bounds',
      setting: { prepared: 11 },
    });
  });

  test('a group that is only watched is planned for, tag or not', () => {
    const untagged = situation({ observation: groupObservation({ optedIn: false }) });
    const policy = groupPolicy({ mode: 'observe' });
    const plan = planOne(untagged, policy);
    expect(plan.setting.prepared).toBe(12);
    expect(checkPlan(plan, untagged, policy, fleet)).toEqual([]);
  });
});

interface Scene {
  readonly policy: GroupPolicy;
  readonly situation: Situation;
}

/** Situations of every kind, for a group called `group`. */
function scenes(group: string): fc.Arbitrary<Scene> {
  const pool = fc.option(
    fc.record({
      sizes: fc.tuple(fc.nat(20), fc.nat(40)),
      state: fc.constantFrom(...poolStates),
      reuse: fc.boolean(),
    }),
  );
  return fc
    .record({
      pool,
      desired: fc.integer({ min: 2, max: 60 }),
      ready: fc.nat(15),
      booting: fc.nat(5),
      leaving: fc.nat(3),
      blocked: fc.option(fc.constantFrom(...(Object.keys(blockedReasons) as BlockedReason[])), {
        freq: 5,
      }),
      paused: fc.option(fc.constant('by hand'), { freq: 5 }),
      optedIn: fc.boolean(),
      mode: fc.constantFrom('observe', 'recommend', 'act'),
      seed: fc.nat(),
      predictive: fc.boolean(),
      blind: fc.boolean(),
      load: fc.integer({ min: 0, max: 800 }),
      floor: fc.nat(8),
      ceiling: fc.option(fc.nat(30)),
      spent: fc.nat(110),
      limit: fc.constantFrom(0, 0.1, 1, 10),
      scope: fc.constantFrom('group', 'fleet', null),
      state: fc.constantFrom(...poolStates),
      reuse: fc.boolean(),
      minSize: fc.nat(5),
      priority: fc.nat(2),
      dwelt: fc.boolean(),
    })
    .map((made) => sceneOf(group, made));
}

type Made = {
  pool: { sizes: [number, number]; state: PoolSetting['state']; reuse: boolean } | null;
  desired: number;
  ready: number;
  booting: number;
  leaving: number;
  blocked: BlockedReason | null;
  paused: string | null;
  optedIn: boolean;
  mode: GroupPolicy['mode'];
  seed: number;
  predictive: boolean;
  blind: boolean;
  load: number;
  floor: number;
  ceiling: number | null;
  spent: number;
  limit: number;
  scope: CapUse['scope'] | null;
  state: PoolSetting['state'];
  reuse: boolean;
  minSize: number;
  priority: number;
  dwelt: boolean;
};

function sceneOf(group: string, made: Made): Scene {
  const { pool, limit, spent, scope, ceiling } = made;
  const policy = groupPolicy({
    group,
    mode: made.mode,
    priority: made.priority,
    pool: { state: made.state, reuse: made.reuse, minSize: made.minSize, preparedMax: null },
  });
  const member = (phase: 'ready' | 'booting' | 'leaving') => (_: unknown, n: number) => ({
    instanceId: `${phase}-${n}`,
    phase,
    parked: phase === 'ready' ? (pool?.state ?? 'Stopped') : null,
  });
  const observation = groupObservation({
    group,
    desired: made.desired,
    inService: made.desired,
    blocked: made.blocked,
    optedIn: made.optedIn,
    pool:
      pool === null
        ? null
        : {
            minSize: Math.min(...pool.sizes),
            prepared: Math.max(...pool.sizes),
            state: pool.state,
            reuse: pool.reuse,
          },
    members:
      pool === null
        ? []
        : [
            ...Array.from({ length: made.ready }, member('ready')),
            ...Array.from({ length: made.booting }, member('booting')),
            ...Array.from({ length: made.leaving }, member('leaving')),
          ],
  });
  const use = {
    ...useOf(limit, 0),
    scope: scope ?? 'group',
    spent: microUsd(Math.round(limit * 1e4 * spent)),
  };
  return {
    policy,
    situation: situation({
      observation,
      outlook: made.predictive
        ? forecastOf(made.seed, made.load)
        : { kind: 'untrusted', reason: 'no-model', detail: 'none' },
      recent: made.blind
        ? noData
        : { start: at - 3600, stepSeconds: 60, values: new Float64Array(60).fill(made.load) },
      caps: scope === null ? [] : [use],
      bounds: {
        floor: made.floor,
        floorFrom: 'sale',
        ceiling: ceiling ?? Number.POSITIVE_INFINITY,
        ceilingFrom: ceiling === null ? null : 'freeze',
      },
      paused: made.paused,
      targets: made.dwelt ? lowTargets : [],
    }),
  };
}

describe('every plan', () => {
  const scene = scenes('web');

  /** Left as it is because it may not be written: then a cap is out of forewarm's hands. */
  const isStuck = ({ policy, situation: { observation } }: Scene) =>
    (policy.mode === 'act' && !observation.optedIn) || observation.blocked !== null;

  test('passes the checker', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const plan = planOne(one.situation, one.policy);
        const rules = checkPlan(plan, one.situation, one.policy, fleet).filter(
          ({ rule }) => !(rule === 'cap' && isStuck(one)),
        );
        expect(rules).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is kept when it has been carried out and nothing else has changed', () => {
    fc.assert(
      fc.property(scene, (one) => {
        fc.pre(one.situation.caps.length === 0);
        const plan = planOne(one.situation, one.policy);
        const observation = { ...one.situation.observation, pool: plan.setting };
        const again = planOne({ ...one.situation, observation }, one.policy);
        expect(again.setting).toEqual(plan.setting);
      }),
      { numRuns: 300 },
    );
  });

  test('shrinks no pool because data are missing', () => {
    fc.assert(
      fc.property(scene, ({ situation: seen, policy }) => {
        const blind = { ...seen, recent: noData, caps: [] };
        const { desired } = seen.observation;
        const had = foundSetting(seen.observation);
        fc.pre(had !== null && seen.bounds.ceiling >= poolWanted(had, desired));
        const { setting } = planOne(blind, policy);
        expect(totalOf(setting, desired)).toBeGreaterThanOrEqual(totalOf(had, desired));
      }),
      { numRuns: 300 },
    );
  });

  test('pays more for what costs more to miss', () => {
    fc.assert(
      fc.property(
        scene,
        fc.nat(10_000),
        fc.nat(100_000),
        ({ situation: seen, policy }, price, more) => {
          fc.pre(seen.outlook.kind === 'forecast');
          const missesAt = (cost: number) => {
            const serviceLevel = { kind: 'cold-start-cost', cost: microUsd(cost) } as const;
            return planOne(seen, { ...policy, serviceLevel }).candidates[0]!.misses;
          };
          expect(missesAt(price + more)).toBeLessThanOrEqual(missesAt(price) + 1e-9);
        },
      ),
    );
  });
});

describe('a fleet', () => {
  const scenesOf = fc.tuple(scenes('a'), scenes('b'), scenes('c'));
  const sharing = (limit: number, spent: number) => (one: Scene) => ({
    ...one,
    situation: { ...one.situation, caps: [useOf(limit, spent, { scope: 'fleet' })] },
  });

  test('is planned the same in any order', () => {
    fc.assert(
      fc.property(scenesOf, fc.constantFrom(0.2, 1, 5), (all, limit) => {
        const seen = all.map(sharing(limit, 0));
        const plans = planFleet(seen, fleet);
        expect(planFleet(seen.toReversed(), fleet).toReversed()).toEqual(plans);
      }),
    );
  });

  test('keeps the cap it shares, all commitments together', () => {
    const acting = (one: Scene): Scene => ({
      policy: { ...one.policy, mode: 'act' },
      situation: {
        ...one.situation,
        observation: { ...one.situation.observation, optedIn: true, blocked: null },
      },
    });
    fc.assert(
      fc.property(scenesOf, fc.constantFrom(0.05, 0.2, 1, 5), (all, limit) => {
        const seen = all.map(acting).map(sharing(limit, 0));
        const plans = planFleet(seen, fleet);
        const decided = seen.map((one, n) => ({ ...one, plan: plans[n]! }));
        expect(checkFleet(decided, fleet, fleetUses(decided))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('with a larger cap it misses no more', () => {
    const calm = (group: string, mean: number): Scene => ({
      policy: groupPolicy({ group }),
      situation: situation({
        observation: groupObservation({ group }),
        outlook: forecastOf(mean, mean),
      }),
    });
    const limits = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(limits, limits, (a, b) => {
        const fleetMisses = (cents: number) => {
          const seen = [calm('a', 100), calm('b', 80), calm('c', 120)].map(sharing(cents / 100, 0));
          return planFleet(seen, fleet).reduce((sum, { setting, candidates }, n) => {
            const same = candidates.find((each) => sameSizes(each.setting, setting));
            const most = Math.max(...candidates.map(({ misses }) => misses));
            return sum + (same?.misses ?? most) + 0 * n;
          }, 0);
        };
        expect(fleetMisses(Math.max(a, b))).toBeLessThanOrEqual(fleetMisses(Math.min(a, b)) + 1e-9);
      }),
      { numRuns: 40 },
    );
  });
});

function sameSizes(a: PoolSetting, b: PoolSetting): boolean {
  return a.minSize === b.minSize && a.prepared === b.prepared;
}
