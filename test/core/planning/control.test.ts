import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../src/core/capacity/setting.ts';
import { checkPlan } from '../../../src/core/planning/check.ts';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { Situation } from '../../../src/core/planning/situation.ts';
import { fleetPolicy, groupObservation, groupPolicy, situation } from '../../support/policies.ts';

const setting: PoolSetting = { minSize: 0, prepared: 24, state: 'Stopped', reuse: true };
const policy = groupPolicy();
const fleet = fleetPolicy();
const control = { setting, block: 2, until: 1_800_003_600 };

const planOf = (changes: Partial<Situation>, own = policy) =>
  planFleet([{ situation: situation({ control, ...changes }), policy: own }], fleet)[0]!;

describe('a control block', () => {
  test('is planned by its constant, with the block in the reason', () => {
    const plan = planOf({});
    expect(plan).toMatchObject({ producer: 'constant', binding: 'none', setting });
    expect(plan.reason).toContain('control block 3');
  });

  test('is bound by floors, ceilings and the group like any other', () => {
    const bounds = { floor: 3, floorFrom: 'night', ceiling: 5, ceilingFrom: 'budget' };
    const plan = planOf({ bounds });
    expect(plan.setting).toMatchObject({ minSize: 3, prepared: 15 });
    expect(checkPlan(plan, situation({ control, bounds }), policy, fleet)).toEqual([]);
  });

  test('does not cut what is there while data are missing', () => {
    const observation = groupObservation({ pool: { ...setting, prepared: 40 } });
    const recent = { start: observation.at, stepSeconds: 60, values: new Float64Array(0) };
    expect(planOf({ observation, recent }).setting.prepared).toBe(40);
  });

  test('without one the group is planned as ever', () => {
    expect(planOf({ control: null }).producer).toBe('reactive');
  });
});
