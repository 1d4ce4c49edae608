import type { GroupReport } from '../../../app/report/report.ts';
import { highestOf } from '../../../core/statistics/extremes.ts';
import type { EpochSeconds } from '../../../core/units.ts';
import { topOf } from '../../charts/axes.ts';

/** The picture, in pixels. */
export const size = { width: 960, height: 380 } as const;
/** Around the plot: axes, their names and the marks above it. */
export const margin = { left: 52, right: 64, top: 34, bottom: 30 } as const;
export const plot = {
  right: size.width - margin.right,
  bottom: size.height - margin.bottom,
  width: size.width - margin.left - margin.right,
  height: size.height - margin.top - margin.bottom,
} as const;

/** Where times and loads stand in the picture. */
export interface Frame {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly top: number;
  x(at: EpochSeconds): number;
  y(load: number): number;
}

/** The frame of a group's load; null = there is nothing to draw. */
export function frameOf({ history, outlook, stepSeconds, capacity }: GroupReport): Frame | null {
  const points = outlook.kind === 'none' ? [] : outlook.points;
  const steps = history.values.length + points.length;
  if (steps < 2) return null;
  const from = history.start;
  const to = from + (steps - 1) * stepSeconds;
  const loads = [...history.values.map((value) => value ?? 0), ...points.map(({ p95 }) => p95)];
  const limit = capacity === null ? 0 : capacity.serving * capacity.loadPerInstance;
  const top = topOf(highestOf(loads), [limit]);
  return {
    from,
    to,
    top,
    x: (at) => margin.left + ((at - from) / (to - from)) * plot.width,
    y: (load) => plot.bottom - (Math.min(load, top) / top) * plot.height,
  };
}
