/**
 * Rules that name days of a year, in words that an operator can write:
 *
 *   12-25 · 12-25 or next weekday · third monday in january · monday on or after 05-18
 *   easter - 2 · orthodox easter + 1 · march equinox in japan · 2025-05-08
 *
 * What follows `or` adds a day off for one that falls on a weekend.
 */
import { easter, japaneseEquinox, orthodoxEaster } from './easter.ts';
import { dateOf, dayOf, type LocalDay, parseDay, weekdayOf } from './local-day.ts';

/** One day of each year, or of one year. */
export interface DayRule {
  /** Null in a year that has no such day. */
  dayIn(year: number): LocalDay | null;
  /** The day off instead of `day`; null where `day` needs none. `taken` holds the other holidays. */
  substituteOf(day: LocalDay, taken: ReadonlySet<LocalDay>): LocalDay | null;
}

export type DayRuleOutcome =
  | { readonly kind: 'rule'; readonly rule: DayRule }
  | { readonly kind: 'invalid'; readonly problem: string };

type DayIn = DayRule['dayIn'];
type SubstituteOf = DayRule['substituteOf'];

const weekdays = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const months =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const ordinals = 'first second third fourth'.split(' ');
const [sunday, saturday] = [0, 6];

const substitutes: ReadonlyMap<string, SubstituteOf> = new Map([
  [
    'nearest weekday',
    (day) => (weekdayOf(day) === saturday ? day - 1 : weekdayOf(day) === sunday ? day + 1 : null),
  ],
  [
    'next weekday',
    (day, taken) =>
      isWeekday(day) ? null : nextFree(day, (next) => isWeekday(next) && !taken.has(next)),
  ],
  [
    'next day if sunday',
    (day, taken) => (weekdayOf(day) === sunday ? nextFree(day, (next) => !taken.has(next)) : null),
  ],
  ['day before if sunday', (day) => (weekdayOf(day) === sunday ? day - 1 : null)],
]);

const help =
  "write it like '12-25', 'third monday in january', 'last monday in may', " +
  "'monday on or after 05-18', 'easter - 2' or 'orthodox easter + 1'";

/** Reads a rule. Case and spaces do not matter. */
export function parseDayRule(text: string): DayRuleOutcome {
  const [words, instead, ...more] = text
    .trim()
    .toLowerCase()
    .split(/\s+or\s+(?!after\b)/);
  const substituteOf = instead === undefined ? () => null : substitutes.get(instead);
  if (substituteOf === undefined || more.length > 0) {
    const known = [...substitutes.keys()].join(', ');
    return { kind: 'invalid', problem: `after 'or' may stand: ${known}` };
  }
  const [, base, sign, count] = /^(.*?)(?:\s+([+-])\s*(\d{1,3}))?$/.exec(words!) ?? [];
  const dayIn = parseBase(base!.replaceAll(/\s+/g, ' '));
  if (dayIn === null) return { kind: 'invalid', problem: `'${text}' names no day: ${help}` };
  const shift = count === undefined ? 0 : Number(`${sign}${count}`);
  return { kind: 'rule', rule: { dayIn: (year) => shifted(dayIn(year), shift), substituteOf } };
}

function parseBase(words: string): DayIn | null {
  return (
    parseFixed(words) ??
    parseNth(words) ??
    parseOnOrAfter(words) ??
    movable.get(words) ??
    oneOff(words)
  );
}

const movable: ReadonlyMap<string, DayIn> = new Map([
  ['easter', easter],
  ['orthodox easter', orthodoxEaster],
  ['march equinox in japan', (year) => japaneseEquinox(year, 3)],
  ['september equinox in japan', (year) => japaneseEquinox(year, 9)],
]);

function parseFixed(words: string): DayIn | null {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(words) ?? [];
  // A leap year has every date that there is.
  if (month === undefined || parseDay(`2024-${month}-${day}`) === null) return null;
  return (year) => {
    const named = dayOf(year, Number(month), Number(day));
    return dateOf(named).month === Number(month) ? named : null;
  };
}

function parseNth(words: string): DayIn | null {
  const [, nth, weekdayName, monthName] = /^(\w+) (\w+) in (\w+)$/.exec(words) ?? [];
  const weekday = weekdays.indexOf(weekdayName ?? '');
  const month = months.indexOf(monthName ?? '') + 1;
  const ordinal = ordinals.indexOf(nth ?? '');
  if (weekday < 0 || month < 1) return null;
  if (nth === 'last') return (year) => onOrAfter(dayOf(year, month + 1, 1) - 7, weekday);
  return ordinal < 0 ? null : (year) => onOrAfter(dayOf(year, month, 1 + 7 * ordinal), weekday);
}

function parseOnOrAfter(words: string): DayIn | null {
  const [, weekdayName, date] = /^(\w+) on or after (\S+)$/.exec(words) ?? [];
  const weekday = weekdays.indexOf(weekdayName ?? '');
  const first = parseFixed(date ?? '');
  if (weekday < 0 || first === null) return null;
  return (year) => {
    const day = first(year);
    return day === null ? null : onOrAfter(day, weekday);
  };
}

function oneOff(words: string): DayIn | null {
  const day = parseDay(words);
  return day === null ? null : (year) => (dateOf(day).year === year ? day : null);
}

function shifted(day: LocalDay | null, by: number): LocalDay | null {
  return day === null ? null : day + by;
}

function onOrAfter(day: LocalDay, weekday: number): LocalDay {
  return day + ((weekday - weekdayOf(day) + 7) % 7);
}

function isWeekday(day: LocalDay): boolean {
  return weekdayOf(day) !== sunday && weekdayOf(day) !== saturday;
}

function nextFree(day: LocalDay, isFree: (day: LocalDay) => boolean): LocalDay {
  let next = day + 1;
  while (!isFree(next)) next++;
  return next;
}
