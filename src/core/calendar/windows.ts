import type { Zone } from '../series/zone.ts';
import { type EpochSeconds, secondsPerHour } from '../units.ts';

/** How long a window of a calendar is. */
export type WindowLength = 'hour' | 'day' | 'month';

/** [start, end) of one calendar window. */
export interface Window {
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

/** The calendar hour, day or month of `zone` that covers `at`: 23 or 25 hours long where clocks change. */
export function windowAt(per: WindowLength, at: EpochSeconds, zone: Zone): Window {
  switch (per) {
    case 'hour':
      return { start: zone.startOfHour(at), end: zone.nextStartOfHour(at) };
    case 'day':
      return { start: zone.startOfDay(at), end: zone.nextStartOfDay(at) };
    case 'month':
      return { start: zone.startOfMonth(at), end: zone.nextStartOfMonth(at) };
  }
}

/** When the six hours around `at` began, counted from the start of its day in `zone`, the budget's. */
export function budgetQuarterStart(at: EpochSeconds, zone: Zone): EpochSeconds {
  const elapsed = at - zone.startOfDay(at);
  return at - (elapsed % (6 * secondsPerHour));
}

/** Seconds of [from, to) that lie within `window`. */
export function overlapSeconds(window: Window, from: EpochSeconds, to: EpochSeconds): number {
  return Math.max(0, Math.min(window.end, to) - Math.max(window.start, from));
}
