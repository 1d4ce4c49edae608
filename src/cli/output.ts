import { type MicroUsd, toUsd } from '../core/units.ts';

/** Every JSON document of the command line carries this; it changes when a reader would break. */
export const schemaVersion = 1;

/** One JSON document and a newline. */
export function json(value: object): string {
  return `${JSON.stringify({ schemaVersion, ...value })}\n`;
}

export type Align = 'left' | 'right';

/**
 * Rows in columns as wide as their widest cell, two spaces apart, `indent` before each line.
 * Numbers read best right-aligned; the last column is never padded.
 */
export function table(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  indent = '  ',
): string {
  const widths = aligns.map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? '')), 0),
  );
  const line = (row: readonly string[]) =>
    aligns
      .map((align, column) => {
        const cell = row[column] ?? '';
        const pad = ' '.repeat(widths[column]! - widthOf(cell));
        return align === 'right' ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${indent}${line(row)}\n`).join('');
}

/**
 * A table where it fits into `columns`; else one entry a row: its first cell, and under it what each
 * other cell is, by `head`. A cell whose head is empty belongs to the one before it.
 */
export function tableWithin(
  columns: number,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
): string {
  const whole = table([head, ...rows], aligns);
  if (whole.split('\n').every((line) => widthOf(line) <= columns)) return whole;
  return rows.map((row) => entry(head, row, columns)).join('');
}

/** Labels in one column and what each says beside it, wrapped within its own. */
export function labelled(
  rows: readonly (readonly [label: string, value: string])[],
  columns: number,
): string {
  const widest = Math.max(...rows.map(([label]) => widthOf(label)), 0);
  const indent = ' '.repeat(widest + 4);
  return rows
    .map(([label, value]) => {
      const text = wrap(value, columns, indent).slice(indent.length);
      return `  ${label}${' '.repeat(widest - widthOf(label) + 2)}${text}`;
    })
    .join('');
}

function entry(
  head: readonly string[],
  [first = '', ...cells]: readonly string[],
  columns: number,
) {
  const named = cells.map((cell, i) => {
    const name = head[i + 1] ?? '';
    const separator = name === '' || i === 0 ? '' : ', ';
    return cell === '' ? '' : `${separator}${name} ${cell}`;
  });
  return wrap(first, columns, '  ') + wrap(named.join(''), columns, '    ');
}

/** Columns a text takes: code points, which is right for everything forewarm prints. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** Text broken into lines of at most `columns`, each after `indent`. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const next = line.trim() === '' ? indent + word : `${line} ${word}`;
    if (widthOf(next) > columns && line.trim() !== '') {
      lines.push(line);
      line = indent + word;
    } else line = next;
  }
  return `${[...lines, line].join('\n')}\n`;
}

/** `$1.23`, or more digits where cents would hide the amount. */
export function usd(money: MicroUsd): string {
  const dollars = toUsd(money);
  if (dollars !== 0 && Math.abs(dollars) < 0.1) return `$${dollars.toFixed(4)}`;
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `+12 %`, `−$1.20`: a value with its sign, in the minus of print; what rounds to nothing has none. */
export function signed(value: number, text: (value: number) => string): string {
  const size = text(Math.abs(value));
  if (size === text(0)) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** A load in three significant digits, with k, M or G from a thousand on. */
export function quantity(value: number): string {
  if (!Number.isFinite(value)) return '–';
  for (const [unit, size] of quantityUnits) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))}${unit}`;
  }
  return `${Number(value.toPrecision(3))}`;
}

const quantityUnits = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;
