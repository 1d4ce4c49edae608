import { type EpochSeconds, secondsPerDay, secondsPerMinute } from '../units.ts';
import { isRestDay, type LocalClock } from './calendar.ts';

/** Steps of one length, on the local clock of the load. */
export interface LocalGrid {
  readonly start: EpochSeconds;
  readonly stepSeconds: number;
  readonly steps: number;
  readonly clock: LocalClock;
  /** Local days that load like a Sunday, as days since 1970-01-01; none when it is left out. */
  readonly holidays?: ReadonlySet<number>;
}

/** Start of step `t`. */
export function timeOf(grid: LocalGrid, t: number): EpochSeconds {
  return grid.start + t * grid.stepSeconds;
}

/** Whole steps nearest to `minutes`, at least one. */
export function stepsIn(grid: Pick<LocalGrid, 'stepSeconds'>, minutes: number): number {
  return Math.max(1, Math.round((minutes * secondsPerMinute) / grid.stepSeconds));
}

export function stepsPerDay(grid: Pick<LocalGrid, 'stepSeconds'>): number {
  return stepsIn(grid, secondsPerDay / secondsPerMinute);
}

/** True on Saturdays, Sundays and holidays of the local calendar. */
export function isWeekend({ clock, holidays }: LocalGrid, at: EpochSeconds): boolean {
  return isRestDay(clock, at, holidays);
}
