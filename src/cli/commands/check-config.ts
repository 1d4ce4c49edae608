import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { ManagedGroup } from '../../app/decide.ts';
import type { Config } from '../../config/schema.ts';
import type { StateChoice } from '../../core/planning/pool-state.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { comingJson, comingOf, comingText } from '../coming.ts';
import { type ConfigOptions, configFile, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json, table } from '../output.ts';
import { withStores } from '../stored.ts';

export function checkConfigCommand(io: Io): Command {
  return withConfig(new Command('check-config'))
    .summary('check the configuration and show what it manages')
    .description(
      `Reads the configuration and names every problem at once as file:line:column path: message.
Warns of what is seldom meant. Prints the prices that all money is reckoned from, and with
\`state: auto\` which state the load in the database, if there is one, speaks for. Contacts nobody.
Exits with 3 when anything is wrong, warnings apart.`,
    )
    .option(
      '--json',
      'print the configuration with all defaults filled in, the warnings, what is coming, and the prices',
    )
    .action(async (options: ConfigOptions & { json?: true }) => {
      const file = configFile(options, io.env);
      const { wallClock } = await import('../../daemon/run.ts');
      const at = wallClock.now();
      const { config, warnings } = await checked(file, io.env, at);
      const { completePolicies } = await import('../../daemon/calendars.ts');
      const { assumptionsDocument, assumptionsFor, assumptionsText } = await import(
        '../assumptions-text.ts'
      );
      const coming = completePolicies(config, at).map((policy) => comingOf(policy, at));
      const choices = await stateChoices(config, at);
      const prices = config.groups.map((group) =>
        assumptionsFor(group, choices.get(group.name) ?? null),
      );
      if (options.json === true) {
        const documents = prices.map(assumptionsDocument);
        const all = { config, warnings, coming: coming.map(comingJson), prices: documents };
        return io.out(json(all));
      }
      io.out(`${file} is valid: ${groupsText(config)}`);
      if (warnings.length > 0) io.out(`\n${warnings.map((one) => `warning: ${one}\n`).join('')}`);
      io.out(comingText(coming, io.columns));
      return io.out(prices.map((one) => assumptionsText(one, io.columns, at)).join(''));
    });
}

/** The configuration in `file`, its calendars and its prices looked into, if nothing is wrong. */
async function checked(file: string, environment: Io['env'], at: EpochSeconds) {
  const { PriceFile } = await import('../../adapters/prices/price-file.ts');
  const { loadChecked } = await import('../../config/load.ts');
  const { calendarProblems } = await import('../../daemon/calendars.ts');
  const readings = (directory: string) => new PriceFile(directory).readings();
  const elsewhere = (config: Config) => calendarProblems(config, at);
  return loadChecked(file, { environment, readings, at, elsewhere });
}

function groupsText({ groups }: Config): string {
  const rows = groups.map(({ name, mode, pool, service, capacity }) => [
    name,
    mode,
    `${pool.state}${pool.reuse ? ', reuse' : ''}`,
    service.hitRate === undefined
      ? `$${service.coldStartUsd} a miss`
      : `hit rate ${service.hitRate}`,
    `boot ${capacity.boot} s`,
  ]);
  const count = `${rows.length} group${rows.length === 1 ? '' : 's'}`;
  return `${count}\n\n${table(rows, ['left', 'left', 'left', 'left', 'left'])}`;
}

/** The states of `auto` pools by the load that is stored; without a database, by the prices alone. */
async function stateChoices(config: Config, at: EpochSeconds): Promise<Map<string, StateChoice>> {
  if (config.groups.every(({ pool }) => pool.state !== 'auto')) return new Map();
  const { choiceWithoutLoad, PoolStates } = await import('../../app/pool-states.ts');
  const { asConfigured, managedGroups } = await import('../../daemon/setup.ts');
  const chosen = (choose: (group: ManagedGroup) => StateChoice | null) =>
    new Map(
      managedGroups(config, at).flatMap((group) => {
        const choice = choose(group);
        return choice === null ? [] : [[group.policy.group, choice]];
      }),
    );
  const { directory } = config.state;
  if (!existsSync(join(directory, 'forewarm.db'))) return chosen(choiceWithoutLoad);
  return withStores(directory, (stores) => {
    const states = new PoolStates(asConfigured(stores, config).series, stores.spend);
    return chosen((group) => states.asSeen(group, at).choice);
  });
}
