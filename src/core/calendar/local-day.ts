/** Dates without a clock: a local day is the number of days since 1970-01-01, whatever the zone. */
import { secondsPerDay } from '../units.ts';

/** Whole days since 1970-01-01. */
export type LocalDay = number;

export interface CalendarDate {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  /** 1–31. */
  readonly day: number;
}

/** The day of a date; parts beyond their range carry over, so 31 April is 1 May. */
export function dayOf(year: number, month: number, day: number): LocalDay {
  return Date.UTC(year, month - 1, day) / (secondsPerDay * 1000);
}

export function dateOf(day: LocalDay): CalendarDate {
  const date = new Date(day * secondsPerDay * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: LocalDay): number {
  return (((day + 4) % 7) + 7) % 7; // day 0 was a Thursday
}

/** `2026-12-24`. */
export function isoDateOf(day: LocalDay): string {
  return new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10);
}

/** The day that `2026-12-24` names; null when it is written otherwise or not on the calendar. */
export function parseDay(text: string): LocalDay | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return null;
  const named = dayOf(Number(year), Number(month), Number(day));
  return isoDateOf(named) === text ? named : null;
}
