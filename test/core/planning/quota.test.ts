import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../src/core/capacity/setting.ts';
import { checkFleet, checkPlan } from '../../../src/core/planning/check.ts';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { FleetPolicy, GroupPolicy } from '../../../src/core/planning/policy.ts';
import { vcpusOf } from '../../../src/core/planning/quota.ts';
import { fleetPolicy, groupObservation, groupPolicy, situation } from '../../support/policies.ts';

/** A group of ten whose load has doubled: it wants some ten members more. */
function busy(name: string, changes: Partial<GroupPolicy> = {}, pool: PoolSetting | null = null) {
  const observation = groupObservation({ group: name, pool });
  const policy = groupPolicy({ group: name, vcpus: 4, ...changes });
  const values = new Float64Array(60).fill(200);
  const recent = { start: observation.at - 3600, stepSeconds: 60, values };
  return { policy, situation: situation({ observation, recent }) };
}

type Seen = ReturnType<typeof busy>;

function planned(seen: readonly Seen[], fleet: FleetPolicy) {
  const plans = planFleet(seen, fleet);
  return seen.map((one, n) => ({ ...one, plan: plans[n]! }));
}

function neededBy(decisions: ReturnType<typeof planned>): number {
  return decisions.reduce(
    (sum, { plan, situation, policy }) =>
      sum + vcpusOf(plan.setting, situation.observation, policy),
    0,
  );
}

const total = (prepared: number): PoolSetting => {
  return { minSize: 0, prepared, state: 'Stopped', reuse: true };
};

describe('vcpusOf', () => {
  const group = groupObservation({ desired: 10, inService: 12 });

  test.each([
    { name: 'no pool', setting: null, want: 48 },
    { name: 'a total below the group', setting: total(8), want: 48 },
    { name: 'five members', setting: total(15), want: 68 },
  ])('$name', ({ setting, want }) => {
    expect(vcpusOf(setting, group, { vcpus: 4 })).toBe(want);
  });

  test('instances that nobody sized count nothing', () => {
    expect(vcpusOf(total(15), group, {})).toBe(0);
  });
});

describe('a plan under a vCPU quota', () => {
  test('a quota that suffices changes nothing', () => {
    const seen = [busy('a'), busy('b')];
    const free = planFleet(seen, fleetPolicy());
    expect(neededBy(planned(seen, fleetPolicy()))).toBeGreaterThan(100);
    expect(planFleet(seen, fleetPolicy({ vcpusMax: 1000 }))).toEqual(free);
  });

  test('is cut to what there is, and says so', () => {
    const fleet = fleetPolicy({ vcpusMax: 100 });
    const decisions = planned([busy('a'), busy('b')], fleet);
    expect(neededBy(decisions)).toBeLessThanOrEqual(100);
    expect(neededBy(decisions)).toBeGreaterThan(80);
    expect(decisions.map(({ plan }) => plan.binding)).toContain('group-bounds');
    expect(checkFleet(decisions, fleet, [])).toEqual([]);
  });

  test('a higher class is served first', () => {
    const seen = [busy('a'), busy('b', { priority: 0 })];
    const [a, b] = planFleet(seen, fleetPolicy({ vcpusMax: 150 }));
    const [, free] = planFleet(seen, fleetPolicy());
    expect(b!.setting).toEqual(free!.setting);
    expect(a!.setting.prepared).toBeLessThan(b!.setting.prepared);
  });

  test.each([
    { name: 'paused', paused: 'someone else changed the pool', blocked: null },
    { name: 'in a refresh', paused: null, blocked: 'instance-refresh' },
  ] as const)('leaves a group as it was found that is $name, and gives others the less', (held) => {
    const { paused, blocked } = held;
    const { policy, situation } = busy('a', {}, total(20));
    const observation = { ...situation.observation, blocked };
    const seen = [{ policy, situation: { ...situation, observation, paused } }, busy('b')];
    const [a, b] = planned(seen, fleetPolicy({ vcpusMax: 130 }));
    expect(a!.plan.setting).toEqual(total(20));
    expect(neededBy([a!, b!])).toBeLessThanOrEqual(130);
    expect(b!.plan.setting.prepared).toBeLessThan(
      planned([busy('b')], fleetPolicy())[0]!.plan.setting.prepared,
    );
    expect(checkPlan(a!.plan, a!.situation, a!.policy, fleetPolicy({ vcpusMax: 130 }))).toEqual([]);
  });

  test('keeps to the quota wherever the groups themselves do, and passes the checker', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 80, max: 300 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
        (vcpusMax, priorities) => {
          const fleet = fleetPolicy({ vcpusMax });
          const decisions = planned(
            priorities.map((priority, n) => busy(`g${n}`, { priority })),
            fleet,
          );
          fc.pre(40 * priorities.length <= vcpusMax);
          expect(neededBy(decisions)).toBeLessThanOrEqual(vcpusMax);
          for (const { plan, situation, policy } of decisions) {
            expect(checkPlan(plan, situation, policy, fleet)).toEqual([]);
          }
          expect(checkFleet(decisions, fleet, [])).toEqual([]);
        },
      ),
    );
  });
});

describe('the checker', () => {
  const fleet = fleetPolicy({ vcpusMax: 60 });
  const rulesOf = (setting: PoolSetting, pool: PoolSetting | null) => {
    const { policy, situation } = busy('a', {}, pool);
    const [plan] = planFleet([{ policy, situation }], fleetPolicy());
    return checkPlan({ ...plan!, setting }, situation, policy, fleet).map(({ rule }) => rule);
  };

  test.each([
    {
      name: 'refuses a raise above the quota',
      pool: total(12),
      setting: total(16),
      want: ['quota'],
    },
    { name: 'lets a raise to the quota through', pool: total(12), setting: total(15), want: [] },
    {
      name: 'lets a cut through that is still above',
      pool: total(30),
      setting: total(20),
      want: [],
    },
  ])('$name', ({ pool, setting, want }) => {
    expect(rulesOf(setting, pool)).toEqual(want);
  });

  test('two raises that fit apart are refused together', () => {
    const decisions = planned([busy('a'), busy('b')], fleetPolicy()).map((one) => ({
      ...one,
      plan: { ...one.plan, setting: total(14) },
    }));
    const rules = (vcpusMax: number) => checkFleet(decisions, fleetPolicy({ vcpusMax }), []);
    expect(rules(112)).toEqual([]);
    expect(rules(111)).toMatchObject([
      { rule: 'quota', detail: '112 vCPUs are above the limit of 111' },
    ]);
  });
});
