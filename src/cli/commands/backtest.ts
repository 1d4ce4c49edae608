import { Command } from 'commander';
import type { BackendChoice } from '../../app/ports/models.ts';
import { type EpochSeconds, isoOf } from '../../core/units.ts';
import { BacktestTable } from '../backtest-text.ts';
import type { CalendarOptions } from '../calendar-input.ts';
import { readLoad, withForecastOptions } from '../forecast-input.ts';
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
      `Trains and forecasts at each origin as if nothing after its step had happened yet, and compares
with what did. Without --origins, from the beginning of each of the last seven local days that the
file holds whole. --json prints one forecast a line, in the order of the origins.`,
    )
    .option(
      '--origins <list>',
      'comma-separated times: the newest step used is the one that begins at or before each; by default the last steps before seven midnights',
      parseTimes,
    )
    .option('--json', 'print one JSON object a line')
    .action(async (options: BacktestOptions) => {
      const { backtest, usualOrigins } = await import('../../app/backtest.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { name, series, calendar } = await readLoad(options, io);
      const { horizon: horizonSeconds, levels, seed, backend } = options;
      const request = { name, series, horizonSeconds, levels, seed, backend, ...calendar };
      const { origins = usualOrigins(request) } = options;
      const rows = new BacktestTable(series);
      tellProgress(origins, 0, io);
      let done = 0;
      for await (const document of backtest(request, origins, new WorkerTrainer(), io.signal)) {
        if (options.json === true) io.out(json(document));
        else rows.add(document);
        tellProgress(origins, ++done, io);
      }
      if (options.json !== true) io.out(rows.text(name, io.columns));
    });
}

/** Where a person watches: which of the origins is forecast from now. */
function tellProgress(origins: readonly EpochSeconds[], done: number, io: Io): void {
  const at = origins[done];
  if (!io.interactive || at === undefined) return;
  io.err(`origin ${done + 1} of ${origins.length}: ${isoOf(at)}\n`);
}
