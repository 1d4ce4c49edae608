import { highestOf } from '../../core/statistics/extremes.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { quantity } from '../output.ts';
import { timeTicks, topOf } from './axes.ts';

/** Observed load, then a fan of quantiles, on one grid of steps. NaN = nothing to draw. */
export interface Fan {
  readonly start: EpochSeconds;
  readonly stepSeconds: number;
  /** Shape [steps] each; `observed` ends where the forecast begins. */
  readonly observed: readonly number[];
  readonly low: readonly number[];
  readonly middle: readonly number[];
  readonly high: readonly number[];
  /** First step of the forecast; a rule is drawn there. */
  readonly originIndex: number;
  /** A load that a dashed line marks across the chart: what serves now. */
  readonly limit?: number;
  /** IANA zone of the times under the axis; UTC where it is left out. */
  readonly zone?: string;
}

const labelWidth = 8;

/**
 * The fan as text: observed and median as lines, the interval filled with dots, one label per axis
 * end. Braille cells hold 2 × 4 dots; without Unicode each cell shows one character.
 * @returns `rows` lines and one of times, none longer than `columns`.
 */
export function fanChart(fan: Fan, columns: number, rows: number, unicode: boolean): string {
  const width = columns - labelWidth - 2;
  const loads = [...fan.observed, ...fan.middle, ...fan.high].filter(Number.isFinite);
  const top = topOf(Math.max(0, highestOf(loads)), [fan.limit ?? 0]);
  const canvas = new Canvas(width, rows, unicode);
  const x = (index: number) => (index / Math.max(1, fan.middle.length - 1)) * (canvas.dotsWide - 1);
  const y = (value: number) => (1 - value / top) * (canvas.dotsHigh - 1);
  canvas.fill(fan.low, fan.high, x, y);
  canvas.line(fan.observed, x, y);
  canvas.line(fan.middle, x, y);
  if (fan.limit !== undefined && fan.limit <= top) canvas.level(Math.round(y(fan.limit)));
  canvas.rule(Math.round(x(fan.originIndex)));

  const axis = unicode ? '┤' : '|';
  const lines = canvas.rows().map((row, index) => {
    const share = 1 - index / Math.max(1, rows - 1);
    const label =
      index === 0 || index === rows - 1 || index === (rows - 1) / 2 ? quantity(top * share) : '';
    return `${label.padStart(labelWidth)} ${axis}${row}`.trimEnd();
  });
  return `${[...lines, timeAxis(fan, width)].join('\n')}\n`;
}

/** Whole hours or days under the axis, and at its end the zone they are told in. */
function timeAxis(fan: Fan, width: number): string {
  const zone = fan.zone ?? 'UTC';
  const steps = Math.max(1, fan.middle.length - 1);
  const end = fan.start + steps * fan.stepSeconds;
  const suffix = zone === 'UTC' ? ' UTC' : '';
  const line = Array.from({ length: width - suffix.length }, () => ' ');
  for (const { at, label } of timeTicks(fan.start, end, Math.floor(width / 10), zone)) {
    const place = ((at - fan.start) / (end - fan.start)) * (width - 1);
    const column = Math.max(0, Math.round(place - label.length / 2));
    if (column + label.length > line.length) continue;
    [...label].forEach((letter, offset) => {
      line[column + offset] = letter;
    });
  }
  return `${' '.repeat(labelWidth + 2)}${line.join('')}${suffix}`.trimEnd();
}

/** Dots of a braille cell by column and row. Source: Unicode 15, block U+2800. */
const brailleDots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** What one cell shows without Unicode, weakest first: a later one covers an earlier one. */
const letters = [' ', ':', '*'] as const;

/** A grid of dots that prints as text. */
class Canvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  /** Braille bits, or an index into `letters`. */
  readonly #cells: number[][];
  readonly #unicode: boolean;
  #ruleColumn = -1;
  #levelRow = -1;

  constructor(columns: number, rows: number, unicode: boolean) {
    this.#unicode = unicode;
    this.dotsWide = columns * (unicode ? 2 : 1);
    this.dotsHigh = rows * (unicode ? 4 : 1);
    this.#cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  }

  /** Joins neighbouring finite values. */
  line(
    values: readonly number[],
    x: (index: number) => number,
    y: (value: number) => number,
  ): void {
    for (let index = 1; index < values.length; index++) {
      const [from, to] = [values[index - 1]!, values[index]!];
      if (!Number.isFinite(from) || !Number.isFinite(to)) continue;
      const [x0, x1, y0, y1] = [x(index - 1), x(index), y(from), y(to)];
      const dots = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
      for (let dot = 0; dot <= dots; dot++) {
        const share = dot / dots;
        this.#dot(Math.round(x0 + (x1 - x0) * share), Math.round(y0 + (y1 - y0) * share), 2);
      }
    }
  }

  /** Shades what lies between two curves: every fourth dot of each column, neighbours in turn. */
  fill(
    low: readonly number[],
    high: readonly number[],
    x: (index: number) => number,
    y: (value: number) => number,
  ): void {
    for (let index = 0; index < low.length; index++) {
      const [bottom, top] = [low[index]!, high[index]!];
      if (!Number.isFinite(bottom) || !Number.isFinite(top)) continue;
      const end = Math.round(x(Math.min(index + 1, low.length - 1)));
      for (let column = Math.round(x(index)); column <= end; column++) {
        for (let row = Math.round(y(top)); row <= Math.round(y(bottom)); row++) {
          if (!this.#unicode || (row + 2 * column) % 4 === 0) this.#dot(column, row, 1);
        }
      }
    }
  }

  /** A vertical rule in the cells that stay empty at dot column `x`. */
  rule(x: number): void {
    this.#ruleColumn = this.#unicode ? x >> 1 : x;
  }

  /** A dashed line in the cells that stay empty at dot row `y`. */
  level(y: number): void {
    this.#levelRow = this.#unicode ? y >> 2 : y;
  }

  rows(): string[] {
    return this.#cells.map((cells, row) =>
      cells.map((bits, column) => this.#glyph(bits, column, row)).join(''),
    );
  }

  #dot(column: number, row: number, letter: 1 | 2): void {
    if (column < 0 || row < 0 || column >= this.dotsWide || row >= this.dotsHigh) return;
    if (this.#unicode) {
      this.#cells[row >> 2]![column >> 1]! |= brailleDots[column & 1 ? 1 : 0][row & 3]!;
    } else this.#cells[row]![column] = Math.max(this.#cells[row]![column]!, letter);
  }

  #glyph(bits: number, column: number, row: number): string {
    if (bits !== 0) return this.#unicode ? String.fromCodePoint(0x2800 + bits) : letters[bits]!;
    if (column === this.#ruleColumn) return this.#unicode ? '│' : '|';
    if (row === this.#levelRow) return this.#unicode ? '╌' : '-';
    return ' ';
  }
}
