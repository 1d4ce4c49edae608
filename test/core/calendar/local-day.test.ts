import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import {
  dateOf,
  dayOf,
  isoDateOf,
  parseDay,
  weekdayOf,
} from '../../../src/core/calendar/local-day.ts';

test('a day and its date are one another, and agree with Temporal', () => {
  const law = fc.property(fc.integer({ min: -200_000, max: 200_000 }), (day) => {
    const { year, month, day: date } = dateOf(day);
    const theirs = Temporal.PlainDate.from('1970-01-01').add({ days: day });
    expect([year, month, date]).toEqual([theirs.year, theirs.month, theirs.day]);
    expect(weekdayOf(day)).toBe(theirs.dayOfWeek % 7);
    expect(dayOf(year, month, date)).toBe(day);
    expect(isoDateOf(day)).toBe(theirs.toString());
    expect(parseDay(isoDateOf(day))).toBe(day);
  });
  fc.assert(law, { numRuns: 300 });
});

test.each(['2026-02-29', '2026-13-01', '2026-1-1', '20260101', ''])('%s is no day', (text) => {
  expect(parseDay(text)).toBeNull();
});
