import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  budgetQuarterStart,
  overlapSeconds,
  windowAt,
} from '../../../src/core/calendar/windows.ts';
import { zoneOf } from '../../../src/core/series/zone.ts';

const at = (iso: string) => Date.parse(iso) / 1000;

describe('windowAt', () => {
  test.each([
    {
      name: 'a month of a leap year',
      per: 'month',
      zone: 'UTC',
      at: '2028-02-29T23:59:59Z',
      start: '2028-02-01T00:00:00Z',
      end: '2028-03-01T00:00:00Z',
    },
    {
      name: 'a day of 23 hours',
      per: 'day',
      zone: 'Europe/Berlin',
      at: '2026-03-29T12:00:00Z',
      start: '2026-03-28T23:00:00Z',
      end: '2026-03-29T22:00:00Z',
    },
    {
      name: 'a day of 25 hours',
      per: 'day',
      zone: 'America/New_York',
      at: '2026-11-01T12:00:00Z',
      start: '2026-11-01T04:00:00Z',
      end: '2026-11-02T05:00:00Z',
    },
    {
      name: 'an hour that begins at half past',
      per: 'hour',
      zone: 'Asia/Kolkata',
      at: '2026-01-01T12:00:00Z',
      start: '2026-01-01T11:30:00Z',
      end: '2026-01-01T12:30:00Z',
    },
    {
      name: 'the first second belongs to its own window',
      per: 'month',
      zone: 'UTC',
      at: '2026-12-01T00:00:00Z',
      start: '2026-12-01T00:00:00Z',
      end: '2027-01-01T00:00:00Z',
    },
  ] as const)('$name', ({ per, zone, at: when, start, end }) => {
    expect(windowAt(per, at(when), zoneOf(zone))).toEqual({ start: at(start), end: at(end) });
  });

  test('windows of a kind follow each other without gap or overlap', () => {
    const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata');
    const kind = fc.constantFrom('hour', 'day', 'month');
    fc.assert(
      fc.property(moment, zone, kind, (when, name, per) => {
        const window = windowAt(per, when, zoneOf(name));
        expect(window.start).toBeLessThanOrEqual(when);
        expect(window.end).toBeGreaterThan(when);
        expect(windowAt(per, window.end, zoneOf(name)).start).toBe(window.end);
        expect(windowAt(per, window.start, zoneOf(name))).toEqual(window);
      }),
    );
  });
});

test('overlapSeconds counts the shared seconds', () => {
  const window = { start: 100, end: 200 };
  expect(overlapSeconds(window, 0, 150)).toBe(50);
  expect(overlapSeconds(window, 120, 130)).toBe(10);
  expect(overlapSeconds(window, 200, 300)).toBe(0);
});

test.each([
  ['UTC', '2026-06-10T17:59:59Z', '2026-06-10T12:00:00Z'],
  ['UTC', '2026-06-10T18:00:00Z', '2026-06-10T18:00:00Z'],
  ['Asia/Kolkata', '2026-06-10T18:29:00Z', '2026-06-10T12:30:00Z'],
  // A day of 25 hours has a quarter of one hour at its end.
  ['Europe/Berlin', '2026-10-25T22:30:00Z', '2026-10-25T22:00:00Z'],
])('the quarter of a day in %s around %s began at %s', (zone, at, start) => {
  expect(budgetQuarterStart(Date.parse(at) / 1000, zoneOf(zone))).toBe(Date.parse(start) / 1000);
});
