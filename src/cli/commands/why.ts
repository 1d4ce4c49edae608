import { Command } from 'commander';
import type { EpochSeconds } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type ConfigOptions, readConfig, requireGroup, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseTime } from '../parse.ts';
import { decisionText, entryDocument } from '../plan-text.ts';

/** A decision is looked for this long before the time that was asked. */
const lookbackSeconds = 7 * 86_400;

interface WhyOptions extends ConfigOptions {
  readonly at?: EpochSeconds;
  readonly json?: true;
}

export function whyCommand(io: Io): Command {
  return withConfig(new Command('why'))
    .summary('explain a decision: what it was chosen from, and what bound it')
    .description(
      `Prints the newest decision of a group, or the one in force at a time, from the ledger.
Order of precedence: paused or blocked, then cost cap, group bounds, ceiling, floor, and last the
forecast or the reactive rule.`,
    )
    .argument('<group>', 'the Auto Scaling group')
    .option('--at <time>', 'the decision in force at this time, in ISO 8601', parseTime)
    .option('--json', 'print it as JSON')
    .action(async (group: string, options: WhyOptions) => {
      const config = await readConfig(options, io);
      const { openStores } = await import('../../daemon/stores.ts');
      const stores = openStores(config.state.directory, { create: false });
      try {
        const { at } = options;
        const entry =
          at === undefined
            ? stores.ledger.latest(group)
            : (stores.ledger.between(group, at - lookbackSeconds, at + 1).at(-1) ?? null);
        if (entry === null) {
          // The ledger still answers for a group that the configuration has dropped.
          if (stores.ledger.latest(group) === null) requireGroup(group, config);
          throw new ForewarmError('FW_DATA_SHORT', `the ledger has no decision for ${group}`, {
            hint: 'run `forewarm apply` or `forewarm run` first',
          });
        }
        if (options.json === true) {
          io.out(json({ command: 'why', ...entryDocument(entry) }));
        } else io.out(decisionText(entry, io.columns));
      } finally {
        stores.close();
      }
    });
}
