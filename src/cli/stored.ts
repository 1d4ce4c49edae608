import type { ManagedGroup } from '../app/decide.ts';
import type { Config } from '../config/schema.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { Stores } from '../daemon/stores.ts';
import { type ConfigOptions, readConfig, requireGroup } from './configured.ts';
import type { Io } from './io.ts';

/**
 * What `use` makes of the stores in the state directory, which are closed when it is done. Only what
 * brings something in may `create` a database: any other command would read, or tell, an empty one
 * that no daemon knows. @throws ForewarmError FW_DATA_SHORT where there is none, FW_DB_*.
 */
export async function withStores<Result>(
  directory: string,
  use: (stores: Stores) => Result | Promise<Result>,
  { create = false }: { readonly create?: boolean } = {},
): Promise<Result> {
  const { openStores } = await import('../daemon/stores.ts');
  const stores = openStores(directory, { create });
  try {
    return await use(stores);
  } finally {
    stores.close();
  }
}

/** What is configured, and what is stored of it. */
export interface StoredState {
  readonly config: Config;
  readonly groups: readonly ManagedGroup[];
  readonly fleet: FleetPolicy;
  /** The series of renamed groups go on from their older ones. */
  readonly stores: Stores;
  readonly at: EpochSeconds;
}

/**
 * What `use` makes of everything that is known without asking AWS: it works beside a running daemon.
 * @throws ForewarmError FW_USAGE where the configuration has no `group`, FW_CONFIG_INVALID,
 * FW_DATA_SHORT, FW_DB_*.
 */
export async function withState<Result>(
  options: ConfigOptions & { readonly group?: string },
  io: Io,
  use: (state: StoredState) => Result | Promise<Result>,
): Promise<Result> {
  const config = await readConfig(options, io);
  if (options.group !== undefined) requireGroup(options.group, config);
  const { asConfigured, managedGroups } = await import('../daemon/setup.ts');
  const { toPolicies } = await import('../config/policies.ts');
  const { wallClock } = await import('../daemon/run.ts');
  const at = wallClock.now();
  const groups = managedGroups(config, at);
  const { fleet } = toPolicies(config);
  return withStores(config.state.directory, (stores) =>
    use({ config, groups, fleet, stores: asConfigured(stores, config), at }),
  );
}
