import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DayRule, parseDayRule } from '../../../src/core/calendar/day-rule.ts';
import { dateOf, isoDateOf, weekdayOf } from '../../../src/core/calendar/local-day.ts';

function ruleOf(text: string): DayRule {
  const parsed = parseDayRule(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.problem);
  return parsed.rule;
}

function dayIn(text: string, year: number): string | null {
  const day = ruleOf(text).dayIn(year);
  return day === null ? null : isoDateOf(day);
}

describe('a rule names a day', () => {
  test.each([
    ['12-25', 2026, '2026-12-25'],
    ['third monday in january', 2026, '2026-01-19'],
    ['First  Friday in June', 2026, '2026-06-05'],
    ['last monday in may', 2026, '2026-05-25'],
    ['last monday in may', 2027, '2027-05-31'],
    ['fourth thursday in november + 1', 2026, '2026-11-27'],
    ['monday on or after 05-18', 2026, '2026-05-18'],
    ['monday on or after 05-18', 2025, '2025-05-19'],
    ['easter - 2', 2026, '2026-04-03'],
    ['easter -2', 2026, '2026-04-03'],
    ['orthodox easter + 1', 2026, '2026-04-13'],
    ['02-29', 2026, null],
    ['02-29', 2028, '2028-02-29'],
    ['2025-05-08', 2025, '2025-05-08'],
    ['2025-05-08', 2026, null],
  ])('%s of %i is %s', (text, year, want) => expect(dayIn(text, year)).toBe(want));

  test('the nth weekday of a month is such a weekday of its nth week', () => {
    const nth = fc.constantFrom('first', 'second', 'third', 'fourth', 'last');
    const law = fc.property(nth, fc.integer({ min: 1990, max: 2090 }), (word, year) => {
      const day = ruleOf(`${word} wednesday in february`).dayIn(year)!;
      expect(weekdayOf(day)).toBe(3);
      expect(dateOf(day).month).toBe(2);
      if (word === 'last') expect(dateOf(day + 7).month).toBe(3);
      else {
        const week = ['first', 'second', 'third', 'fourth'].indexOf(word);
        expect(Math.ceil(dateOf(day).day / 7)).toBe(week + 1);
      }
    });
    fc.assert(law, { numRuns: 200 });
  });
});

describe('a substitute', () => {
  test.each([
    ['07-04 or nearest weekday', 2026, '2026-07-03'], // Saturday
    ['07-04 or nearest weekday', 2027, '2027-07-05'], // Sunday
    ['07-04 or nearest weekday', 2028, null],
    ['07-04 or next weekday', 2026, '2026-07-06'],
    ['04-27 or day before if sunday', 2031, '2031-04-26'],
    ['05-03 or next day if sunday', 2026, '2026-05-04'],
    ['07-04', 2026, null],
  ])('of %s in %i is %s', (text, year, want) => {
    const rule = ruleOf(text);
    const substitute = rule.substituteOf(rule.dayIn(year)!, new Set());
    expect(substitute === null ? null : isoDateOf(substitute)).toBe(want);
  });

  test('steps over days that are taken', () => {
    const rule = ruleOf('05-03 or next day if sunday');
    const day = rule.dayIn(2026)!;
    expect(rule.substituteOf(day, new Set([day, day + 1, day + 2]))).toBe(day + 3);
  });
});

test.each([
  '13-01',
  '02-30',
  'fifth monday in may',
  'third moonday in may',
  'third monday in mai',
  'monday on or after 05-32',
  'easter-2',
  'easter + 1 + 1',
  '12-25 or next friday',
  '12-25 or next weekday or nearest weekday',
  '12-25 or __proto__',
  'constructor',
  '',
])("'%s' is no rule, and the problem says what is", (text) => {
  const parsed = parseDayRule(text);
  expect(parsed.kind).toBe('invalid');
  if (parsed.kind === 'invalid') expect(parsed.problem).toMatch(/'12-25'|may stand: nearest/);
});
