import { parseTime, quoted } from './fields.ts';

const timeNames = ['timestamp', 'time', 'date', 'datetime', 'ts'];
const valueNames = ['value', 'count', 'requests', 'load', 'rps', 'y'];

/** Where a file keeps its time and its load. */
export interface Columns {
  readonly time: number;
  readonly value: number;
  /** Fields of every line. */
  readonly width: number;
  /** False when the first line is already a sample. */
  readonly hasHeader: boolean;
}

export type ColumnsOutcome =
  | { readonly kind: 'found'; readonly columns: Columns }
  | { readonly kind: 'wrong'; readonly what: string; readonly remedy: string };

/**
 * Finds the columns from a file's first line: by name, whatever else is there; by being the other
 * one of two beside a named time; or, in a file of two, by beginning with a time and no names at all.
 */
export function columnsOf(first: readonly string[]): ColumnsOutcome {
  const width = first.length;
  const names = first.map((field) => field.toLowerCase());
  const times = indicesOf(names, timeNames);
  const values = indicesOf(names, valueNames);
  if (times.length === 1 && values.length === 1) return found(times[0]!, values[0]!, width, true);
  if (times.length > 1) return ambiguous('the time', 'timestamp', times, first);
  if (values.length > 1) return ambiguous('the load', 'value', values, first);
  if (times.length === 1 && width === 2) return found(times[0]!, 1 - times[0]!, width, true);
  if (width === 2 && parseTime(first[0]!) !== null) return found(0, 1, width, false);
  return {
    kind: 'wrong',
    what: `no columns "timestamp" and "value" (found ${first.slice(0, 8).map(quoted).join(', ')})`,
    remedy: 'begin the file with the line timestamp,value',
  };
}

/** Positions of the names known, or that of the first known alone where it is the usual one. */
function indicesOf(names: readonly string[], known: readonly string[]): number[] {
  const usual = names.indexOf(known[0]!);
  if (usual >= 0) return [usual];
  return names.flatMap((name, index) => (known.includes(name) ? [index] : []));
}

function found(time: number, value: number, width: number, hasHeader: boolean): ColumnsOutcome {
  return { kind: 'found', columns: { time, value, width, hasHeader } };
}

function ambiguous(
  what: string,
  name: string,
  at: readonly number[],
  fields: readonly string[],
): ColumnsOutcome {
  const several = at.map((index) => quoted(fields[index]!)).join(' and ');
  return {
    kind: 'wrong',
    what: `columns ${several} could each be ${what}`,
    remedy: `call the one that is meant "${name}"`,
  };
}
