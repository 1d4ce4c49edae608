import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PoolSetting, poolStates } from '../../../src/core/capacity/setting.ts';
import { checkFleet, checkPlan, commitsNoMore } from '../../../src/core/planning/check.ts';
import { isCut } from '../../../src/core/planning/limits.ts';
import type { Plan } from '../../../src/core/planning/plan.ts';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { CapUse, Situation } from '../../../src/core/planning/situation.ts';
import { fromUsd, microUsd } from '../../../src/core/units.ts';
import { fleetPolicy, groupObservation, groupPolicy, situation } from '../../support/policies.ts';

const fleet = fleetPolicy();
const policy = groupPolicy();
const at = groupObservation().at;
const found: PoolSetting = { minSize: 2, prepared: 20, state: 'Stopped', reuse: false };
const quiet = situation({ observation: groupObservation({ pool: found }) });

function planOf(setting: Partial<PoolSetting>, more: Partial<Plan> = {}): Plan {
  const [plan] = planFleet([{ situation: quiet, policy }], fleet);
  return { ...plan!, setting: { ...found, ...setting }, ...more };
}

function rules(plan: Plan, changes: Partial<Situation> = {}) {
  return checkPlan(plan, { ...quiet, ...changes }, policy, fleet).map(({ rule }) => rule);
}

function use(usd: number, scope: CapUse['scope'] = 'group'): CapUse {
  return {
    cap: { per: 'day', limit: fromUsd(usd) },
    scope,
    windowStart: at - 3600,
    windowEnd: at + 82_800,
    spent: microUsd(0),
  };
}

describe('checkPlan', () => {
  test.each([
    { name: 'a sound plan', plan: planOf({ prepared: 25 }), changes: {}, want: [] },
    { name: 'half an instance', plan: planOf({ prepared: 20.5 }), changes: {}, want: ['shape'] },
    { name: 'a negative minimum', plan: planOf({ minSize: -1 }), changes: {}, want: ['shape'] },
    {
      name: 'a minimum above the total',
      plan: planOf({ minSize: 21 }),
      changes: {},
      want: ['shape'],
    },
    {
      name: 'a commitment that is not a number',
      plan: planOf({}, { commitment: Number.NaN as Plan['commitment'] }),
      changes: {},
      want: ['shape'],
    },
    { name: 'more than Max', plan: planOf({ prepared: 101 }), changes: {}, want: ['group-bounds'] },
    {
      name: 'above the ceiling',
      plan: planOf({ prepared: 25 }),
      changes: { bounds: { floor: 0, floorFrom: null, ceiling: 14, ceilingFrom: 'freeze' } },
      want: ['ceiling'],
    },
    {
      name: 'below the floor',
      plan: planOf({ prepared: 25 }),
      changes: { bounds: { floor: 3, floorFrom: 'sale', ceiling: 99, ceilingFrom: null } },
      want: ['floor'],
    },
    {
      name: 'without the tag',
      plan: planOf({ prepared: 25 }),
      changes: { observation: { ...quiet.observation, optedIn: false } },
      want: ['opt-in'],
    },
    {
      name: 'a raise during an instance refresh',
      plan: planOf({ prepared: 25 }),
      changes: { observation: { ...quiet.observation, blocked: 'instance-refresh' as const } },
      want: ['blocked'],
    },
    {
      name: 'a cut for a cap during an instance refresh',
      plan: planOf({ prepared: 10 }, { binding: 'cap' }),
      changes: { observation: { ...quiet.observation, blocked: 'instance-refresh' as const } },
      want: [],
    },
    {
      name: 'a cut for anything less during an instance refresh',
      plan: planOf({ prepared: 10 }, { binding: 'group-bounds' }),
      changes: { observation: { ...quiet.observation, blocked: 'instance-refresh' as const } },
      want: ['blocked'],
    },
    {
      name: 'even a cut of a pool that EKS manages',
      plan: planOf({ prepared: 10 }, { binding: 'cap' }),
      changes: { observation: { ...quiet.observation, blocked: 'eks-managed' as const } },
      want: ['blocked'],
    },
    {
      name: 'a raise while paused',
      plan: planOf({ prepared: 25 }),
      changes: { paused: 'me' },
      want: ['blocked'],
    },
    {
      name: 'a cut for a cap while paused',
      plan: planOf({ prepared: 10 }, { binding: 'cap' }),
      changes: { paused: 'me' },
      want: [],
    },
    {
      name: 'a cut for anything less while paused',
      plan: planOf({ prepared: 10 }),
      changes: { paused: 'me' },
      want: ['blocked'],
    },
    {
      name: 'more than the cap leaves',
      plan: planOf({ prepared: 25 }),
      changes: { caps: [use(0.1)] },
      want: ['cap'],
    },
    {
      name: 'to keep what the cap no longer pays for',
      plan: planOf({}),
      changes: { caps: [use(0.01)] },
      want: ['cap'],
    },
    {
      name: 'to hold nothing under a cap that is spent',
      plan: planOf({ minSize: 0, prepared: 0 }),
      changes: { caps: [use(0)] },
      want: [],
    },
    {
      name: 'nothing but the cap where the plan changes nothing',
      plan: planOf({}),
      changes: {
        bounds: { floor: 9, floorFrom: 'sale', ceiling: 1, ceilingFrom: 'freeze' },
        paused: 'me',
      },
      want: [],
    },
  ])('$name: $want', ({ plan, changes, want }) => {
    expect(rules(plan, changes)).toEqual(want);
  });
});

describe('a state that forewarm may choose', () => {
  const auto = { options: [{ state: 'Running', startSeconds: 2 } as const], startSecondsMax: null };
  const open = groupPolicy({ pool: { ...policy.pool, auto } });
  const member = { instanceId: 'i-1', phase: 'leaving', parked: 'Stopped' } as const;
  const violations = (state: PoolSetting['state'], members: readonly (typeof member)[]) => {
    const seen = { ...quiet, observation: { ...quiet.observation, members } };
    return checkPlan(planOf({ state, prepared: 21 }), seen, open, fleet).map(({ rule }) => rule);
  };

  test('changes only while there is no member, not even one that leaves', () => {
    expect(violations('Running', [])).toEqual([]);
    expect(violations('Running', [member])).toEqual(['state']);
    expect(violations('Stopped', [member])).toEqual([]);
  });

  test('is one of those that the policy allows', () => {
    expect(violations('Hibernated', [])).toEqual(['state']);
  });
});

test('checkFleet adds up what each plan alone may do', () => {
  const uses = [use(0.3, 'fleet')];
  const one = { plan: planOf({ prepared: 25 }), situation: quiet, policy };
  expect(rules(one.plan, { caps: uses })).toEqual([]);
  expect(checkFleet([one], fleet, uses)).toEqual([]);
  expect(checkFleet([one, one], fleet, uses).map(({ rule }) => rule)).toEqual(['cap']);
});

describe('commitsNoMore', () => {
  const settings = fc
    .record({
      sizes: fc.tuple(fc.nat(12), fc.nat(30)),
      state: fc.constantFrom(...poolStates),
      reuse: fc.boolean(),
    })
    .map(({ sizes, ...rest }) => {
      return { minSize: Math.min(...sizes), prepared: Math.max(...sizes), ...rest };
    });
  const decided = (pool: PoolSetting, setting: PoolSetting) => {
    const observation = groupObservation({ pool });
    return { plan: planOf(setting), situation: { ...quiet, observation, caps: [use(1)] }, policy };
  };

  test('holds for every cut', () => {
    const { minSize } = groupObservation();
    const law = fc.property(settings, settings, (pool, { reuse, ...less }) => {
      const setting = { ...pool, minSize: Math.min(pool.minSize, less.minSize) };
      const cut = {
        ...setting,
        prepared: Math.max(setting.minSize, Math.min(pool.prepared, less.prepared)),
        reuse: pool.reuse && reuse,
      };
      expect(isCut(pool, cut, minSize)).toBe(true);
      expect(commitsNoMore(decided(pool, cut), fleet)).toBe(true);
    });
    fc.assert(law);
  });

  test.each([
    { name: 'more members', setting: { prepared: 21 }, want: false },
    { name: 'reuse as well', setting: { reuse: true }, want: false },
    { name: 'another state of the same', setting: { state: 'Running' }, want: true },
    { name: 'less in another state', setting: { state: 'Running', prepared: 15 }, want: true },
    { name: 'more in another state', setting: { state: 'Running', prepared: 25 }, want: false },
  ] as const)('$name: $want', ({ setting, want }) => {
    expect(commitsNoMore(decided(found, { ...found, ...setting }), fleet)).toBe(want);
  });
});
