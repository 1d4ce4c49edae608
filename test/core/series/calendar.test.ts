import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  dayOfWeek,
  daysBefore,
  localClock,
  localDay,
  secondOfDay,
} from '../../../src/core/series/calendar.ts';
import { secondsPerDay } from '../../../src/core/units.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe', // summer time of half an hour
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'America/Havana',
  'Antarctica/Troll', // two hours
  'Pacific/Apia', // skipped a whole day
  'Pacific/Kwajalein', // and so did this one, in 1993
] as const;

const epoch = (iso: string) => Date.parse(iso) / 1000;
const temporal = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone);

/** Instants of forty years, half of them within two weeks after a change of the clock. */
const moments = fc
  .record({
    zone: fc.constantFrom(...zones),
    at: fc.integer({ min: epoch('1993-01-01T00:00Z'), max: epoch('2035-01-01T00:00Z') }),
    near: fc.boolean(),
    after: fc.integer({ min: -7200, max: 14 * secondsPerDay }),
  })
  .map(({ zone, at, near, after }) => {
    const change = near ? temporal(at, zone).getTimeZoneTransition('next') : null;
    return { zone, at: change === null ? at : change.epochMilliseconds / 1000 + after };
  });

describe('a local clock', () => {
  test('shows the day and the time that Temporal shows', () => {
    const law = fc.property(moments, ({ zone, at }) => {
      const clock = localClock(zone);
      const theirs = temporal(at, zone);
      expect(secondOfDay(clock, at)).toBe(theirs.hour * 3600 + theirs.minute * 60 + theirs.second);
      expect(dayOfWeek(clock, at)).toBe(theirs.dayOfWeek - 1);
      const date = theirs.toPlainDate();
      expect(localDay(clock, at)).toBe(date.since('1970-01-01', { largestUnit: 'days' }).days);
    });
    fc.assert(law, { numRuns: 1500 });
  });

  test('the day before shows the same time, wherever the clock shows it at all', () => {
    const law = fc.property(moments, fc.integer({ min: 1, max: 28 }), ({ zone, at }, days) => {
      const clock = localClock(zone);
      const earlier = daysBefore(clock, at, days);
      expect(earlier).toBeLessThan(at);
      const local = temporal(at, zone).toPlainDateTime().subtract({ days });
      const theirs = local.toZonedDateTime(zone, { disambiguation: 'compatible' });
      const isSkipped = !theirs.toPlainDateTime().equals(local);
      const ours = temporal(earlier, zone).toPlainDateTime();
      if (!isSkipped) expect(ours.equals(local)).toBe(true);
      else if (theirs.epochMilliseconds / 1000 < at) expect(ours.equals(theirs)).toBe(true);
      else expect(at - earlier).toBe(days * secondsPerDay);
    });
    fc.assert(law, { numRuns: 1500 });
  });

  test.each([
    { name: 'the hour that is skipped', at: '2026-03-30T00:30Z', want: '2026-03-29T01:30Z' },
    { name: 'a day of 23 hours', at: '2026-03-30T10:00Z', want: '2026-03-29T10:00Z' },
    { name: 'the day of the change', at: '2026-03-29T10:00Z', want: '2026-03-28T11:00Z' },
    { name: 'a day of 25 hours', at: '2026-10-25T11:00Z', want: '2026-10-24T10:00Z' },
  ])('in Berlin, across $name', ({ at, want }) => {
    expect(daysBefore(localClock('Europe/Berlin'), epoch(at), 1)).toBe(epoch(want));
  });

  test('across a day that was skipped, the same time of the day before it', () => {
    const clock = localClock('Pacific/Apia');
    const noonOfThe31st = epoch('2011-12-30T22:00Z');
    expect(daysBefore(clock, noonOfThe31st, 1)).toBe(noonOfThe31st - secondsPerDay);
    expect(daysBefore(clock, noonOfThe31st, 2)).toBe(noonOfThe31st - secondsPerDay);
  });
});
