import { autoScalingClient, cloudWatchClient } from '../adapters/aws/clients.ts';
import { CloudWatchTraffic } from '../adapters/aws/cloud-watch.ts';
import { AwsPoolActuator } from '../adapters/aws/pool-actuator.ts';
import { AwsPoolObserver } from '../adapters/aws/pool-observer.ts';
import type { ManagedGroup } from '../app/decide.ts';
import type { Clock, PoolActuator, PoolObserver, TrafficSource } from '../app/ports.ts';
import { toPolicies } from '../config/policies.ts';
import type { Config } from '../config/schema.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';

/** What a configuration asks for, connected to AWS. A reload makes a new one. */
export interface Setup {
  readonly config: Config;
  readonly groups: readonly ManagedGroup[];
  readonly fleet: FleetPolicy;
  /** Where the load of a series is read; a series that is only imported has none. */
  readonly sources: ReadonlyMap<string, TrafficSource>;
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
    groups: managedGroups(config),
    fleet,
    sources,
    observer: new AwsPoolObserver(scaling, clock),
    actuator: new AwsPoolActuator(scaling),
  };
}

/** The groups of a configuration, for commands that need no AWS. */
export function managedGroups(config: Config): ManagedGroup[] {
  const { groups, traffic } = toPolicies(config);
  const stepSeconds = config.forecast.step;
  return groups.map((policy) => {
    const { series } = traffic.get(policy.group)!;
    return { policy, series, stepSeconds };
  });
}
