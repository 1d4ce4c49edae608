import { Command } from 'commander';
import type { Ledger, StoredEntry } from '../../app/ports/books.ts';
import { type EpochSeconds, isoOf } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type ConfigOptions, readConfig, requireGroup, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseTime } from '../parse.ts';
import { decisionText, entryDocument } from '../plan-text.ts';
import { withStores } from '../stored.ts';

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
      await withStores(config.state.directory, ({ ledger }) => {
        // The ledger still answers for a group that the configuration has dropped.
        if (ledger.latest(group) === null) requireGroup(group, config);
        const entry = entryOf(group, options.at, ledger);
        if (options.json === true) {
          io.out(json({ command: 'why', ...entryDocument(entry) }));
        } else io.out(decisionText(entry, io.columns));
      });
    });
}

/** The newest decision, or the one in force at `at`. @throws ForewarmError FW_DATA_SHORT. */
function entryOf(group: string, at: EpochSeconds | undefined, ledger: Ledger): StoredEntry {
  const entry = at === undefined ? ledger.latest(group) : ledger.asOf(group, at);
  if (entry !== null) return entry;
  const oldest = ledger.oldestAt(group);
  if (at === undefined || oldest === null) {
    throw new ForewarmError('FW_DATA_SHORT', `the ledger has no decision for ${group}`, {
      hint: 'run `forewarm apply` or `forewarm run` first',
    });
  }
  const message = `the ledger has no decision for ${group} at ${isoOf(at)} or before`;
  throw new ForewarmError('FW_DATA_SHORT', message, { hint: `the first is of ${isoOf(oldest)}` });
}
