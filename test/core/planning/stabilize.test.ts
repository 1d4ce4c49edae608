import { describe, expect, test } from 'vitest';
import type { PoolSetting } from '../../../src/core/capacity/setting.ts';
import { stabilized, totalOf } from '../../../src/core/planning/stabilize.ts';
import { groupObservation } from '../../support/policies.ts';

const total = (prepared: number, state: PoolSetting['state'] = 'Stopped'): PoolSetting => ({
  minSize: 0,
  prepared,
  state,
  reuse: true,
});
const observation = groupObservation();
const dwell = { lowerAfterSeconds: 1800, stepSeconds: 60 };

/** Targets of the last `minutes`, the newest last. */
function targets(minutes: number, preparedAt: (minutesAgo: number) => number) {
  return Array.from({ length: minutes }, (_, n) => {
    const ago = minutes - n;
    return { at: observation.at - 60 * ago, prepared: preparedAt(ago) };
  });
}

describe('stabilized', () => {
  test.each([
    {
      name: 'a raise is followed at once',
      wanted: total(30),
      found: total(20),
      targets: [],
      want: total(30),
    },
    {
      name: 'a cut waits while the past is unknown',
      wanted: total(12),
      found: total(20),
      targets: targets(5, () => 12),
      want: total(20),
    },
    {
      name: 'a cut waits while a higher target is recent',
      wanted: total(12),
      found: total(20),
      targets: targets(40, (ago) => (ago < 20 ? 12 : 20)),
      want: total(20),
    },
    {
      name: 'a cut goes as far as the highest target of the dwell',
      wanted: total(12),
      found: total(20),
      targets: targets(40, (ago) => (ago < 31 ? 15 : 20)),
      want: total(15),
    },
    {
      name: 'a cut that held is made',
      wanted: total(12),
      found: total(20),
      targets: targets(40, () => 12),
      want: total(12),
    },
    {
      name: 'a running pool follows at once',
      wanted: total(12, 'Running'),
      found: total(20, 'Running'),
      targets: [],
      want: total(12, 'Running'),
    },
    {
      name: 'without a pool there is nothing to keep',
      wanted: total(12),
      found: null,
      targets: [],
      want: total(12),
    },
  ])('$name', ({ wanted, found, targets, want }) => {
    expect(stabilized(wanted, found, { observation, targets }, dwell)).toEqual(want);
  });

  test('an absolute pool is lowered no sooner than a total', () => {
    const found = { ...total(10), minSize: 10 };
    expect(stabilized(total(15), found, { observation, targets: [] }, dwell)).toEqual(found);
  });
});

test('totalOf counts MinSize on top of the group', () => {
  expect(totalOf({ minSize: 0, prepared: 30, state: 'Stopped', reuse: true }, 10)).toBe(30);
  expect(totalOf({ minSize: 5, prepared: 5, state: 'Stopped', reuse: true }, 10)).toBe(15);
});
