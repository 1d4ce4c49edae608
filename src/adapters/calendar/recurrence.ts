/**
 * Recurrence rules as calendars of holidays and campaigns use them: every so many days, weeks,
 * months or years, on named weekdays, days of the month and months. Rarer parts are refused rather
 * than misread. Source: RFC 5545, 3.3.10.
 */
import { dateOf, dayOf, type LocalDay, weekdayOf } from '../../core/calendar/local-day.ts';
import { type CalendarTime, calendarTime } from './calendar-time.ts';
import { type ContentLine, malformed } from './content-lines.ts';

export interface Recurrence {
  readonly every: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  /** Infinity = no end. */
  readonly count: number;
  readonly until: CalendarTime | null;
  readonly months: readonly number[];
  /** 1–31, or −1 … −31 from the end of the month. */
  readonly monthDays: readonly number[];
  readonly weekdays: readonly NthWeekday[];
}

interface NthWeekday {
  /** 0 = Sunday. */
  readonly weekday: number;
  /** 1 = the first of the month, −1 = the last, 0 = each. */
  readonly nth: number;
}

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const known = 'FREQ INTERVAL COUNT UNTIL BYMONTH BYMONTHDAY BYDAY WKST'.split(' ');

/** Reads an RRULE. @throws ForewarmError FW_INPUT_INVALID naming the part that is not understood. */
export function recurrenceOf(property: ContentLine): Recurrence {
  const refuse = (problem: string) =>
    malformed(property, `RRULE ${problem}: write the occurrences as single events`);
  const parts = new Map<string, string>();
  for (const part of property.value.toUpperCase().split(';')) {
    const [key, value = ''] = part.split('=');
    if (!known.includes(key!)) throw refuse(`part ${key} is not understood`);
    parts.set(key!, value);
  }
  const numbers = (key: string, low: number, high: number) =>
    (parts.get(key)?.split(',') ?? []).map((text) => {
      const value = /^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
      if (low <= value && value <= high && value !== 0) return value;
      throw refuse(`${key}=${parts.get(key)} is out of range`);
    });
  const every = parts.get('FREQ');
  if (!isFrequency(every)) throw refuse(`FREQ=${every ?? ''} is not understood`);
  const weekdays = (parts.get('BYDAY')?.split(',') ?? []).map((text) => {
    const [, nth = '0', name] = /^([+-]?\d)?([A-Z]{2})$/.exec(text) ?? [];
    const weekday = weekdayNames.indexOf(name ?? '');
    if (weekday < 0) throw refuse(`BYDAY=${text} is not understood`);
    return { weekday, nth: Number(nth) };
  });
  if ((every === 'DAILY' || every === 'WEEKLY') && weekdays.some(({ nth }) => nth !== 0)) {
    throw refuse(`BYDAY=${parts.get('BYDAY')} is not understood in a ${every.toLowerCase()} rule`);
  }
  const interval = numbers('INTERVAL', 1, 9999)[0] ?? 1;
  const months = numbers('BYMONTH', 1, 12);
  if (every === 'YEARLY' && weekdays.length > 0 && months.length === 0) {
    throw refuse('BYDAY without BYMONTH is not understood in a yearly rule');
  }
  if (every === 'WEEKLY' && interval > 1 && (parts.get('WKST') ?? 'MO') !== 'MO') {
    throw refuse(`WKST=${parts.get('WKST')} is not understood`);
  }
  const until = parts.get('UNTIL');
  return {
    every,
    interval,
    count: numbers('COUNT', 1, 99_999)[0] ?? Number.POSITIVE_INFINITY,
    until: until === undefined ? null : calendarTime(property, until, null),
    months,
    monthDays: numbers('BYMONTHDAY', -31, 31),
    weekdays,
  };
}

function isFrequency(text: string | undefined): text is Recurrence['every'] {
  return text === 'DAILY' || text === 'WEEKLY' || text === 'MONTHLY' || text === 'YEARLY';
}

/** Days on which something recurs that began on `start`, ascending, none after `last`. */
export function recurringDays(rule: Recurrence, start: LocalDay, last: LocalDay): LocalDay[] {
  const found: LocalDay[] = [];
  for (let period = 0; ; period++) {
    const { first, days } = daysOfPeriod(rule, start, period);
    if (first > last) return found;
    for (const day of days) {
      if (day < start) continue;
      if (day > last || found.length >= rule.count) return found;
      found.push(day);
    }
  }
}

const everyMonth = Array.from({ length: 12 }, (_, i) => i + 1);

interface Period {
  readonly first: LocalDay;
  /** Ascending. */
  readonly days: readonly LocalDay[];
}

/** The `period`-th day, week, month or year since `start` that the rule looks at. */
function daysOfPeriod(rule: Recurrence, start: LocalDay, period: number): Period {
  const { year, month } = dateOf(start);
  const steps = period * rule.interval;
  switch (rule.every) {
    case 'DAILY':
      return { first: start + steps, days: [start + steps].filter((day) => isOn(rule, day)) };
    case 'WEEKLY': {
      const monday = start - ((weekdayOf(start) + 6) % 7) + 7 * steps;
      const week = Array.from({ length: 7 }, (_, offset) => monday + offset);
      const weekday = { weekday: weekdayOf(start), nth: 0 };
      const weekdays = rule.weekdays.length === 0 ? [weekday] : rule.weekdays;
      return { first: monday, days: week.filter((day) => isOn({ ...rule, weekdays }, day)) };
    }
    case 'MONTHLY':
      return {
        first: dayOf(year, month + steps, 1),
        days: monthOf(rule, start, year, month + steps),
      };
    case 'YEARLY': {
      const named = rule.monthDays.length > 0 ? everyMonth : [month];
      const months = rule.months.length === 0 ? named : rule.months.toSorted((a, b) => a - b);
      const days = months.flatMap((one) => monthOf(rule, start, year + steps, one));
      return { first: dayOf(year + steps, 1, 1), days };
    }
  }
}

/** Days of a month that the rule names; the day of `start` where it names none. */
function monthOf(rule: Recurrence, start: LocalDay, year: number, month: number): LocalDay[] {
  const first = dayOf(year, month, 1);
  const days = Array.from({ length: dayOf(year, month + 1, 1) - first }, (_, i) => first + i);
  const free = rule.monthDays.length === 0 && rule.weekdays.length === 0;
  const monthDays = free ? [dateOf(start).day] : rule.monthDays;
  return days.filter((day) => isOn({ ...rule, monthDays }, day));
}

/** Whether `day` meets every part of the rule that is given. */
function isOn({ months, monthDays, weekdays }: Recurrence, day: LocalDay): boolean {
  const { year, month, day: date } = dateOf(day);
  const length = dayOf(year, month + 1, 1) - dayOf(year, month, 1);
  const nths = [0, Math.ceil(date / 7), -Math.ceil((length - date + 1) / 7)];
  const isNamed = ({ weekday, nth }: NthWeekday) =>
    weekday === weekdayOf(day) && nths.includes(nth);
  return (
    (months.length === 0 || months.includes(month)) &&
    (monthDays.length === 0 || monthDays.includes(date) || monthDays.includes(date - length - 1)) &&
    (weekdays.length === 0 || weekdays.some(isNamed))
  );
}
