import { Command } from 'commander';
import type { BackendChoice } from '../../app/ports/models.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { BacktestTable } from '../backtest-text.ts';
import { type CalendarOptions, readCalendar } from '../calendar-input.ts';
import { readInput, withForecastOptions } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseTimes } from '../parse.ts';

interface BacktestOptions extends CalendarOptions {
  readonly input: string;
  readonly origins?: EpochSeconds[];
  readonly horizon: number;
  readonly levels: number[];
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly json?: true;
}

export function backtestCommand(io: Io): Command {
  return withForecastOptions(new Command('backtest'))
    .summary('forecast past days of a CSV and measure the error')
    .description(
      `Trains and forecasts at each origin as if nothing after it had happened yet, and compares with
what did. Without --origins, from the beginning of each of the last seven local days that the file
holds whole. --json prints one forecast a line, in the order of the origins.`,
    )
    .option(
      '--origins <list>',
      'comma-separated times to forecast from; by default the last seven days',
      parseTimes,
    )
    .option('--json', 'print one JSON object a line')
    .action(async (options: BacktestOptions) => {
      const { backtest, usualOrigins } = await import('../../app/backtest.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { name, series } = await readInput(options.input);
      const calendar = await readCalendar(options, series);
      const { horizon: horizonSeconds, levels, seed, backend } = options;
      const request = { name, series, horizonSeconds, levels, seed, backend, ...calendar };
      const { origins = usualOrigins(request) } = options;
      const rows = new BacktestTable(series);
      for await (const document of backtest(request, origins, new WorkerTrainer(), io.signal)) {
        if (options.json === true) io.out(json(document));
        else rows.add(document);
      }
      if (options.json !== true) io.out(rows.text(name, io.columns));
    });
}
