import { seededRandom } from '../../../src/core/random.ts';
import { about, exactly } from '../../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../../src/core/simulation/group.ts';
import { type GroupOptions, noFailures } from '../../../src/core/simulation/group-options.ts';
import { microUsd } from '../../../src/core/units.ts';

/** Midnight, so that hours in the tests are whole ones. */
export const start = Date.UTC(2026, 0, 5) / 1000;

export const plainOptions: GroupOptions = {
  name: 'web',
  instanceType: 'c5.large',
  zones: ['a', 'b'],
  minSize: 0,
  maxSize: 20,
  desired: 0,
  hooks: {
    launch: { name: 'ready', heartbeatSeconds: 600, defaultResult: 'ABANDON' },
    terminate: null,
  },
  initSeconds: exactly(200),
  resumeSeconds: exactly(20),
  drainSeconds: exactly(60),
  terminateSeconds: exactly(10),
  failures: noFailures,
  prices: {
    bootingHour: microUsd(90_000),
    parkedHour: {
      Stopped: microUsd(3_600),
      Hibernated: microUsd(7_200),
      Running: microUsd(90_000),
    },
  },
  tags: {},
};

/** A group of exact durations at `start`, save for what `options` changes. */
export function buildGroup(options: Partial<GroupOptions> = {}, seed = 1): SimulatedGroup {
  return new SimulatedGroup({ ...plainOptions, ...options }, start, seededRandom(seed));
}

/** Options under which everything that can go wrong does so now and then. */
export const roughOptions: Partial<GroupOptions> = {
  desired: 3,
  hooks: {
    launch: { name: 'ready', heartbeatSeconds: 400, defaultResult: 'ABANDON' },
    terminate: { name: 'bye', heartbeatSeconds: 60, defaultResult: 'CONTINUE' },
  },
  initSeconds: { seconds: 200, spread: 0.3, tailShare: 0.1, tailFactor: 3 },
  resumeSeconds: about(20, 0.5),
  failures: { launchShare: 0.1, startShare: 0.1, initShare: 0.1, capacityOutages: [] },
};
