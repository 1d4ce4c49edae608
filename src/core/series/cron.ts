import { type EpochSeconds, secondsPerDay, secondsPerMinute } from '../units.ts';
import type { Zone } from './zone.ts';

/** A five-field cron expression: the minutes of a local calendar that it names. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  /** 1–12. */
  readonly months: ReadonlySet<number>;
  /** 0 = Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both day fields are restricted: a date that meets either is meant. Source: crontab(5). */
  readonly eitherDay: boolean;
}

export type CronOutcome =
  | { readonly kind: 'cron'; readonly cron: Cron }
  | { readonly kind: 'invalid'; readonly problem: string };

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names in the order of their numbers, the first for `low`. */
  readonly names: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', low: 0, high: 59, names: [] },
  { name: 'hour', low: 0, high: 23, names: [] },
  { name: 'day of month', low: 1, high: 31, names: [] },
  {
    name: 'month',
    low: 1,
    high: 12,
    names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  },
  { name: 'day of week', low: 0, high: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

/** Reads `minute hour day-of-month month day-of-week` with lists, ranges, steps and English names. */
export function parseCron(text: string): CronOutcome {
  const words = text.trim().split(/\s+/);
  if (words.length !== fields.length) {
    return invalid(`needs 5 fields (minute hour day month weekday), has ${words.length}`);
  }
  const values: number[][] = [];
  for (const [index, field] of fields.entries()) {
    const parsed = parseField(words[index]!, field);
    if (parsed === null) {
      return invalid(`${field.name} '${words[index]}' ${problemOf(words[index]!, field)}`);
    }
    values.push(parsed);
  }
  const [minutes, hours, days, months, weekdays] = values as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const restricted = (word: string) => !word.startsWith('*');
  return {
    kind: 'cron',
    cron: {
      minutes,
      hours,
      days: new Set(days),
      months: new Set(months),
      weekdays: new Set(weekdays.map((weekday) => weekday % 7)),
      eitherDay: restricted(words[2]!) && restricted(words[4]!),
    },
  };
}

function invalid(problem: string): CronOutcome {
  return { kind: 'invalid', problem };
}

/** Values that `word` names, ascending, each once; null when it is malformed or out of range. */
function parseField(word: string, field: Field): number[] | null {
  const values = new Set<number>();
  for (const item of word.split(',')) {
    const [, range, step] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(item) ?? [];
    if (range === undefined || step === '0') return null;
    const [from, to] = boundsOf(range, step !== undefined, field);
    if (from === null || to === null || from > to) return null;
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** What is wrong with a `word` that names nothing. */
function problemOf(word: string, field: Field): string {
  for (const item of word.split(',')) {
    const [range, step] = item.split('/');
    const [from, to] = boundsOf(range!, step !== undefined, field);
    if (from === null || to === null || from <= to) continue;
    const instead = step === undefined ? `: write ${turned(from, to, field)}` : '';
    return `runs backwards${instead}`;
  }
  return `is not within ${field.low}–${field.high}`;
}

/** `22-23,0-2` for the hours from 22 to 2. */
function turned(from: number, to: number, { low, high, names }: Field): string {
  const last = names.length > 0 ? low + names.length - 1 : high; // Sunday is 0, 7 as well
  const wordOf = (value: number) => names[value - low] ?? String(value);
  const ranges = [[from, last] as const, [low, to] as const].filter(([a, b]) => a <= b);
  return ranges.map(([a, b]) => (a === b ? wordOf(a) : `${wordOf(a)}-${wordOf(b)}`)).join(',');
}

/** First and last value of `*`, `a`, `a-b`; a lone `a` with a step runs to the end of the field. */
function boundsOf(range: string, stepped: boolean, field: Field): [number | null, number | null] {
  if (range === '*') return [field.low, field.high];
  const [first, last, ...more] = range.split('-');
  if (more.length > 0) return [null, null];
  const from = numberOf(first!, field);
  if (last !== undefined) return [from, numberOf(last, field)];
  return [from, stepped ? field.high : from];
}

function numberOf(word: string, { low, high, names }: Field): number | null {
  const named = names.indexOf(word.toLowerCase());
  const value = named >= 0 ? named + low : /^\d{1,2}$/.test(word) ? Number(word) : -1;
  return low <= value && value <= high ? value : null;
}

/**
 * Instants of [from, to) that `cron` names on the clock of `zone`, ascending, each once. A time that
 * the clock skips is its next valid minute; a time that it repeats is the first of the two. What is
 * named for every hour comes in every hour that there is, the repeated one too, and in no other.
 */
export function instantsOf(
  cron: Cron,
  zone: Zone,
  from: EpochSeconds,
  to: EpochSeconds,
): EpochSeconds[] {
  const instants = new Set<EpochSeconds>();
  for (let day = zone.startOfDay(from); day < to; day = zone.nextStartOfDay(day)) {
    const date = zone.localParts(day);
    if (!datesMatch(cron, date)) continue;
    if (cron.hours.length === hoursPerDay) {
      for (const at of minutesOf(cron, zone, day)) if (from <= at && at < to) instants.add(at);
      continue;
    }
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const at = zone.epochOf({ ...date, hour, minute, second: 0 });
        if (from <= at && at < to) instants.add(at);
      }
    }
  }
  return [...instants].sort((a, b) => a - b);
}

const hoursPerDay = 24;

/** The minutes of the day that begins at `day` whose number `cron` names, whatever the hour. */
function* minutesOf({ minutes }: Cron, zone: Zone, day: EpochSeconds): Iterable<EpochSeconds> {
  const end = zone.nextStartOfDay(day);
  for (let hour = day; hour < end; hour = zone.nextStartOfHour(hour)) {
    const { minute: first } = zone.localParts(hour);
    const next = zone.nextStartOfHour(hour);
    for (const minute of minutes) {
      const at = hour + (minute - first) * secondsPerMinute;
      if (hour <= at && at < next) yield at;
    }
  }
}

/** Days searched for an instant that has been: 29 February comes every eight years at the rarest. */
const lookbackDays = [1, 32, 400, 8 * 366];

/** The newest instant at or before `at` that `cron` names; null when there was none in eight years. */
export function latestInstant(cron: Cron, zone: Zone, at: EpochSeconds): EpochSeconds | null {
  for (const days of lookbackDays) {
    const latest = instantsOf(cron, zone, at - days * secondsPerDay, at + 1).at(-1);
    if (latest !== undefined) return latest;
  }
  return null;
}

function datesMatch(
  { days, months, weekdays, eitherDay }: Cron,
  { day, month, weekday }: { day: number; month: number; weekday: number },
): boolean {
  if (!months.has(month)) return false;
  if (eitherDay) return days.has(day) || weekdays.has(weekday);
  return days.has(day) && weekdays.has(weekday);
}
