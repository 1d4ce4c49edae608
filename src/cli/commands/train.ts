import { Command } from 'commander';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';

export function trainCommand(io: Io): Command {
  return withConfig(new Command('train'))
    .summary('train a new model for every group')
    .description(
      `Reads new traffic, fits every member of the portfolio in a worker thread, and saves the
combination that did best on past days. Exits with 7 while a daemon runs on the same database.`,
    )
    .action(async (options: ConfigOptions) => {
      const config = await readConfig(options, io);
      const { trainOnce } = await import('../../daemon/one-shot.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { openLog } = await import('../../adapters/telemetry/logger.ts');
      const { trained, failure } = await trainOnce({
        config,
        env: process.env,
        log: openLog(config.log.level),
        signal: io.signal,
        trainer: new WorkerTrainer(),
      });
      io.out(`${trained} of ${config.groups.length} models trained\n`);
      if (failure !== null) throw failure;
    });
}
