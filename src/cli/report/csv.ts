import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { isoOf } from '../../core/units.ts';

const head = [
  ...['group', 'at', 'kind', 'load', 'p05', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95'],
  ...['instances_p50', 'instances_p90', 'above_serving'],
];

/** Every point of the charts as CSV: observed load, then quantiles, instances and chances. */
export function reportCsv({ groups }: ReportDocument): string {
  const rows = groups.flatMap((group) => [...observedRows(group), ...forecastRows(group)]);
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

type Cell = string | number | null;

function observedRows({ name, history, stepSeconds }: GroupReport): Cell[][] {
  return history.values.map((load, step) => {
    const at = isoOf(history.start + step * stepSeconds);
    return [name, at, 'observed', load, ...new Array<null>(head.length - 4).fill(null)];
  });
}

function forecastRows({ name, outlook, capacity }: GroupReport): Cell[][] {
  if (outlook.kind === 'none') return [];
  return outlook.points.map(({ at, p05, p10, p25, p50, p75, p90, p95, above }) => {
    const asked = (load: number) =>
      capacity === null ? null : instancesFor(load, capacity.loadPerInstance);
    const quantiles = [p05, p10, p25, p50, p75, p90, p95];
    return [name, isoOf(at), 'forecast', null, ...quantiles, asked(p50), asked(p90), above];
  });
}

/** A CSV field. Numbers keep six significant digits; a name that a spreadsheet would run is quoted as text. */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(6)));
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
