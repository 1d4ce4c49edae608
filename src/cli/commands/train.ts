import { Command } from 'commander';
import { ForewarmError } from '../../errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { spokenLog } from '../spoken-log.ts';
import { trainText } from '../train-text.ts';

export function trainCommand(io: Io): Command {
  return withConfig(new Command('train'))
    .summary('train a new model for every group')
    .description(
      `Reads new traffic, fits every member of the portfolio in a worker thread, and weighs them by
past days. The new model serves from the next step on, unless it did worse than the one that serves
by more than chance would. Exits with 7 while a daemon runs on the same database.`,
    )
    .action(async (options: ConfigOptions) => {
      const config = await readConfig(options, io);
      const { trainOnce } = await import('../../daemon/one-shot.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { outcomes, failure } = await trainOnce({
        config,
        env: io.env,
        log: spokenLog(io),
        signal: io.signal,
        trainer: new WorkerTrainer(),
      });
      io.out(trainText(outcomes, io.columns));
      io.signal.throwIfAborted();
      if (failure === null) return;
      const failed = outcomes.filter((outcome) => outcome.failure !== null);
      const names = failed.map(({ group }) => group).join(', ');
      throw new ForewarmError(failure.code, `training failed for ${names}`, { cause: failure });
    });
}
