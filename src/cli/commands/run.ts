import { Command } from 'commander';
import { type ConfigOptions, configFile, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';

export function runCommand(io: Io): Command {
  return withConfig(new Command('run'))
    .summary('run the daemon: ingest, plan and, where it may, resize')
    .description(
      `Runs until SIGTERM or SIGINT, then ends within 30 seconds. SIGHUP reads the configuration
again and keeps the old one when the new one is wrong. Logs go to stderr, one JSON object a line.
A group is only written in mode act and with the tag forewarm:managed=true. One daemon runs per
state directory: a second one exits with 7.`,
    )
    .action(async (options: ConfigOptions) => {
      const { loadPriced } = await import('../../daemon/configured.ts');
      const { runDaemon } = await import('../../daemon/run.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { openLog } = await import('../../adapters/telemetry/logger.ts');
      const load = () => loadPriced(configFile(options, io.env), io.env);
      await runDaemon({
        load,
        trainer: new WorkerTrainer(),
        log: openLog(load().log.level),
        env: io.env,
        signal: io.signal,
        onReload: (reload) => process.on('SIGHUP', reload),
      });
    });
}
