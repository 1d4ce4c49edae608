import type { TimeSeries } from './series.ts';

/** A run of unobserved steps: [first, end) by index. */
export interface Gap {
  readonly first: number;
  readonly end: number;
}

/** Every run of unobserved steps, in order; also those at either edge. */
export function gapsOf({ values }: TimeSeries): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    const first = i;
    while (i < values.length && Number.isNaN(values[i])) i++;
    gaps.push({ first, end: i });
  }
  return gaps;
}

/** Number of unobserved steps. */
export function unobservedSteps({ values }: TimeSeries): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
}

/** The series with every gap at the value before it; unobserved steps at the start stay NaN. */
export function carryLast(series: TimeSeries): TimeSeries {
  const values = series.values.slice();
  for (const { first, end } of gapsOf(series)) {
    values.fill(values[first - 1] ?? Number.NaN, first, end);
  }
  return { ...series, values };
}
