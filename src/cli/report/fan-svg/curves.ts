import type { GroupReport, ReportPoint } from '../../../app/report/report.ts';
import { areaPath, element, linePath, type Point } from '../../charts/svg.ts';
import { averaged, columnsMax } from './columns.ts';
import type { Frame } from './frame.ts';

/** The fan from the widest interval to the median; each edge is a line, so that shade is not all. */
export function bands(points: readonly ReportPoint[], group: GroupReport, frame: Frame): string[] {
  if (points.length === 0) return [];
  const columns = averaged(points, columnsMax.band);
  const at = (key: 'p05' | 'p10' | 'p25' | 'p50' | 'p75' | 'p90' | 'p95'): Point[] => {
    const line = columns.map((point): Point => [frame.x(point.at), frame.y(point[key])]);
    return [...joint(group, frame), ...line];
  };
  const area = (upper: readonly Point[], lower: readonly Point[], name: string) =>
    element('path', { d: areaPath(upper, lower), class: name });
  const edge = (line: readonly Point[]) => element('path', { d: linePath(line), class: 'edge' });
  return [
    area(at('p95'), at('p05'), 'band wide'),
    area(at('p90'), at('p10'), 'band likely'),
    area(at('p75'), at('p25'), 'band core'),
    edge(at('p90')),
    edge(at('p10')),
    element('path', { d: linePath(at('p50')), class: 'median' }),
  ];
}

/** The newest load observed, where the fan opens; none when it was not observed. */
function joint({ history, stepSeconds }: GroupReport, { x, y }: Frame): Point[] {
  const last = history.values.at(-1) ?? null;
  if (last === null) return [];
  return [[x(history.start + (history.values.length - 1) * stepSeconds), y(last)]];
}

/** The load that was observed. */
export function observed({ history, stepSeconds }: GroupReport, { x, y }: Frame): string {
  const every = Math.ceil(history.values.length / columnsMax.line);
  const points: (Point | null)[] = [];
  for (let step = 0; step < history.values.length; step += every) {
    const known = history.values.slice(step, step + every).filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const at =
      history.start +
      (step + (Math.min(every, history.values.length - step) - 1) / 2) * stepSeconds;
    points.push(known.length === 0 ? null : [x(at), y(mean)]);
  }
  return element('path', { d: linePath(points), class: 'observed' });
}
