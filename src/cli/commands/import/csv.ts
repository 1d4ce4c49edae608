import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { SampleBatch } from '../../../app/ports/series.ts';
import type { Config } from '../../../config/schema.ts';
import { increments } from '../../../core/series/counter.ts';
import { duration, isoOf } from '../../../core/units.ts';
import { ForewarmError } from '../../../errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../../configured.ts';
import type { Io } from '../../io.ts';
import { json, wrap } from '../../output.ts';
import { withStores } from '../../stored.ts';

/** Longer than a process that waits for the database sleeps between two looks at it. */
const pauseMillis = 120;

interface CsvOptions extends ConfigOptions {
  readonly series?: string;
  readonly state?: string;
  readonly counter?: true;
  readonly json?: true;
}

export function csvCommand(io: Io): Command {
  return withConfig(new Command('csv'))
    .summary('from a file of timestamp,value')
    .description(
      `Imports a CSV of timestamp,value: times in ISO 8601 (without a zone: UTC) or epoch seconds;
an empty value is a gap. A bad line, or a time still to come, is named as file:line, and then nothing
is imported. A running daemon is not held up; an import that was broken off is completed by doing it again.`,
    )
    .argument('<file>', 'the CSV file')
    .option(
      '--series <name>',
      'series to fill; by default the name of the file without .csv',
      parseName,
    )
    .option('--state <directory>', 'state directory; by default that of the configuration')
    .option(
      '--counter',
      'the values only ever add up: import what each step added, resets included',
    )
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, options: CsvOptions) => {
      const { readCsv } = await import('../../../adapters/csv/read-csv.ts');
      const { importSamples } = await import('../../../app/ingest.ts');
      const { wallClock } = await import('../../../daemon/run.ts');
      const csv = await readCsv(file, wallClock.now());
      const batch = options.counter === true ? countedIn(file, csv.batch) : csv.batch;
      const config = options.state === undefined ? await readConfig(options, io) : null;
      const series = options.series ?? basename(file).replace(/(?<=.)\.csv$/i, '');
      const pause = () => setTimeout(pauseMillis);
      const { from, to, ...counts } = await withStores(
        options.state ?? config!.state.directory,
        (stores) => importSamples(series, batch, stores.series, { pause, signal: io.signal }),
        { create: true },
      );
      const { rows, duplicates, reordered, gaps, stepSeconds } = csv;
      const report = { ...counts, rows, duplicates, reordered, gaps, stepSeconds };
      if (csv.lacksZone) io.err(wrap('note: times without a zone were read as UTC', io.columns));
      if (config !== null) io.err(unreadText(series, await seriesOf(config), io.columns));
      if (options.json === true) {
        io.out(json({ command: 'import csv', from: isoOf(from), to: isoOf(to), ...report }));
        return;
      }
      const span = `${isoOf(from)} to ${isoOf(to)}, step ${duration(stepSeconds)}`;
      io.out(wrap(`${file}: ${rows} rows into series ${series}, ${span}`, io.columns));
      const known = `${counts.replaced} replaced, ${counts.unchanged} known before`;
      const mended = `${gaps} gaps, ${duplicates} duplicates, ${reordered} out of order`;
      io.out(wrap(`${counts.inserted} new, ${known}; ${mended}`, io.columns, '  '));
    });
}

function parseName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Write the name of a series.');
  return text;
}

/** What the counter in `file` added in each step. */
function countedIn(file: string, { stepSeconds, samples }: SampleBatch): SampleBatch {
  const load = increments(samples, stepSeconds);
  if (load.length > 0) return { stepSeconds, samples: load };
  throw new ForewarmError('FW_DATA_SHORT', `${file}: no two readings are one step apart`);
}

/** The series that the groups of `config` learn from, those of their older names among them. */
async function seriesOf(config: Config): Promise<string[]> {
  const { toPolicies } = await import('../../../config/policies.ts');
  const read = [...toPolicies(config).traffic.values()].flatMap(({ series, historyFrom }) =>
    historyFrom === null ? [series] : [series, historyFrom],
  );
  return [...new Set(read)];
}

/** A warning where no group reads what was imported; else nothing. */
function unreadText(series: string, read: readonly string[], columns: number): string {
  if (read.includes(series)) return '';
  const fill = `the configured groups read ${read.join(', ')}: name one with --series`;
  return wrap(`warning: nothing reads the series ${series}; ${fill}`, columns);
}
