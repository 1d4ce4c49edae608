import { z } from 'zod';
import { durationForm, secondsOf } from '../core/duration.ts';
import { type Cron, parseCron } from '../core/series/cron.ts';
import { isZone } from '../core/series/zone.ts';
import { unknownKey } from './messages.ts';

/** A map that refuses keys it does not know; the message has one line for each, in their order. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known)).join('\n')
        : undefined,
  });
}

/** `90s`, `15m`, `1h30m`, `1.5h` or `2d`, read as whole seconds within [min, max], themselves durations. */
export function duration(min: string, max?: string) {
  const fits = (seconds: number) =>
    seconds >= secondsOf(min)! && (max === undefined || seconds <= secondsOf(max)!);
  const range = max === undefined ? `at least ${min}` : `between ${min} and ${max}`;
  const message = 'must be a duration such as 90s, 15m, 1h30m or 2d';
  return z
    .string(message)
    .regex(durationForm, { error: message, abort: true })
    .transform((text) => secondsOf(text)!)
    .refine(fits, `must be ${range}`);
}

/** Dollars ≥ 0, at most what µUSD can count. */
export function usd() {
  return z.number().nonnegative().max(1e9);
}

export function zone() {
  return z.string().refine(isZone, 'must be an IANA time zone such as Europe/Berlin');
}

export function cron() {
  return z.string().superRefine((text, context) => {
    const parsed = parseCron(text);
    const problem = parsed.kind === 'invalid' ? parsed.problem : neverComes(parsed.cron);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

/** What is wrong with a cron that names no day of any year; null = one comes. */
function neverComes({ days, months, eitherDay }: Cron): string | null {
  const first = Math.min(...days);
  const isReached = [...months].some((month) => first <= daysOfMonth(month));
  return eitherDay || isReached ? null : `never comes: none of its months has a day ${first}`;
}

/** Days of a month, 1 = January, in the longest of years. */
function daysOfMonth(month: number): number {
  return new Date(Date.UTC(2024, month, 0)).getUTCDate();
}

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;

/** `2026-11-27T08:00:00Z` or with an offset, read as epoch seconds. */
export function instant() {
  const message = 'must be a time with its offset, such as 2026-11-27T08:00:00Z';
  return z
    .string(message)
    .regex(instantForm, { error: message, abort: true })
    .refine(isOnCalendar, { error: 'is not on the calendar or the clock', abort: true })
    .transform((text) => Date.parse(text) / 1000);
}

/** False for 30 February, which Date.parse takes for 2 March, and for hour 25. */
function isOnCalendar(text: string): boolean {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day) || Number.isNaN(Date.parse(text))) return false;
  return new Date(day).toISOString().startsWith(text.slice(0, 10));
}
