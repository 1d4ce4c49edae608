import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../src/core/capacity/setting.ts';
import { countOver } from '../../../src/core/planning/path-world.ts';

const total = (prepared: number, reuse = false): PoolSetting => ({
  minSize: 0,
  prepared,
  state: 'Stopped',
  reuse,
});
const absolute = (size: number): PoolSetting => ({ ...total(size), minSize: size });

/** Demand of a group of ten, by step; boots take two steps, returns one. */
function count(serving: number[], setting: PoolSetting, ready: number, booting = 0) {
  const path = { serving: Int32Array.from(serving), peak: 0, claims: 0 };
  const start = { desired: 10, ready, booting, bootSteps: [2], returnSteps: 1 };
  return countOver([path], setting, start);
}

describe('countOver', () => {
  test.each([
    {
      name: 'ready members are claimed, and a total does not refill',
      got: count([10, 12, 12], total(14), 4),
      want: { misses: 0, boots: 0, heldSteps: 4 + 4 + 2 },
    },
    {
      name: 'an absolute pool refills',
      got: count([12, 12, 12], absolute(2), 2),
      want: { misses: 0, boots: 2, heldSteps: 6 },
    },
    {
      name: 'a raise comes too late for the step it boots in',
      got: count([12, 12, 12], total(12), 0),
      want: { misses: 2, boots: 2, heldSteps: 2 },
    },
    {
      name: 'a raise is in time after its boot',
      got: count([10, 12, 12], total(12), 0),
      want: { misses: 0, boots: 2, heldSteps: 4 },
    },
    {
      name: 'a cut lets go of members before they are claimed',
      got: count([12, 12, 12], total(10), 2),
      want: { misses: 2, boots: 0, heldSteps: 0 },
    },
    {
      name: 'a total grows as the group scales in, by boots',
      got: count([8, 8, 8], total(12), 2),
      want: { misses: 0, boots: 2, heldSteps: 2 + 4 + 4 },
    },
    {
      name: 'or without any, with reuse',
      got: count([8, 8, 8], total(12, true), 2),
      want: { misses: 0, boots: 0, heldSteps: 2 + 4 + 4 },
    },
    {
      name: 'boots under way serve when they are done',
      got: count([10, 12, 12], total(12), 0, 2),
      want: { misses: 0, boots: 0, heldSteps: 4 },
    },
  ])('$name', ({ got, want }) => {
    expect(got).toEqual(want);
  });

  test('boots take the times that were measured, in turn and each as often', () => {
    const path = { serving: new Int32Array([10, 10, 10, 18]), peak: 18, claims: 8 };
    const bootSteps = [1, 1, 2, 2, 3, 3, 9, 9];
    const start = { desired: 10, ready: 0, booting: 0, bootSteps, returnSteps: 1 };
    const { misses, boots } = countOver(Array(100).fill(path), total(18), start);
    expect(boots).toBe(800);
    expect(misses / 800).toBeCloseTo(1 / 4, 2);
  });

  test('counts are summed over paths', () => {
    const path = { serving: Int32Array.from([12]), peak: 12, claims: 2 };
    const start = { desired: 10, ready: 0, booting: 0, bootSteps: [2], returnSteps: 1 };
    expect(countOver([path, path, path], total(0), start).misses).toBe(6);
  });
});
