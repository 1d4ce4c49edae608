import { describe, expect, test } from 'vitest';
import { windowAt } from '../../../../src/core/calendar/windows.ts';
import { paceOf, project, shareReached } from '../../../../src/core/planning/budget/projection.ts';
import type { CapUse } from '../../../../src/core/planning/situation.ts';
import { zoneOf } from '../../../../src/core/series/zone.ts';
import { fromUsd, secondsPerDay } from '../../../../src/core/units.ts';

const second = (iso: string) => Date.parse(iso) / 1000;

/** A cap of $100 of which `usd` are spent, in the window that covers `at`. */
function use(per: CapUse['cap']['per'], at: number, usd: number, zone = 'UTC'): CapUse {
  const { start, end } = windowAt(per, at, zoneOf(zone));
  const cap = { per, limit: fromUsd(100) };
  return { cap, scope: 'fleet', windowStart: start, windowEnd: end, spent: fromUsd(usd) };
}

/** Books of a dollar each hour, since `since`. */
const steady = (since: number | null) => ({
  since,
  spentBetween: (from: number, to: number) => ((to - from) / 3600) * 1e6,
});

describe('project', () => {
  test.each([
    { name: 'half a day', per: 'day', zone: 'UTC', at: '2026-06-10T12:00:00Z', hours: 12 },
    { name: 'a month of 31 days', per: 'month', zone: 'UTC', at: '2026-07-31T18:00:00Z', hours: 6 },
    {
      name: 'February of a leap year',
      per: 'month',
      zone: 'UTC',
      at: '2028-02-28T00:00:00Z',
      hours: 48,
    },
    {
      name: 'February of any other',
      per: 'month',
      zone: 'UTC',
      at: '2026-02-28T00:00:00Z',
      hours: 24,
    },
    {
      name: 'a day of 23 hours',
      per: 'day',
      zone: 'Europe/Berlin',
      at: '2026-03-28T23:00:00Z',
      hours: 23,
    },
    {
      name: 'a day of 25 hours',
      per: 'day',
      zone: 'America/New_York',
      at: '2026-11-01T04:00:00Z',
      hours: 25,
    },
    {
      name: 'a month in which clocks go back',
      per: 'month',
      zone: 'Europe/Berlin',
      at: '2026-10-24T22:00:00Z',
      hours: 7 * 24 + 1,
    },
    {
      name: 'the rest of an hour',
      per: 'hour',
      zone: 'UTC',
      at: '2026-06-10T12:45:00Z',
      hours: 0.25,
    },
  ] as const)(
    '$name: what is spent and a dollar for each hour left',
    ({ per, zone, at, hours }) => {
      const now = second(at);
      const projected = project(use(per, now, 7, zone), now, steady(now - 30 * secondsPerDay), 0);
      expect(projected.expected).toBe(fromUsd(7 + hours));
      expect(projected).toMatchObject({ low: projected.expected, high: projected.expected });
      expect(projected.basis).toBe('books');
    },
  );

  test('books that differ from day to day give a range', () => {
    const now = second('2026-06-10T00:00:00Z');
    const spentBetween = (from: number) => (Math.floor(from / secondsPerDay) % 2) * 10e6;
    const history = { since: now - 40 * secondsPerDay, spentBetween };
    const { low, expected, high } = project(use('month', now, 0), now, history, 0);
    expect(expected).toBe(fromUsd(21 * 5));
    expect(low).toBeLessThan(expected);
    expect(high - expected).toBe(expected - low);
    const one = project(use('day', now, 0), now, history, 0);
    expect((high - expected) / (one.high - one.expected)).toBeCloseTo(Math.sqrt(21), 5);
  });

  test('without a day of books the settings in force speak', () => {
    const now = second('2026-06-10T12:00:00Z');
    const young = project(use('day', now, 3), now, steady(now - 3600), 2e6);
    expect(young).toEqual({
      expected: fromUsd(3 + 24),
      low: fromUsd(3),
      high: fromUsd(3 + 48),
      basis: 'settings',
    });
    expect(project(use('day', now, 3), now, steady(null), 0).expected).toBe(fromUsd(3));
  });

  test('never ends below what is spent', () => {
    const now = second('2026-06-10T12:00:00Z');
    const history = {
      since: now - 3 * secondsPerDay,
      spentBetween: (from: number) => (from < now - 2.5 * secondsPerDay ? 90e6 : 0),
    };
    expect(project(use('day', now, 50), now, history, 0).low).toBe(fromUsd(50));
  });
});

test.each([
  { at: '2026-06-10T06:00:00Z', usd: 25, want: 1 },
  { at: '2026-06-10T12:00:00Z', usd: 25, want: 0.5 },
  { at: '2026-06-10T00:00:00Z', usd: 0, want: null },
])('paceOf: $usd of $100 by $at', ({ at, usd, want }) => {
  expect(paceOf(use('day', second(at), usd), second(at))).toBe(want);
});

describe('shareReached', () => {
  const at = second('2026-06-10T06:00:00Z');
  const shares = [0.5, 0.8, 0.95];

  test.each([
    { usd: 49.9, want: null },
    { usd: 50, want: 0.5 },
    { usd: 94, want: 0.8 },
    { usd: 120, want: 0.95 },
  ])('$usd of $100', ({ usd, want }) => {
    expect(shareReached(use('day', at, usd), shares)).toBe(want);
  });

  test('a cap of nothing has no shares', () => {
    const none = { ...use('day', at, 0), cap: { per: 'day', limit: fromUsd(0) } } as const;
    expect(shareReached(none, shares)).toBeNull();
  });
});
