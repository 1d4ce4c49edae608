import { Command } from 'commander';
import { assumptionsOf, budgetDocument, budgetText } from '../budget-text.ts';
import { type ConfigOptions, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { withState } from '../stored.ts';

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
      const { budgetOf } = await import('../../app/budget.ts');
      const { PoolStates } = await import('../../app/pool-states.ts');
      const { budget, assumptions } = await withState(options, io, (state) => {
        const { fleet, at, stores } = state;
        const states = new PoolStates(stores.series, stores.spend);
        const groups = state.groups.map((each) => states.asSeen(each, at).group);
        const policies = groups.map(({ policy }) => policy);
        return {
          budget: budgetOf(groups, fleet, at, stores),
          assumptions: assumptionsOf(policies, fleet),
        };
      });
      io.out(
        options.json === true
          ? json(budgetDocument(budget, assumptions))
          : budgetText(budget, assumptions, io.columns),
      );
    });
}
