import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { LoadCalendar } from '../app/known-days.ts';
import { backendChoices } from '../app/ports/models.ts';
import type { TimeSeries } from '../core/series/series.ts';
import { type CalendarOptions, readCalendar, withCalendarOptions } from './calendar-input.ts';
import { durationOption } from './duration-option.ts';
import type { Io } from './io.ts';
import { wrap } from './output.ts';
import { parseLevels, parseWhole } from './parse.ts';

/** Options that forecasting a file takes, whatever is done with the forecast. */
export function withForecastOptions(command: Command): Command {
  return withCalendarOptions(command)
    .requiredOption('--input <file>', 'CSV of timestamp,value')
    .addOption(durationOption('--horizon <duration>', 'how far ahead', '24h'))
    .option(
      '--levels <list>',
      'quantile levels',
      parseLevels,
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    )
    .option('--seed <number>', 'same seed, same file: same forecast', parseWhole, 1)
    .addOption(
      new Option('--backend <name>', 'TensorFlow backend').choices(backendChoices).default('auto'),
    );
}

/** Reads a CSV as a regular series, named like the file. @throws ForewarmError FW_INPUT_INVALID. */
export async function readInput(
  file: string,
): Promise<{ readonly name: string; readonly series: TimeSeries; readonly lacksZone: boolean }> {
  const { readCsv } = await import('../adapters/csv/read-csv.ts');
  const { gridOf } = await import('../core/series/resample.ts');
  const { batch, lacksZone } = await readCsv(file);
  return { name: basename(file).replace(/\.csv$/i, ''), series: gridOf(batch), lacksZone };
}

/**
 * The load in a CSV and what is known of it beforehand. Where its times say no zone although its
 * rhythm has one, a note on `io.err` says how they are read.
 * @throws ForewarmError FW_INPUT_INVALID.
 */
export async function readLoad(
  options: CalendarOptions & { readonly input: string },
  io: Pick<Io, 'err' | 'columns'>,
): Promise<{
  readonly name: string;
  readonly series: TimeSeries;
  readonly calendar: LoadCalendar;
}> {
  const { name, series, lacksZone } = await readInput(options.input);
  const calendar = await readCalendar(options, series);
  if (lacksZone && calendar.zone !== 'UTC') {
    const note = `note: times without a zone are read as UTC; ${calendar.zone} is the zone of the daily rhythm alone`;
    io.err(wrap(note, io.columns));
  }
  return { name, series, calendar };
}
