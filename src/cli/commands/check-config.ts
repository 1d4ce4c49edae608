import { Command } from 'commander';
import { comingJson, comingOf, comingText } from '../coming.ts';
import { type ConfigOptions, configFile, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json, table } from '../output.ts';

export function checkConfigCommand(io: Io): Command {
  return withConfig(new Command('check-config'))
    .summary('check the configuration and show what it manages')
    .description(
      `Reads the configuration and names every problem at once as file:line:column path: message.
Contacts nobody. Exits with 3 when anything is wrong.`,
    )
    .option('--json', 'print the configuration with all defaults filled in, and what is coming')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { completePolicies } = await import('../../daemon/calendars.ts');
      const at = Math.floor(Date.now() / 1000);
      const coming = completePolicies(config, at).map((policy) => comingOf(policy, at));
      if (options.json === true) return io.out(json({ config, coming: coming.map(comingJson) }));
      const rows = config.groups.map(({ name, mode, pool, service, capacity }) => [
        name,
        mode,
        `${pool.state}${pool.reuse ? ', reuse' : ''}`,
        service.hitRate === undefined
          ? `$${service.coldStartUsd} a miss`
          : `hit rate ${service.hitRate}`,
        `boot ${capacity.boot} s`,
      ]);
      io.out(
        `${configFile(options, io.env)} is valid: ${rows.length} group${rows.length === 1 ? '' : 's'}\n\n`,
      );
      io.out(table(rows, ['left', 'left', 'left', 'left', 'left']));
      return io.out(comingText(coming));
    });
}
