import type { ReportPoint } from '../../../app/report/report.ts';

/** More columns than this no screen shows: neighbours are averaged. */
export const columnsMax = { line: 1400, band: 480, tooltip: 180 } as const;

/** Neighbouring points averaged, so that at most `most` remain. */
export function averaged(points: readonly ReportPoint[], most: number): ReportPoint[] {
  const every = Math.ceil(points.length / most);
  if (every === 1) return [...points];
  const columns: ReportPoint[] = [];
  for (let from = 0; from < points.length; from += every) {
    const part = points.slice(from, from + every);
    const mean = (key: keyof ReportPoint) =>
      part.reduce((sum, point) => sum + point[key], 0) / part.length;
    const [at, p05, p10, p25] = [mean('at'), mean('p05'), mean('p10'), mean('p25')];
    const [p50, p75, p90, p95] = [mean('p50'), mean('p75'), mean('p90'), mean('p95')];
    columns.push({ at, p05, p10, p25, p50, p75, p90, p95, above: mean('above') });
  }
  return columns;
}
