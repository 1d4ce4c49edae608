import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Config } from '../config/schema.ts';
import { ForewarmError } from '../errors.ts';
import type { Io } from './io.ts';

/** Options of every command that reads the configuration. */
export interface ConfigOptions {
  readonly config?: string;
}

export function withConfig(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-c, --config <file>',
        'configuration; else the first found of those listed below',
      ).env('FOREWARM_CONFIG'),
    )
    .addHelpText('after', `\nConfiguration: ${searched({}).join(', ')}`);
}

/** Where a configuration is looked for, in order. */
function searched(env: Io['env']): string[] {
  const home = env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  const system = env.CONFIGURATION_DIRECTORY ?? '/etc/forewarm';
  return ['forewarm.yaml', join(home, 'forewarm/config.yaml'), join(system, 'config.yaml')];
}

/**
 * The file that was named, or the first that exists.
 * @throws ForewarmError FW_CONFIG_INVALID saying where was looked for one.
 */
export function configFile({ config }: ConfigOptions, env: Io['env']): string {
  const places = searched(env);
  const file = config ?? places.find((one) => existsSync(one));
  if (file !== undefined) return file;
  const message = `there is no configuration: looked for ${places.join(', ')}`;
  const hint = 'name it with --config; config/example.yaml is one to start from';
  throw new ForewarmError('FW_CONFIG_INVALID', message, { hint });
}

/** Refuses a name that no group of the configuration has. @throws ForewarmError FW_USAGE. */
export function requireGroup(name: string, { groups }: Pick<Config, 'groups'>): void {
  const names = groups.map((group) => group.name);
  if (names.includes(name)) return;
  throw new ForewarmError(
    'FW_USAGE',
    `no group ${name}; the configuration has ${names.join(', ')}`,
  );
}

/** Reads and checks the configuration, its prices looked up. @throws ForewarmError FW_CONFIG_INVALID. */
export async function readConfig(options: ConfigOptions, io: Io): Promise<Config> {
  const { loadPriced } = await import('../daemon/configured.ts');
  return loadPriced(configFile(options, io.env), io.env);
}
