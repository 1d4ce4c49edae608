import type { FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import type { CapUse, GroupObservation, Situation } from '../../src/core/planning/situation.ts';
import { fromUsd } from '../../src/core/units.ts';

/** Ten cents for a running hour, less than half a cent for a stopped one. */
export const prices: GroupPolicy['prices'] = {
  bootingHour: fromUsd(0.1),
  parkedHour: { Stopped: fromUsd(0.004), Hibernated: fromUsd(0.006), Running: fromUsd(0.1) },
};

export function groupPolicy(changes: Partial<GroupPolicy> = {}): GroupPolicy {
  return {
    group: 'web',
    mode: 'act',
    loadPerInstance: 10,
    bootSeconds: 240,
    startSeconds: 30,
    releaseSeconds: 120,
    pool: { state: 'Stopped', reuse: true, minSize: 0, preparedMax: null },
    serviceLevel: { kind: 'hit-rate', target: 0.95 },
    prices,
    caps: [],
    priority: 1,
    lowerAfterSeconds: 1800,
    schedules: [],
    events: [],
    zone: 'UTC',
    trust: { dataAgeSecondsMax: 900, modelAgeSecondsMax: 604_800, lossRatioMax: 1 },
    ...changes,
  };
}

export function fleetPolicy(changes: Partial<FleetPolicy> = {}): FleetPolicy {
  return { caps: [], budgetZone: 'UTC', stepSeconds: 60, ...changes };
}

/** A group of ten without a pool. */
export function groupObservation(changes: Partial<GroupObservation> = {}): GroupObservation {
  return {
    group: 'web',
    at: 1_800_000_000,
    minSize: 2,
    maxSize: 100,
    desired: 10,
    inService: 10,
    optedIn: true,
    blocked: null,
    pool: null,
    members: [],
    ...changes,
  };
}

/** A quiet hour at a load of 100, and no forecast. */
export function situation(changes: Partial<Situation> = {}): Situation {
  const observation = changes.observation ?? groupObservation();
  return {
    observation,
    recent: {
      start: observation.at - 3600,
      stepSeconds: 60,
      values: new Float64Array(60).fill(100),
    },
    outlook: { kind: 'untrusted', reason: 'no-model', detail: 'none yet' },
    caps: [],
    bounds: { floor: 0, floorFrom: null, ceiling: Number.POSITIVE_INFINITY, ceilingFrom: null },
    paused: null,
    targets: [],
    ...changes,
  };
}

/** Caps of the fleet as the first of `decided` knows them, which serves where all were seen at once. */
export function fleetUses(decided: readonly { readonly situation: Situation }[]): CapUse[] {
  return decided[0]!.situation.caps.filter(({ scope }) => scope === 'fleet');
}
