/** Expectations that need no learning: what the same time of earlier days or the last hours saw. */

import { stepsIn, stepsPerDay } from '../series/local-grid.ts';
import { maxAhead, rolledFrom, trailingMax } from '../series/rolling.ts';
import { aheadNear, highest, mean, rowsOf } from './features.ts';
import type { SizingHistory } from './history.ts';
import type { Stream } from './peaks.ts';

const windowMinutes = [15, 30, 60, 120] as const;
const trailingMinutes = [15, 60, 180, 360, 720, 1440, 3 * 1440, 7 * 1440] as const;

/** How peaks of the same time on up to `days` earlier days become one expectation. */
const habits = [
  { name: 'yesterday', days: 1, merge: highest },
  { name: 'highest-3', days: 3, merge: highest },
  { name: 'highest-7', days: 7, merge: highest },
  { name: 'mean-7', days: 7, merge: mean },
  { name: 'upper-7', days: 7, merge: upperQuartile },
] as const;

/**
 * Peaks over the next minutes as earlier days had them at this time; before, the day's highest.
 * Streams begin at step `first`.
 */
export function habitualPeaks({ grid, load }: SizingHistory, first = 0): Stream[] {
  const day = stepsPerDay(grid);
  const unknown = rolledFrom(first, trailingMax, load, day);
  return windowMinutes.flatMap((minutes) => {
    const width = Math.min(stepsIn(grid, minutes), day);
    const peak = aheadNear(maxAhead, load, width, { first, day, reach: 0 });
    const daily = habits.map(({ name, days, merge }) => ({
      name: `${name}-${minutes}m`,
      values: rowsOf(load, first, (t) => {
        const past: number[] = [];
        for (let d = 1; d <= days && t >= d * day; d++) past.push(peak[t - d * day]!);
        return past.length === 0 ? unknown[t - first]! : merge(past);
      }),
    }));
    const weekly = rowsOf(
      load,
      first,
      (t) => peak[t - 7 * day] ?? peak[t - day] ?? unknown[t - first]!,
    );
    return [...daily, { name: `last-week-${minutes}m`, values: weekly }];
  });
}

/** Highest loads of the last minutes, hours and days, from step `first` on. */
export function trailingPeaks({ grid, load }: SizingHistory, first = 0): Stream[] {
  return trailingMinutes.map((minutes) => ({
    name: `trailing-${minutes}m`,
    values: rolledFrom(first, trailingMax, load, stepsIn(grid, minutes)),
  }));
}

function upperQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.75 * sorted.length) - 1]!;
}
