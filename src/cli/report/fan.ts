import type { GroupReport } from '../../app/report/report.ts';
import type { Fan } from '../charts/chart.ts';

/** The chart of a group's load: what was observed, then the forecast; null = there is nothing to draw. */
export function reportFan({
  history,
  outlook,
  capacity,
  stepSeconds,
  zone,
}: GroupReport): Fan | null {
  const points = outlook.kind === 'none' ? [] : outlook.points;
  const past = history.values.map((value) => value ?? Number.NaN);
  if (past.length + points.length < 2) return null;
  const unknown = past.map(() => Number.NaN);
  return {
    start: history.start,
    stepSeconds,
    observed: [...past, ...points.map(() => Number.NaN)],
    low: [...unknown, ...points.map(({ p10 }) => p10)],
    middle: [...unknown, ...points.map(({ p50 }) => p50)],
    high: [...unknown, ...points.map(({ p90 }) => p90)],
    originIndex: past.length,
    zone,
    ...(capacity === null ? {} : { limit: capacity.serving * capacity.loadPerInstance }),
  };
}

/** What the marks of the chart mean, in one line. */
export function fanLegend({ capacity, zone }: GroupReport, unicode: boolean): string {
  const rule = unicode ? '│' : '|';
  const limit = capacity === null ? '' : `, ${unicode ? '╌' : '-'} serves now`;
  const clock = zone === 'UTC' ? '' : `; ${zone}`;
  return `observed ${rule} median in its 80 % interval${limit}${clock}`;
}
