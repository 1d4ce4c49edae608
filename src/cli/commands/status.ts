import { Command } from 'commander';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { statusDocument, statusText } from '../status-text.ts';

export function statusCommand(io: Io): Command {
  return withConfig(new Command('status'))
    .summary('how each group stands: pool, hit rate, money, trust')
    .description(
      `Reads the database alone, so it works beside a running daemon, or without one, and asks nobody.
The worst case is what a pool can cost if forewarm never acts again.`,
    )
    .option('--json', 'print it as JSON')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { statusOf } = await import('../../app/status.ts');
      const { asConfigured, managedGroups } = await import('../../daemon/setup.ts');
      const { toPolicies } = await import('../../config/policies.ts');
      const { openStores } = await import('../../daemon/stores.ts');
      const { wallClock } = await import('../../daemon/run.ts');
      const stores = openStores(config.state.directory, { create: false });
      try {
        const { fleet } = toPolicies(config);
        const status = statusOf(
          managedGroups(config),
          fleet,
          wallClock.now(),
          asConfigured(stores, config),
        );
        io.out(
          options.json === true ? json(statusDocument(status)) : statusText(status, io.columns),
        );
      } finally {
        stores.close();
      }
    });
}
