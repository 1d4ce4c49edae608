import { Command } from 'commander';
import type { BackendChoice } from '../../app/ports/models.ts';
import { endOf } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import type { CalendarOptions } from '../calendar-input.ts';
import { readLoad, withForecastOptions } from '../forecast-input.ts';
import { chartLevels, forecastText } from '../forecast-text.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseTime } from '../parse.ts';

interface ForecastOptions extends CalendarOptions {
  readonly input: string;
  readonly at?: EpochSeconds;
  readonly horizon: number;
  readonly levels: number[];
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly json?: true;
}

export function forecastCommand(io: Io): Command {
  return withForecastOptions(new Command('forecast'))
    .summary('forecast a CSV of your own traffic')
    .description(
      `Trains on a CSV of timestamp,value and forecasts what follows, with quantiles. Nothing is
stored and no account is needed. The chart is for people, --json for programs.`,
    )
    .option(
      '--at <time>',
      'the newest step used is the one that begins at or before it; by default the last',
      parseTime,
    )
    .option('--json', 'print one JSON object')
    .action(async (options: ForecastOptions) => {
      const { forecastAt } = await import('../../app/forecast.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { name, series, calendar } = await readLoad(options, io);
      const { at = endOf(series) - series.stepSeconds, horizon: horizonSeconds } = options;
      const { levels, seed, backend } = options;
      const asJson = options.json === true;
      const asked = asJson
        ? levels
        : [...new Set([...chartLevels, ...levels])].sort((a, b) => a - b);
      const request = { name, series, at, horizonSeconds, seed, backend, ...calendar };
      const document = await forecastAt(
        { ...request, levels: asked },
        new WorkerTrainer(),
        io.signal,
      );
      io.out(asJson ? json(document) : forecastText(name, series, { document, levels }, io));
    });
}
