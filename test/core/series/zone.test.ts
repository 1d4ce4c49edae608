import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { isZone, zoneOf } from '../../../src/core/series/zone.ts';

const zones = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe', // summer time of half an hour
  'America/St_Johns', // half-hour offset and summer time
  'Asia/Kathmandu', // quarter-hour offset
  'Africa/Casablanca', // four changes in a year
  'America/Havana', // changes at midnight
  'America/Sao_Paulo', // gave summer time up in 2019, at midnight
  'Pacific/Apia', // skipped 30 December 2011
  'Pacific/Chatham', // quarter-hour offset and summer time
  'Europe/Dublin', // its summer time is the standard
  'Asia/Tehran', // half-hour offset, summer time at midnight until 2022
  'America/Asuncion', // summer time for good since 2024
  'Antarctica/Troll', // two hours of summer time
] as const;

const epoch = (iso: string) => Date.parse(iso) / 1000;
const aZone = fc.constantFrom(...zones);
const anInstant = fc.integer({ min: epoch('2005-01-01T00:00Z'), max: epoch('2036-01-01T00:00Z') });
const temporal = (at: number, name: string) =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(name);

/** Instants around the changes of the zone's offset, where mistakes live. */
const nearChange = fc.tuple(aZone, anInstant, fc.integer({ min: -7200, max: 7200 }));
function changeBefore(name: string, at: number): number | null {
  const change = temporal(at, name).getTimeZoneTransition('previous');
  return change === null ? null : change.epochMilliseconds / 1000;
}

describe('zoneOf', () => {
  test('agrees with Temporal on what the clock shows', () => {
    const law = fc.property(aZone, anInstant, (name, at) => {
      const theirs = temporal(at, name);
      expect(zoneOf(name).offsetSeconds(at)).toBe(theirs.offsetNanoseconds / 1e9);
      expect(zoneOf(name).localParts(at)).toEqual({
        year: theirs.year,
        month: theirs.month,
        day: theirs.day,
        weekday: theirs.dayOfWeek % 7,
        hour: theirs.hour,
        minute: theirs.minute,
        second: theirs.second,
        secondOfDay: theirs.hour * 3600 + theirs.minute * 60 + theirs.second,
      });
    });
    fc.assert(law, { numRuns: 2000 });
  });

  test('agrees with Temporal to the second around every change of the clock', () => {
    const law = fc.property(nearChange, ([name, at, shift]) => {
      const change = changeBefore(name, at);
      if (change === null) return;
      for (const instant of [change - 1, change, change + shift]) {
        const theirs = temporal(instant, name).offsetNanoseconds / 1e9;
        expect(zoneOf(name).offsetSeconds(instant)).toBe(theirs);
      }
    });
    fc.assert(law, { numRuns: 500 });
  });

  test('epochOf is the first instant that shows the local time, or the skip of it', () => {
    const law = fc.property(nearChange, ([name, at, shift]) => {
      const around = temporal((changeBefore(name, at) ?? at) + shift, name);
      const local = around.toPlainDateTime();
      const first = local.toZonedDateTime(name, { disambiguation: 'compatible' });
      const skipped = !first.toPlainDateTime().equals(local);
      const theirs = skipped ? first.getTimeZoneTransition('previous')! : first;
      const { year, month, day, hour, minute, second } = local;
      const ours = zoneOf(name).epochOf({ year, month, day, hour, minute, second });
      expect(ours).toBe(theirs.epochMilliseconds / 1000);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  test('a skipped day is not there: the day before ends where the day after begins', () => {
    const zone = zoneOf('Pacific/Apia');
    const skip = epoch('2011-12-30T10:00Z');
    const before = zone.startOfDay(skip - 1);
    expect(zone.localParts(before)).toMatchObject({ month: 12, day: 29, hour: 0 });
    expect(zone.nextStartOfDay(before)).toBe(skip);
    expect(zone.localParts(skip)).toMatchObject({ month: 12, day: 31, hour: 0 });
    expect(zone.epochOf({ year: 2011, month: 12, day: 30, hour: 15 })).toBe(skip);
  });

  test.each([
    { name: 'a skipped time is the skip', local: [2026, 3, 8, 2, 30], want: '2026-03-08T07:00Z' },
    {
      name: 'a repeated time is its first',
      local: [2026, 11, 1, 1, 30],
      want: '2026-11-01T05:30Z',
    },
    { name: 'day 32 carries over', local: [2026, 12, 32, 9, 0], want: '2027-01-01T14:00Z' },
  ])('in New York $name', ({ local: [year, month, day, hour, minute], want }) => {
    const local = { year: year!, month: month!, day: day!, hour: hour!, minute: minute! };
    expect(zoneOf('America/New_York').epochOf(local)).toBe(epoch(want));
  });

  test('days and months begin where Temporal begins them', () => {
    const law = fc.property(aZone, anInstant, (name, at) => {
      const zone = zoneOf(name);
      const day = temporal(at, name).startOfDay();
      const month = temporal(at, name).with({ day: 1 }).startOfDay();
      expect(zone.startOfDay(at)).toBe(day.epochMilliseconds / 1000);
      expect(zone.startOfMonth(at)).toBe(month.epochMilliseconds / 1000);
      const nextDay = day.add({ days: 1 }).startOfDay();
      const nextMonth = month.add({ months: 1 }).startOfDay();
      expect(zone.nextStartOfDay(at)).toBe(nextDay.epochMilliseconds / 1000);
      expect(zone.nextStartOfMonth(at)).toBe(nextMonth.epochMilliseconds / 1000);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  test('hours, days and months partition time', () => {
    const law = fc.property(nearChange, ([name, at, shift]) => {
      const zone = zoneOf(name);
      const instant = (changeBefore(name, at) ?? at) + shift;
      fc.pre(instant > epoch('2012-01-01T00:00Z')); // St. John's repeated parts of days until then
      for (const [startOf, next] of [
        [zone.startOfHour, zone.nextStartOfHour],
        [zone.startOfDay, zone.nextStartOfDay],
        [zone.startOfMonth, zone.nextStartOfMonth],
      ] as const) {
        const [start, end] = [startOf(instant), next(instant)];
        expect(start).toBeLessThanOrEqual(instant);
        expect(end).toBeGreaterThan(instant);
        expect(startOf(start)).toBe(start);
        expect(startOf(end - 1)).toBe(start);
        expect(startOf(end)).toBe(end);
        expect(next(start)).toBe(end);
      }
      expect(zone.nextStartOfHour(instant) - zone.startOfHour(instant)).toBeLessThanOrEqual(3600);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  test('the repeated hour is an hour of its own', () => {
    const zone = zoneOf('America/New_York');
    const second = epoch('2026-11-01T06:10Z');
    expect(zone.startOfHour(second)).toBe(epoch('2026-11-01T06:00Z'));
    expect(zone.nextStartOfHour(second - 3600)).toBe(epoch('2026-11-01T06:00Z'));
  });

  test('an unknown zone is refused', () => {
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(() => zoneOf('Mars/Olympus')).toThrow(RangeError);
  });
});
