import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentLines } from '../../../src/adapters/calendar/content-lines.ts';
import { recurrenceOf, recurringDays } from '../../../src/adapters/calendar/recurrence.ts';
import { dateOf, dayOf, isoDateOf, weekdayOf } from '../../../src/core/calendar/local-day.ts';

const ruleOf = (text: string) => recurrenceOf(contentLines('c.ics', `RRULE:${text}`)[0]!);

describe('recurring days', () => {
  test.each([
    ['FREQ=YEARLY', '2024-12-24', '2024-12-24 2025-12-24 2026-12-24 2027-12-24'],
    ['FREQ=YEARLY', '2024-02-29', '2024-02-29 2028-02-29 2032-02-29 2036-02-29'],
    [
      'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
      '2024-11-28',
      '2024-11-28 2025-11-27 2026-11-26 2027-11-25',
    ],
    [
      'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO',
      '2024-05-27',
      '2024-05-27 2025-05-26 2026-05-25 2027-05-31',
    ],
    ['FREQ=YEARLY;BYMONTHDAY=15', '2026-11-15', '2026-11-15 2026-12-15 2027-01-15 2027-02-15'],
    ['FREQ=WEEKLY;INTERVAL=1;WKST=SU', '2026-01-07', '2026-01-07 2026-01-14 2026-01-21 2026-01-28'],
    ['FREQ=YEARLY;INTERVAL=2;COUNT=2', '2024-07-01', '2024-07-01 2026-07-01'],
    ['FREQ=MONTHLY', '2026-01-31', '2026-01-31 2026-03-31 2026-05-31 2026-07-31'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', '2026-01-31 2026-02-28 2026-03-31 2026-04-30'],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      '2026-01-01',
      '2026-02-13 2026-03-13 2026-11-13 2027-08-13',
    ],
    ['FREQ=WEEKLY', '2026-01-07', '2026-01-07 2026-01-14 2026-01-21 2026-01-28'],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU',
      '2026-01-06',
      '2026-01-06 2026-01-11 2026-01-20 2026-01-25',
    ],
    [
      'FREQ=DAILY;INTERVAL=10;BYMONTH=1',
      '2026-01-01',
      '2026-01-01 2026-01-11 2026-01-21 2026-01-31',
    ],
  ])('%s from %s', (text, from, want) => {
    const [year, month, day] = from.split('-').map(Number) as [number, number, number];
    const days = recurringDays(ruleOf(text), dayOf(year, month, day), dayOf(2040, 1, 1));
    expect(days.slice(0, 4).map(isoDateOf).join(' ')).toBe(want);
  });

  test('ascend from the start to the last day, as many as are counted, and end', () => {
    const rules = fc.constantFrom(
      'FREQ=YEARLY',
      'FREQ=MONTHLY;BYDAY=2TU',
      'FREQ=WEEKLY;BYDAY=MO,TH',
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', // never
    );
    const law = fc.property(
      rules,
      fc.nat(30_000),
      fc.nat(2000),
      fc.integer({ min: 1, max: 9 }),
      (text, start, length, count) => {
        const days = recurringDays(ruleOf(`${text};COUNT=${count}`), start, start + length);
        const all = recurringDays(ruleOf(text), start, start + length);
        expect(days).toEqual(all.slice(0, count));
        expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
        for (const day of all) expect(day >= start && day <= start + length).toBe(true);
        if (text.includes('2TU')) {
          expect(
            all.every((day) => weekdayOf(day) === 2 && Math.ceil(dateOf(day).day / 7) === 2),
          ).toBe(true);
        }
      },
    );
    fc.assert(law, { seed: 2, numRuns: 100 });
  });
});

test.each([
  ['FREQ=HOURLY', 'FREQ=HOURLY is not understood'],
  ['FREQ=MONTHLY;BYSETPOS=1', 'part BYSETPOS is not understood'],
  ['FREQ=YEARLY;BYDAY=20MO', 'BYDAY=20MO is not understood'],
  ['FREQ=YEARLY;BYDAY=MO', 'BYDAY without BYMONTH is not understood in a yearly rule'],
  ['FREQ=DAILY;BYDAY=1MO', 'BYDAY=1MO is not understood in a daily rule'],
  ['FREQ=WEEKLY;BYDAY=TU,-1FR', 'BYDAY=TU,-1FR is not understood in a weekly rule'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', 'WKST=SU is not understood'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0 is out of range'],
  ['FREQ=DAILY;COUNT=x', 'COUNT=X is out of range'],
  ['COUNT=2', 'FREQ= is not understood'],
])('%s is refused', (text, problem) => {
  expect(() => ruleOf(text)).toThrow(
    `c.ics:1: RRULE ${problem}: write the occurrences as single events`,
  );
});
