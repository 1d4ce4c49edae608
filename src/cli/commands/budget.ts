import { Command } from 'commander';
import { assumptionsOf, budgetDocument, budgetText } from '../budget-text.ts';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';

export function budgetCommand(io: Io): Command {
  return withConfig(new Command('budget'))
    .summary('how each cap stands: spent, committed, projected, and what was cut for it')
    .description(
      `Reads the database alone, so it works beside a running daemon. Committed is the most that may
still be spent before the next step can act; pace 1 × ends the window exactly at the cap. The
projection takes the rest of the window to cost what it did on past days, or, before there is a
day of books, what the settings hold.`,
    )
    .option('--json', 'print it as JSON')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { budgetOf } = await import('../../app/budget.ts');
      const { asConfigured, managedGroups } = await import('../../daemon/setup.ts');
      const { toPolicies } = await import('../../config/policies.ts');
      const { openStores } = await import('../../daemon/stores.ts');
      const { wallClock } = await import('../../daemon/run.ts');
      const { PoolStates } = await import('../../app/pool-states.ts');
      const { fleet } = toPolicies(config);
      const at = wallClock.now();
      const stores = openStores(config.state.directory, { create: false });
      try {
        const states = new PoolStates(asConfigured(stores, config).series, stores.spend);
        const groups = managedGroups(config, at).map((each) => states.asSeen(each, at).group);
        const assumptions = assumptionsOf(
          groups.map(({ policy }) => policy),
          fleet,
        );
        const budget = budgetOf(groups, fleet, at, stores);
        io.out(
          options.json === true
            ? json(budgetDocument(budget, assumptions))
            : budgetText(budget, assumptions, io.columns),
        );
      } finally {
        stores.close();
      }
    });
}
