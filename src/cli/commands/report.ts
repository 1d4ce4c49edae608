import { Command, Option } from 'commander';
import { type BackendChoice, backendChoices } from '../../app/ports/models.ts';
import type { ReportDocument } from '../../app/report/report.ts';
import { endOf } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type CalendarOptions, withCalendarOptions } from '../calendar-input.ts';
import { type ConfigOptions, withConfig } from '../configured.ts';
import { durationOption } from '../duration-option.ts';
import { readLoad } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { parsePositive, parseTime, parseWhole } from '../parse.ts';
import { formatOfFile, type ReportFormat, reportFormats } from '../report/formats.ts';
import { withState } from '../stored.ts';
import { requireWritable, writeText } from '../text-file.ts';

interface ReportOptions extends ConfigOptions, CalendarOptions {
  readonly group?: string;
  readonly input?: string;
  readonly horizon: number;
  readonly at?: EpochSeconds;
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly perInstance?: number;
  readonly serving?: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly json?: true;
}

export function reportCommand(io: Io): Command {
  const command = new Command('report')
    .summary('what is coming, for a pull request, a manager or a wall')
    .description(
      `Reports on the groups of the configuration from the database and the newest models, beside a
running daemon or without one; nobody is asked and nothing is written. With --input it trains on a
CSV instead, and needs neither configuration nor account.`,
    )
    .option('--group <name>', 'only this group of the configuration')
    .addOption(new Option('--input <file>', 'a CSV of timestamp,value instead').conflicts('group'))
    .addOption(durationOption('--horizon <duration>', 'how far ahead', '24h'))
    .option('--at <time>', 'report from this time: steps that have ended by then count', parseTime)
    .addOption(
      new Option('--format <name>', 'how it is written; else as the name of --output asks').choices(
        Object.keys(reportFormats),
      ),
    )
    .option('--output <file>', 'write it there instead of to the terminal')
    .option('--per-instance <load>', 'with --input: load one instance serves', parsePositive)
    .option('--serving <count>', 'with --input: instances in service now', parseWhole)
    .option('--seed <number>', 'with --input: same seed, same report', parseWhole, 1)
    .addOption(
      new Option('--backend <name>', 'with --input: TensorFlow backend')
        .choices(backendChoices)
        .default('auto'),
    )
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'));
  withCalendarOptions(command, 'with --input: ');
  return withConfig(command).action(async (options: ReportOptions) => {
    refuseIdle(options, command);
    const format = formatOf(options);
    if (options.output !== undefined) requireWritable(options.output);
    const document =
      options.input === undefined
        ? await stateDocument(options, io)
        : await fileDocument(options.input, options, io);
    const { output } = options;
    const text = reportFormats[format](document, io);
    if (output === undefined) io.out(text);
    else await save(output, text, io);
  });
}

/** Options that a file needs, and that a configuration answers for its groups. */
const ofFile = ['perInstance', 'serving', 'seed', 'backend', 'zone', 'events'] as const;

/** Refuses options that would change nothing. @throws ForewarmError FW_USAGE. */
function refuseIdle({ input }: ReportOptions, command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  const flagOf = (name: string) =>
    command.options.find((option) => option.attributeName() === name)!.long!;
  if (input !== undefined) {
    if (!isGiven('config')) return;
    throw new ForewarmError('FW_USAGE', 'a report is on --input or on --config, not on both');
  }
  const idle = ofFile.filter(isGiven).map(flagOf);
  if (idle.length === 0) return;
  throw new ForewarmError('FW_USAGE', `${idle.join(', ')}: only with --input`, {
    hint: 'without a file the configuration and the database say it for each group',
  });
}

function formatOf({ format, json, output }: ReportOptions): ReportFormat {
  if (json === true) return 'json';
  return format ?? (output === undefined ? 'text' : formatOfFile(output));
}

async function fileDocument(
  input: string,
  options: ReportOptions,
  io: Io,
): Promise<ReportDocument> {
  const { reportOnFile } = await import('../../app/report/file.ts');
  const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
  const { name, series, calendar } = await readLoad({ ...options, input }, io);
  const { at = endOf(series), horizon: horizonSeconds } = options;
  const { seed, backend, perInstance = null, serving = null } = options;
  const capacity = { loadPerInstance: perInstance, serving };
  const request = { name, series, at, horizonSeconds, seed, backend, ...calendar, ...capacity };
  return reportOnFile(request, new WorkerTrainer(), io.signal);
}

async function stateDocument(options: ReportOptions, io: Io): Promise<ReportDocument> {
  const { reportOnState } = await import('../../app/report/state.ts');
  const { group: only = null, horizon: horizonSeconds } = options;
  return withState(options, io, ({ groups, fleet, stores, at: now }) => {
    const { at = now } = options;
    return reportOnState({ groups, fleet, only, at, horizonSeconds }, stores);
  });
}

async function save(file: string, text: string, io: Io): Promise<void> {
  await writeText(file, text);
  io.err(`wrote ${file}\n`);
}
