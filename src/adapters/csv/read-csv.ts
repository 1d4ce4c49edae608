import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import type { SampleBatch } from '../../app/ports/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type Columns, columnsOf } from './columns.ts';
import { type EpochMillis, lacksZone, parseTime, parseValue, quoted } from './fields.ts';
import { regularize } from './regular.ts';

/** One file of traffic, whole: nothing of it is returned when a line of it is wrong. */
export interface CsvTraffic {
  readonly batch: SampleBatch;
  readonly stepSeconds: number;
  /** Lines of data, gaps among them. */
  readonly rows: number;
  /** Rows whose time another row had already: the last of them counts. */
  readonly duplicates: number;
  /** Rows that came after a row of a later time. */
  readonly reordered: number;
  /** Steps between the first and the last sample that have none. */
  readonly gaps: number;
  /** True when the first row's time says no zone: such times are read as UTC. */
  readonly lacksZone: boolean;
}

/** Twenty years by the minute: a wider file has a wrong time in it. */
const stepsMax = 10_000_000;
const lineBytesMax = 65_536;

/** By how much the clock of what wrote a file may be ahead. */
const aheadSecondsMax = 300;

/**
 * Reads `timestamp,value` from a CSV file: commas, semicolons or tabs, with a header or without.
 * @param now Load is measured, so a time after it is a mistake; left out = any time is taken.
 * @throws ForewarmError FW_INPUT_INVALID naming file, line and remedy; FW_DATA_SHORT when the
 *   file holds a single time, from which no step can be told.
 */
export async function readCsv(
  file: string,
  now: EpochSeconds = Number.POSITIVE_INFINITY,
): Promise<CsvTraffic> {
  const rows = await readRows(file, (now + aheadSecondsMax) * 1000);
  if (rows.at.length === 0) {
    throw invalid(`${file}: holds no samples: write lines of timestamp,value`);
  }
  const regular = regularize(rows);
  if (regular === null) {
    throw new ForewarmError('FW_DATA_SHORT', `${file}: holds a single time: two tell the step`);
  }
  const { batch, gaps } = regular;
  const { stepSeconds, samples } = batch;
  if (samples.length === 0) throw invalid(`${file}: every value is a gap: nothing was observed`);
  if (gaps > stepsMax) {
    const years = Math.round((samples.at(-1)!.at - samples[0]!.at) / (365 * 86_400));
    const span = `${samples.length} samples ${stepSeconds} s apart span ${years} years`;
    throw invalid(`${file}: ${span}: look for a wrong time, first or last`);
  }
  return { ...regular, stepSeconds, rows: rows.at.length, lacksZone: rows.lacksZone };
}

interface Rows {
  readonly at: number[];
  readonly values: number[];
  lacksZone: boolean;
}

async function readRows(file: string, latest: EpochMillis): Promise<Rows> {
  const rows: Rows = { at: [], values: [], lacksZone: false };
  let columns: Columns | undefined;
  const parser = parse({
    bom: true,
    delimiter: [',', ';', '\t'],
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
    max_record_size: lineBytesMax,
    on_record: (fields: string[], { lines }: Info) => {
      const where = `${file}:${lines}`;
      const isFirst = columns === undefined;
      columns ??= findColumns(fields, where);
      if (!isFirst || !columns.hasHeader) addRow(rows, fields, { columns, where, latest });
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(file), parser);
  } catch (cause) {
    throw fromRead(cause, file);
  }
  return rows;
}

function findColumns(fields: readonly string[], where: string): Columns {
  if (fields.some(isBinary)) throw invalid(`${where}: not UTF-8 text: save the file as CSV`);
  const outcome = columnsOf(fields);
  if (outcome.kind === 'found') return outcome.columns;
  throw invalid(`${where}: ${outcome.what}: ${outcome.remedy}`);
}

/** NUL, or what the decoder puts in place of bytes that are not UTF-8. */
function isBinary(field: string): boolean {
  return field.includes('\u0000') || field.includes('\uFFFD');
}

function addRow(
  rows: Rows,
  fields: readonly string[],
  {
    columns,
    where,
    latest,
  }: { readonly columns: Columns; readonly where: string; readonly latest: EpochMillis },
): void {
  if (fields.length !== columns.width) {
    const counts = `${fields.length} fields where the first line has ${columns.width}`;
    throw invalid(`${where}: ${counts}: write one time and one value, decimals with a point`);
  }
  const time = fields[columns.time]!;
  const at = parseTime(time);
  if (at === null) {
    const remedy = 'write ISO-8601 such as 2026-11-21T08:00:00Z, or epoch seconds';
    throw invalid(`${where}: time ${quoted(time)} cannot be read: ${remedy}`);
  }
  if (at > latest) throw invalid(`${where}: time ${quoted(time)} ${aheadBecause(time)}`);
  const outcome = parseValue(fields[columns.value]!);
  if (outcome.kind === 'wrong') throw invalid(`${where}: ${outcome.what}: ${outcome.remedy}`);
  if (rows.at.length === 0) rows.lacksZone = lacksZone(time);
  rows.at.push(at);
  rows.values.push(outcome.kind === 'gap' ? Number.NaN : outcome.value);
}

/** What is wrong with a time that has yet to come, and how it is mended. */
function aheadBecause(time: string): string {
  return lacksZone(time)
    ? 'is still to come: without a zone it is read as UTC; write one, such as +09:00'
    : 'is still to come: check the clock and the zone of what wrote it';
}

function invalid(message: string, cause?: unknown): ForewarmError {
  return new ForewarmError('FW_INPUT_INVALID', message, cause === undefined ? {} : { cause });
}

/** What the file system says, by its code. Source: Node.js, common system errors. */
const readProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file: check the path',
  EISDIR: 'is a directory: name one CSV file',
  EACCES: 'may not be read: check its permissions',
};

/** Where the parser can tell its trouble. Source: csv-parse, errors. */
const parseProblems: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: 'a line of more than 64 KiB: this is not timestamp,value',
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed: close or remove it',
  INVALID_OPENING_QUOTE: 'a quote in the middle of a field: remove it',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote: remove it',
};

function fromRead(cause: unknown, file: string): unknown {
  if (cause instanceof CsvError) {
    const problem = parseProblems[cause.code] ?? cause.message;
    return invalid(`${file}:${cause.lines ?? 1}: ${problem}`, cause);
  }
  if (!(cause instanceof Error) || !('code' in cause) || cause instanceof ForewarmError) {
    return cause;
  }
  const problem = readProblems[String(cause.code)] ?? cause.message;
  return invalid(`${file}: ${problem}`, cause);
}
