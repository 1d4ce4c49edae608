import { assert } from '../core/assert.ts';
import { type BridgeEvent, bridgeEventOf } from '../core/simulation/event-bridge.ts';
import type { GroupOptions } from '../core/simulation/group-options.ts';
import { type Outcome, outcomeOf, type Scenario, trafficOf } from '../core/simulation/scenario.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { EmulatedGroup } from './emulated-group.ts';
import { FaultInjector, type FaultOptions } from './faults.ts';
import { groupMetrics } from './group-metrics.ts';
import { MetricStore } from './metrics.ts';
import { type MetricDelay, TrafficMetric } from './traffic-metric.ts';

export interface WorldOptions {
  readonly faults?: FaultOptions;
  /** When a minute's request count can first be read. */
  readonly metricDelay?: MetricDelay;
}

/** One emulated account in one region: its clock, its groups, its metrics and its bad luck. */
export class World {
  readonly account = '123456789012';
  readonly region = 'us-east-1';
  readonly metrics = new MetricStore();
  readonly faults: FaultInjector;
  readonly #seed: number;
  readonly #metricDelay: MetricDelay;
  readonly #groups = new Map<string, EmulatedGroup>();
  #now: EpochSeconds;

  constructor(seed: number, start: EpochSeconds, options: WorldOptions = {}) {
    this.#seed = seed;
    this.#now = start;
    this.#metricDelay = options.metricDelay ?? { secondsMin: 30, secondsMax: 90 };
    this.faults = new FaultInjector(seed, options.faults);
  }

  get now(): EpochSeconds {
    return this.#now;
  }

  /** In the order in which they were created. */
  get groups(): readonly EmulatedGroup[] {
    return [...this.#groups.values()];
  }

  group(name: string): EmulatedGroup | undefined {
    return this.#groups.get(name);
  }

  /** Plays everything up to and including `at`, which is not before `now`. */
  advanceTo(at: EpochSeconds): void {
    assert(at >= this.#now, `time runs forward: ${at} is before ${this.#now}`);
    for (const group of this.#groups.values()) group.advanceTo(at);
    this.#now = at;
  }

  /** Adds the group of a scenario with its load, measured since the scenario's history began. */
  addScenario(scenario: Scenario): EmulatedGroup {
    const { seed, group, rule, historyDays, loadBalancer } = scenario;
    const traffic = trafficOf(scenario);
    this.metrics.serve(
      {
        namespace: 'AWS/ApplicationELB',
        name: 'RequestCount',
        dimensions: { LoadBalancer: loadBalancer },
      },
      new TrafficMetric(
        traffic,
        seed,
        scenario.start - historyDays * secondsPerDay,
        this.#metricDelay,
      ),
    );
    const driver = { traffic, rule };
    return this.#add(new EmulatedGroup({ seed, start: this.#now, group, driver }, true));
  }

  /** Adds a group that nobody calls: only commands move it. */
  addGroup(group: GroupOptions): EmulatedGroup {
    const options = { seed: this.#seed, start: this.#now, group, driver: null };
    return this.#add(new EmulatedGroup(options, false));
  }

  /** What happened in a group so far, and what its pool cost. */
  outcome(name: string): Outcome {
    const group = this.#groups.get(name);
    assert(group !== undefined, `no group is named ${name}`);
    return outcomeOf(group.group);
  }

  /** Events of a group so far, oldest first. */
  events(name: string): BridgeEvent[] {
    const group = this.#groups.get(name);
    assert(group !== undefined, `no group is named ${name}`);
    return group.group.changes
      .map((change) => bridgeEventOf(name, change))
      .filter((event) => event !== null);
  }

  #add(emulated: EmulatedGroup): EmulatedGroup {
    assert(!this.#groups.has(emulated.name), `${emulated.name} exists already`);
    this.#groups.set(emulated.name, emulated);
    for (const name of Object.keys(groupMetrics)) {
      const dimensions = { AutoScalingGroupName: emulated.name };
      const id = { namespace: 'AWS/AutoScaling', name, dimensions };
      this.metrics.serve(id, emulated.sampler.source(name));
    }
    return emulated;
  }
}

/** A world at the start of `scenario`, with its group and its history of load. */
export function createWorld(scenario: Scenario, options: WorldOptions = {}): World {
  const world = new World(scenario.seed, scenario.start, options);
  world.addScenario(scenario);
  return world;
}
