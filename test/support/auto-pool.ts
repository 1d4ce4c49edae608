import type { AutoState } from '../../src/core/planning/pool-state.ts';
import { fromUsd } from '../../src/core/units.ts';

/** A choice between two states, of which the quicker holds no parked member. */
export const eitherState: AutoState = {
  options: [
    { state: 'Stopped', startSeconds: 40 },
    { state: 'Running', startSeconds: 3 },
  ],
  startSecondsMax: null,
};

export const autoPool = {
  state: 'Stopped',
  reuse: true,
  minSize: 0,
  preparedMax: null,
  auto: eitherState,
} as const;

/** Disks that cost nearly as much as the instance: then boots decide, and Running has none. */
export const dearDisks = {
  bootingHour: fromUsd(0.1),
  parkedHour: { Stopped: fromUsd(0.099), Hibernated: fromUsd(0.099), Running: fromUsd(0.05) },
};
