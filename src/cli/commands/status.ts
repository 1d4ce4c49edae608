import { Command } from 'commander';
import { type ConfigOptions, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { statusDocument, statusText } from '../status-text.ts';
import { withState } from '../stored.ts';

export function statusCommand(io: Io): Command {
  return withConfig(new Command('status'))
    .summary('how each group stands: pool, hit rate, money, trust')
    .description(
      `Reads the database alone, so it works beside a running daemon, or without one, and asks nobody.
The worst case is what a pool can cost if forewarm never acts again.`,
    )
    .option('--json', 'print it as JSON')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const { statusOf } = await import('../../app/status.ts');
      const status = await withState(options, io, ({ groups, fleet, at, stores }) =>
        statusOf(groups, fleet, at, stores),
      );
      io.out(options.json === true ? json(statusDocument(status)) : statusText(status, io.columns));
    });
}
