/** The days on which people stay at home, and load is that of a Sunday. */
import { parseDayRule } from './day-rule.ts';
import { dateOf, isoDateOf, type LocalDay } from './local-day.ts';

export interface Holiday {
  readonly day: LocalDay;
  readonly name: string;
}

/** A day of every year, by a rule in words that `parseDayRule` reads. */
export interface YearlyHoliday {
  readonly name: string;
  readonly on: string;
}

/** Everything that makes a day a holiday, as plain data. */
export interface HolidayCalendar {
  readonly yearly: readonly YearlyHoliday[];
  /** Also the day between two holidays, as in Japan. */
  readonly bridged: boolean;
  /** Single days: listed, imported or computed elsewhere. */
  readonly days: readonly Holiday[];
  /** Days that are ordinary after all: names of holidays, or dates such as 2026-10-12. */
  readonly except: readonly string[];
}

export const noHolidays: HolidayCalendar = { yearly: [], bridged: false, days: [], except: [] };

/** Holidays of [from, to), ascending, one for each day. */
export function holidaysBetween(
  calendar: HolidayCalendar,
  from: LocalDay,
  to: LocalDay,
): Holiday[] {
  const found = new Map<LocalDay, string>();
  const note = ({ day, name }: Holiday) => {
    const ordinary = calendar.except.includes(name) || calendar.except.includes(isoDateOf(day));
    if (from <= day && day < to && !ordinary && !found.has(day)) found.set(day, name);
  };
  // A day off for New Year may lie in the old year, and one for December in the new.
  const years = { first: dateOf(from).year - 1, last: dateOf(to).year + 1 };
  for (let year = years.first; year <= years.last; year++) yearlyIn(calendar, year).forEach(note);
  calendar.days.forEach(note);
  return [...found].map(([day, name]) => ({ day, name })).sort((a, b) => a.day - b.day);
}

/** Holidays by rule in `year`, with the days off for those that fall on a weekend. */
function yearlyIn({ yearly, bridged }: HolidayCalendar, year: number): Holiday[] {
  const ruled = yearly
    .flatMap(({ name, on }) => {
      const parsed = parseDayRule(on);
      const day = parsed.kind === 'rule' ? parsed.rule.dayIn(year) : null;
      return parsed.kind === 'rule' && day !== null ? [{ name, day, rule: parsed.rule }] : [];
    })
    .sort((a, b) => a.day - b.day);
  const taken = new Set(ruled.map(({ day }) => day));
  const substitutes = ruled.flatMap(({ name, day, rule }) => {
    const instead = rule.substituteOf(day, taken);
    if (instead === null) return [];
    taken.add(instead);
    return [{ name, day: instead }];
  });
  const bridges = [...taken].filter((day) => bridged && !taken.has(day + 1) && taken.has(day + 2));
  return [
    ...ruled.map(({ name, day }) => ({ name, day })),
    ...substitutes,
    ...bridges.map((day) => ({ name: 'Bridge day', day: day + 1 })),
  ];
}
