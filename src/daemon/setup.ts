import { autoScalingClient, cloudWatchClient } from '../adapters/aws/clients.ts';
import { CloudWatchTraffic } from '../adapters/aws/cloud-watch.ts';
import { AwsPoolActuator } from '../adapters/aws/pool-actuator.ts';
import { AwsPoolObserver } from '../adapters/aws/pool-observer.ts';
import { AliasedSeries } from '../app/aliased-series.ts';
import type { ManagedGroup } from '../app/decide.ts';
import type { Clock } from '../app/ports/host.ts';
import type { PoolActuator, PoolObserver } from '../app/ports/pools.ts';
import type { SeriesStore, TrafficSource } from '../app/ports/series.ts';
import { type TrafficSpec, toPolicies } from '../config/policies.ts';
import { repricedConfig } from '../config/prices.ts';
import type { Config } from '../config/schema.ts';
import type { PriceReading } from '../core/capacity/listed-prices.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { EpochSeconds } from '../core/units.ts';
import { completePolicies } from './calendars.ts';

/** What a configuration asks for, connected to AWS. A reload makes a new one. */
export interface Setup {
  readonly config: Config;
  readonly groups: readonly ManagedGroup[];
  readonly fleet: FleetPolicy;
  /** Where the load of a series is read; a series that is only imported has none. */
  readonly sources: ReadonlyMap<string, TrafficSource>;
  /** The older series that a renamed group's series goes on from. */
  readonly predecessors: ReadonlyMap<string, string>;
  readonly observer: PoolObserver;
  readonly actuator: PoolActuator;
}

/** Builds the adapters that `config` names. Nothing is sent yet. */
export function setupOf(config: Config, clock: Clock, env: NodeJS.ProcessEnv): Setup {
  const { fleet, traffic } = toPolicies(config);
  const scaling = autoScalingClient(config.aws, env);
  const metrics = cloudWatchClient(config.aws, env);
  const sources = new Map<string, TrafficSource>();
  for (const spec of traffic.values()) {
    if (spec.kind === 'cloudwatch') {
      sources.set(spec.series, new CloudWatchTraffic(metrics, clock, spec));
    }
  }
  return {
    config,
    groups: managedGroups(config, clock.now()),
    fleet,
    sources,
    predecessors: predecessorsOf(traffic.values()),
    observer: new AwsPoolObserver(scaling, clock),
    actuator: new AwsPoolActuator(scaling),
  };
}

/**
 * `setup` reckoning by what the price list says now, in `readings`. Nothing else changes: a group
 * whose prices stay is the same object, which is what caches know it by.
 */
export function repriced(setup: Setup, readings: readonly PriceReading[], at: EpochSeconds): Setup {
  const config = repricedConfig(setup.config, { readings, at });
  const policies = new Map(toPolicies(config).groups.map((policy) => [policy.group, policy]));
  const changed = new Set(
    config.groups.filter((group, i) => group !== setup.config.groups[i]).map(({ name }) => name),
  );
  if (changed.size === 0) return setup;
  const groups = setup.groups.map((group): ManagedGroup => {
    if (!changed.has(group.policy.group)) return group;
    const { listed: _, ...rest } = group.policy;
    const { prices, listed } = policies.get(group.policy.group)!;
    return { ...group, policy: { ...rest, prices, ...(listed && { listed }) } };
  });
  return { ...setup, config, groups };
}

function predecessorsOf(specs: Iterable<TrafficSpec>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { series, historyFrom } of specs) {
    if (historyFrom !== null && historyFrom !== series) found.set(series, historyFrom);
  }
  return found;
}

/** `stores` in which the series of renamed groups go on from their older ones. */
export function withPredecessors<Stores extends { readonly series: SeriesStore }>(
  stores: Stores,
  setup: () => Pick<Setup, 'predecessors'>,
): Stores {
  const predecessor = (series: string) => setup().predecessors.get(series) ?? null;
  return { ...stores, series: new AliasedSeries(stores.series, predecessor) };
}

/** The same for a command that reads what is stored for `config` and connects to nothing. */
export function asConfigured<Stores extends { readonly series: SeriesStore }>(
  stores: Stores,
  config: Config,
): Stores {
  const predecessors = predecessorsOf(toPolicies(config).traffic.values());
  return withPredecessors(stores, () => ({ predecessors }));
}

/**
 * The groups of a configuration, for commands that need no AWS, with the calendars that it names as
 * they stand around `at`. @throws ForewarmError FW_CONFIG_INVALID.
 */
export function managedGroups(
  config: Config,
  at: EpochSeconds = Math.floor(Date.now() / 1000),
): ManagedGroup[] {
  const { traffic } = toPolicies(config);
  const stepSeconds = config.forecast.step;
  return completePolicies(config, at).map((policy) => {
    const { series } = traffic.get(policy.group)!;
    return { policy, series, stepSeconds };
  });
}
