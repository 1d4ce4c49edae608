import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countries, holidaysOf } from '../../../src/core/calendar/countries.ts';
import { parseDayRule } from '../../../src/core/calendar/day-rule.ts';
import {
  type HolidayCalendar,
  holidaysBetween,
  noHolidays,
} from '../../../src/core/calendar/holidays.ts';
import { dayOf, isoDateOf, parseDay, weekdayOf } from '../../../src/core/calendar/local-day.ts';

function calendarOf(country: string, region: string | null = null): HolidayCalendar {
  const bridged = countries[country]!.bridged === true;
  return { ...noHolidays, yearly: holidaysOf(country, region), bridged };
}

/** Days from Monday to Friday that are holidays in `year`, as `MM-DD`. */
function weekdaysOff(year: number, country: string, region: string | null = null): string {
  return holidaysBetween(calendarOf(country, region), dayOf(year, 1, 1), dayOf(year + 1, 1, 1))
    .filter(({ day }) => weekdayOf(day) % 6 !== 0)
    .map(({ day }) => isoDateOf(day).slice(5))
    .join(' ');
}

describe('weekdays off', () => {
  // Sources: the lists that the governments publish for these years.
  test.each([
    ['US', null, 2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    ['US', null, 2021, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    ['GB', null, 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    ['GB', null, 2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
    ['GB', 'SCT', 2027, '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28'],
    ['DE', null, 2026, '01-01 04-03 04-06 05-01 05-14 05-25 12-25'],
    ['DE', 'BY', 2027, '01-01 01-06 03-26 03-29 05-06 05-17 05-27 11-01'],
    ['DE', 'SN', 2025, '01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 11-19 12-25 12-26'],
    ['FR', null, 2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25'],
    ['CA', null, 2026, '01-01 04-03 05-18 07-01 09-07 09-30 10-12 11-11 12-25 12-28'],
    ['AU', null, 2026, '01-01 01-26 04-03 04-06 12-25 12-28'],
    ['AU', 'NSW', 2026, '01-01 01-26 04-03 04-06 04-27 06-08 10-05 12-25 12-28'],
    [
      'JP',
      null,
      2026,
      '01-01 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
    ],
    ['GR', null, 2026, '01-01 01-06 02-23 03-25 04-10 04-13 05-01 06-01 10-28 12-25'],
    ['SE', null, 2026, '01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31'],
    ['NL', null, 2026, '01-01 04-06 04-27 05-14 05-25 12-25'],
    ['PL', null, 2026, '01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25'],
    ['IT', null, 2027, '01-01 01-06 03-29 06-02 10-04 11-01 12-08'],
    ['ES', null, 2026, '01-01 01-06 04-03 05-01 10-12 12-08 12-25'],
    ['AT', null, 2026, '01-01 01-06 04-06 05-01 05-14 05-25 06-04 10-26 12-08 12-25'],
    ['BE', null, 2026, '01-01 04-06 05-01 05-14 05-25 07-21 11-11 12-25'],
  ])('of %s %s in %i', (country, region, year, want) => {
    expect(weekdaysOff(year, country, region)).toBe(want);
  });

  test('every country names its source and every rule can be read', () => {
    for (const { source, regions, holidays } of Object.values(countries)) {
      expect(source).not.toBe('');
      for (const holiday of holidays) {
        expect(parseDayRule(holiday.on)).toMatchObject({ kind: 'rule' });
        for (const region of holiday.regions?.split(' ') ?? []) expect(regions).toContain(region);
      }
    }
  });
});

describe('holidaysBetween', () => {
  test('any span is the part of a longer one that lies within it', () => {
    const edges = fc.tuple(fc.nat(1500), fc.nat(1500)).map((pair) => pair.sort((a, b) => a - b));
    const country = fc.constantFrom(...Object.keys(countries));
    const law = fc.property(country, edges, (name, [first, last]) => {
      const calendar = calendarOf(name);
      const start = dayOf(2025, 1, 1);
      const all = holidaysBetween(calendar, start, start + 1500);
      const part = holidaysBetween(calendar, start + first!, start + last!);
      expect(part).toEqual(all.filter(({ day }) => day >= start + first! && day < start + last!));
      expect(part.map(({ day }) => day)).toEqual([...new Set(part.map(({ day }) => day))].sort());
    });
    fc.assert(law, { numRuns: 60 });
  });

  test('a day off in the old year for New Year is found', () => {
    const days = holidaysBetween(calendarOf('US'), dayOf(2021, 12, 27), dayOf(2022, 1, 1));
    expect(days.map(({ day, name }) => [isoDateOf(day), name])).toEqual([
      ['2021-12-31', "New Year's Day"],
    ]);
  });

  test('rules that lead into another year are found from there', () => {
    const yearly = [
      { name: 'Eve', on: '01-01 - 4' },
      { name: 'After', on: '12-31 + 4' },
    ];
    const calendar = { ...noHolidays, yearly };
    const found = (from: string, to: string) =>
      holidaysBetween(calendar, parseDay(from)!, parseDay(to)!).map(({ day }) => isoDateOf(day));
    expect(found('2026-12-20', '2026-12-30')).toEqual(['2026-12-28']);
    expect(found('2027-01-02', '2027-01-09')).toEqual(['2027-01-04']);
  });

  test('own days count, and exceptions by name or date do not', () => {
    const calendar = {
      ...calendarOf('US'),
      days: [{ day: parseDay('2026-12-24')!, name: 'Closed' }],
      except: ['Columbus Day', '2026-11-11', 'Independence Day'],
    };
    const dates = holidaysBetween(calendar, dayOf(2026, 7, 1), dayOf(2027, 1, 1)).map(({ day }) =>
      isoDateOf(day),
    );
    expect(dates).toEqual(['2026-09-07', '2026-11-26', '2026-12-24', '2026-12-25']);
  });
});
