import type { EpochSeconds } from '../core/units.ts';
import { quantity } from './output.ts';

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
}

const labelWidth = 8;

/**
 * The fan as text: observed and median as lines, the interval as dots, one label per axis end.
 * Braille cells hold 2 × 4 dots; without Unicode each cell shows one character.
 */
export function fanChart(fan: Fan, columns: number, rows: number, unicode: boolean): string {
  const width = columns - labelWidth - 2;
  const top = niceCeiling(
    Math.max(...[...fan.observed, ...fan.middle, ...fan.high].filter(Number.isFinite), 0),
  );
  const canvas = new Canvas(width, rows, unicode);
  const x = (index: number) => (index / Math.max(1, fan.middle.length - 1)) * (canvas.dotsWide - 1);
  const y = (value: number) => (1 - value / top) * (canvas.dotsHigh - 1);
  canvas.line(fan.observed, x, y, 1);
  canvas.line(fan.middle, x, y, 1);
  canvas.line(fan.low, x, y, unicode ? 4 : 2);
  canvas.line(fan.high, x, y, unicode ? 4 : 2);
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

/** Times under the axis, in UTC: the ends and, when they fit, what lies between. */
function timeAxis(fan: Fan, width: number): string {
  const ticks = 4;
  const line = Array.from({ length: width + 6 }, () => ' ');
  for (let tick = 0; tick <= ticks; tick++) {
    const share = tick / ticks;
    const at = fan.start + Math.round(share * (fan.middle.length - 1)) * fan.stepSeconds;
    const text = new Date(at * 1000).toISOString().slice(5, 16).replace('T', ' ');
    const column = Math.round(share * (width - 1)) - (tick === 0 ? 0 : tick === ticks ? 10 : 5);
    [...text].forEach((letter, offset) => {
      if (column + offset < line.length) line[column + offset] = letter;
    });
  }
  return `${' '.repeat(labelWidth + 2)}${line.join('').trimEnd()} UTC`;
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 × a power of ten at or above `value`; 1 for 0. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find(
    (candidate) => candidate * power >= value * 0.999,
  );
  return (step ?? 10) * power;
}

/** Dots of a braille cell by column and row. Source: Unicode 15, block U+2800. */
const brailleDots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** A grid of dots that prints as text. */
class Canvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  readonly #cells: number[][];
  readonly #unicode: boolean;
  #ruleColumn = -1;

  constructor(columns: number, rows: number, unicode: boolean) {
    this.#unicode = unicode;
    this.dotsWide = columns * (unicode ? 2 : 1);
    this.dotsHigh = rows * (unicode ? 4 : 1);
    this.#cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  }

  /** Joins neighbouring finite values, drawing every `stride`-th dot. */
  line(
    values: readonly number[],
    x: (index: number) => number,
    y: (value: number) => number,
    stride: number,
  ): void {
    for (let index = 1; index < values.length; index++) {
      const [from, to] = [values[index - 1]!, values[index]!];
      if (!Number.isFinite(from) || !Number.isFinite(to)) continue;
      const [x0, x1, y0, y1] = [x(index - 1), x(index), y(from), y(to)];
      const dots = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
      for (let dot = 0; dot <= dots; dot++) {
        const column = Math.round(x0 + ((x1 - x0) * dot) / dots);
        const row = Math.round(y0 + ((y1 - y0) * dot) / dots);
        if (stride === 1 || (column + row) % stride === 0) this.#dot(column, row);
      }
    }
  }

  /** A vertical rule in the cells that stay empty at dot column `x`. */
  rule(x: number): void {
    this.#ruleColumn = this.#unicode ? x >> 1 : x;
  }

  rows(): string[] {
    return this.#cells.map((row) => row.map((bits, column) => this.#glyph(bits, column)).join(''));
  }

  #dot(column: number, row: number): void {
    if (column < 0 || row < 0 || column >= this.dotsWide || row >= this.dotsHigh) return;
    if (!this.#unicode) this.#cells[row]![column] = 1;
    else this.#cells[row >> 2]![column >> 1]! |= brailleDots[column & 1 ? 1 : 0][row & 3]!;
  }

  #glyph(bits: number, column: number): string {
    if (bits !== 0) return this.#unicode ? String.fromCodePoint(0x2800 + bits) : '*';
    if (column !== this.#ruleColumn) return ' ';
    return this.#unicode ? '│' : '|';
  }
}
