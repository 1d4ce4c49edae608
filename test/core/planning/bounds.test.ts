import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsAt } from '../../../src/core/planning/bounds.ts';
import type { Schedule } from '../../../src/core/planning/policy.ts';

const epoch = (iso: string) => Date.parse(iso) / 1000;
const minutes = 60;

const opening: Schedule = {
  name: 'opening',
  cron: '30 9 * * 1-5',
  zone: 'America/New_York',
  durationSeconds: 90 * minutes,
  floor: 12,
  ceiling: null,
};
const night: Schedule = {
  name: 'night',
  cron: '0 22 * * *',
  zone: 'America/New_York',
  durationSeconds: 8 * 60 * minutes,
  floor: null,
  ceiling: 3,
};

/** Floors and ceilings of the windows that meet [from, to). */
function boundsIn(schedules: readonly Schedule[], from: number, to: number) {
  return boundsAt(schedules, from, { floorSeconds: to - from, ceilingSeconds: to - from });
}

describe('boundsAt', () => {
  test.each([
    {
      name: 'a minute early: closed',
      from: '2026-06-01T13:00Z',
      to: '2026-06-01T13:30Z',
      floor: 0,
    },
    { name: 'opens in it', from: '2026-06-01T13:00Z', to: '2026-06-01T13:31Z', floor: 12 },
    { name: 'last second', from: '2026-06-01T14:59:59Z', to: '2026-06-01T15:30Z', floor: 12 },
    { name: 'closed at the end', from: '2026-06-01T15:00Z', to: '2026-06-01T15:30Z', floor: 0 },
    {
      name: 'winter time: an hour later',
      from: '2026-12-01T14:29Z',
      to: '2026-12-01T14:31Z',
      floor: 12,
    },
    { name: 'not on a Sunday', from: '2026-06-07T13:00Z', to: '2026-06-07T15:00Z', floor: 0 },
  ])('$name', ({ from, to, floor }) => {
    expect(boundsIn([opening], epoch(from), epoch(to)).floor).toBe(floor);
  });

  test('a window that opened yesterday is open after midnight', () => {
    const bounds = boundsIn([night], epoch('2026-06-02T08:00Z'), epoch('2026-06-02T08:05Z'));
    expect(bounds).toEqual({ floor: 0, floorFrom: null, ceiling: 3, ceilingFrom: 'night' });
  });

  test('a floor holds as long before its window as it takes to follow, a ceiling not', () => {
    const evening = { ...opening, name: 'evening', ceiling: 14 };
    const ahead = { floorSeconds: 30 * minutes, ceilingSeconds: 5 * minutes };
    const at = (iso: string) => boundsAt([evening], epoch(iso), ahead);
    expect(at('2026-06-01T13:00Z')).toMatchObject({ floor: 0, ceiling: Infinity });
    expect(at('2026-06-01T13:20Z')).toMatchObject({ floor: 12, ceiling: Infinity });
    expect(at('2026-06-01T13:26Z')).toMatchObject({ floor: 12, ceiling: 14 });
  });

  test('nothing is open: no bound', () => {
    const bounds = boundsIn([], 0, 1);
    expect(bounds).toEqual({ floor: 0, floorFrom: null, ceiling: Infinity, ceilingFrom: null });
  });

  test('the highest floor and the lowest ceiling win, with their names', () => {
    const always = { cron: '* * * * *', zone: 'UTC', durationSeconds: 60 };
    const bound = fc.option(fc.nat(9));
    const law = fc.property(fc.array(fc.tuple(bound, bound)), (pairs) => {
      const schedules = pairs.map(([floor, ceiling], i) => ({
        ...always,
        name: `${i}`,
        floor,
        ceiling,
      }));
      const bounds = boundsIn(schedules, 600, 900);
      const floors = pairs.flatMap(([floor]) => (floor === null ? [] : [floor]));
      const ceilings = pairs.flatMap(([, ceiling]) => (ceiling === null ? [] : [ceiling]));
      expect(bounds.floor).toBe(Math.max(0, ...floors));
      expect(bounds.ceiling).toBe(Math.min(...ceilings));
      if (bounds.floorFrom !== null) {
        expect(schedules[Number(bounds.floorFrom)]!.floor).toBe(bounds.floor);
      }
      expect(bounds.ceilingFrom === null).toBe(ceilings.length === 0);
    });
    fc.assert(law);
  });

  test('a longer interval is never bounded less', () => {
    const moment = fc.integer({ min: epoch('2026-01-01T00:00Z'), max: epoch('2027-01-01T00:00Z') });
    const law = fc.property(
      moment,
      fc.integer({ min: 1, max: 7200 }),
      fc.nat(7200),
      (at, short, more) => {
        const inner = boundsIn([opening, night], at, at + short);
        const outer = boundsIn([opening, night], at - more, at + short + more);
        expect(outer.floor).toBeGreaterThanOrEqual(inner.floor);
        expect(outer.ceiling).toBeLessThanOrEqual(inner.ceiling);
      },
    );
    fc.assert(law);
  });
});
