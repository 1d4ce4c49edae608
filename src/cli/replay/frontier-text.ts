import type { ReplayDocument } from '../../app/replay/document.ts';
import type { Io } from '../io.ts';
import { wrap } from '../output.ts';
import {
  type ChartPoint,
  costTicks,
  frontierChart,
  heightOf,
  hitRateTicks,
} from './frontier-points.ts';

const rows = 16;
const labelWidth = 8;

/**
 * Cost against hit rate in characters: forewarm `F` at several requests, the best constants as
 * dots, each rival by a letter. What lies beyond the right edge stands at it.
 */
export function frontierText(
  document: ReplayDocument,
  { columns, unicode }: Pick<Io, 'columns' | 'unicode'>,
): string {
  const chart = frontierChart(document);
  const width = Math.max(20, columns - labelWidth - 3);
  const cells = Array.from({ length: rows }, () => Array.from({ length: width }, () => ' '));
  const dot = unicode ? '·' : '.';
  const columnOf = ({ usdPerDay }: ChartPoint): number =>
    Math.round(Math.min(1, usdPerDay / chart.usdMax) * (width - 1));
  const dotAt = (point: ChartPoint): void => {
    cells[rowOf(point.hitRate)]![columnOf(point)] = dot;
  };
  /** Beside another letter where two would share a cell. */
  const letterAt = (point: ChartPoint, letter: string): void => {
    const row = cells[rowOf(point.hitRate)]!;
    const at = columnOf(point);
    const isFree = (column: number): boolean => row[column] === ' ' || row[column] === dot;
    row[[at, at + 1, at - 1, at + 2].find(isFree) ?? at] = letter;
  };
  for (const constant of chart.constants) {
    if (constant.usdPerDay <= chart.usdMax) dotAt(constant);
  }
  for (const point of chart.forewarm) letterAt(point, 'F');
  for (const rival of chart.rivals) letterAt(rival, rival.letter);

  const ticks = new Map(hitRateTicks.map((rate) => [rowOf(rate), label(rate, unicode)]));
  const lines = cells.map((row, at) => {
    const tick = ticks.get(at) ?? '';
    const axis = unicode ? (tick === '' ? '│' : '┤') : '|';
    return `${tick.padStart(labelWidth)} ${axis}${row.join('')}`.trimEnd();
  });
  const asked = chart.forewarm.map(({ requested }) => `${+(100 * requested).toFixed(1)} %`);
  const named = chart.rivals.map(
    ({ name, letter, usdPerDay }) =>
      `${letter} ${name}${usdPerDay > chart.usdMax ? ` (${usd(usdPerDay)} a day)` : ''}`,
  );
  const legend =
    `F forewarm asked for ${asked.join(', ')}; ${dot} constants that no constant beats; ` +
    `${named.join(', ')}. Up: hit rate, each nine as tall. Right: dollars a day.`;
  return `${lines.join('\n')}\n${costAxis(chart.usdMax, width, unicode)}${wrap(legend, columns, '  ')}`;
}

/** Row of a hit rate, 0 at the top. */
function rowOf(hitRate: number): number {
  return Math.round((1 - heightOf(hitRate)) * (rows - 1));
}

/** A rule with round amounts under it. */
function costAxis(usdMax: number, width: number, unicode: boolean): string {
  const indent = ' '.repeat(labelWidth + 1);
  const rule = (unicode ? '└' : '+') + (unicode ? '─' : '-').repeat(width);
  const marks = Array.from({ length: width + 1 }, () => ' ');
  for (const amount of costTicks(usdMax)) {
    const text = usd(amount);
    const at = 1 + Math.round((amount / usdMax) * (width - 1));
    const start = Math.min(Math.max(1, at - (text.length >> 1)), width + 1 - text.length);
    [...text].forEach((letter, i) => {
      marks[start + i] = letter;
    });
  }
  return `${indent}${rule}\n${indent}${marks.join('').trimEnd()}\n`;
}

/** The highest tick stands for all above it. */
function label(rate: number, unicode: boolean): string {
  const above = unicode ? '≥' : '>';
  return `${rate === hitRateTicks.at(-1) ? above : ''}${+(100 * rate).toFixed(1)} %`;
}

function usd(amount: number): string {
  return `$${amount >= 100 ? Math.round(amount) : Number(amount.toPrecision(3))}`;
}
