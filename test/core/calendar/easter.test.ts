import { describe, expect, test } from 'vitest';
import { easter, japaneseEquinox, orthodoxEaster } from '../../../src/core/calendar/easter.ts';
import { isoDateOf, weekdayOf } from '../../../src/core/calendar/local-day.ts';

describe('Easter', () => {
  // Source: published tables of both churches.
  test.each([
    [2024, '2024-03-31', '2024-05-05'],
    [2025, '2025-04-20', '2025-04-20'],
    [2026, '2026-04-05', '2026-04-12'],
    [2027, '2027-03-28', '2027-05-02'],
    [2028, '2028-04-16', '2028-04-16'],
    [2038, '2038-04-25', '2038-04-25'], // the latest there is
    [2049, '2049-04-18', '2049-04-25'],
    [1961, '1961-04-02', '1961-04-09'],
  ])('of %i is on %s, of the Orthodox churches on %s', (year, western, orthodox) => {
    expect(isoDateOf(easter(year))).toBe(western);
    expect(isoDateOf(orthodoxEaster(year))).toBe(orthodox);
  });

  test('is a Sunday between 22 March and 25 April, the Orthodox one never before it', () => {
    for (let year = 1900; year < 2100; year++) {
      const western = easter(year);
      expect(weekdayOf(western)).toBe(0);
      expect(weekdayOf(orthodoxEaster(year))).toBe(0);
      expect(isoDateOf(western) >= `${year}-03-22`).toBe(true);
      expect(isoDateOf(western) <= `${year}-04-25`).toBe(true);
      expect(orthodoxEaster(year)).toBeGreaterThanOrEqual(western);
    }
  });
});

describe('the equinoxes of Japan', () => {
  // Source: the calendar requirements of the National Astronomical Observatory of Japan.
  test.each([
    [2024, '03-20', '09-22'],
    [2025, '03-20', '09-23'],
    [2026, '03-20', '09-23'],
    [2027, '03-21', '09-23'],
  ])('of %i are on %s and %s', (year, spring, autumn) => {
    expect(isoDateOf(japaneseEquinox(year, 3))).toBe(`${year}-${spring}`);
    expect(isoDateOf(japaneseEquinox(year, 9))).toBe(`${year}-${autumn}`);
  });
});
