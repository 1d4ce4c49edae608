import type { LedgerEntry } from '../../src/app/ports/books.ts';
import type { PoolSetting } from '../../src/core/capacity/setting.ts';
import type { Activity, GroupObservation } from '../../src/core/planning/situation.ts';
import { microUsd } from '../../src/core/units.ts';

export const aSetting: PoolSetting = { minSize: 2, prepared: 12, state: 'Stopped', reuse: true };

/** A ledger entry for `web` at 0, with what `changes` says otherwise. */
export function aLedgerEntry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const { group = 'web', at = 0 } = changes;
  return {
    group,
    at,
    event: 'applied',
    mode: 'act',
    reason: 'a climb is forecast',
    before: null,
    plan: {
      group,
      at,
      setting: aSetting,
      producer: 'predictive',
      reason: 'the forecast is trusted',
      binding: 'none',
      wanted: aSetting,
      candidates: [{ setting: aSetting, cost: microUsd(12_345), misses: 0.25, claims: 7.5 }],
      peaks: [{ level: 0.9, demand: 10 }],
      commitment: microUsd(54_321),
    },
    ...changes,
  };
}

/** `web` with two in service and one ready member, at 0, with what `changes` says otherwise. */
export function anObservation(changes: Partial<GroupObservation> = {}): GroupObservation {
  return {
    group: 'web',
    at: 0,
    minSize: 1,
    maxSize: 20,
    desired: 2,
    inService: 2,
    optedIn: true,
    blocked: null,
    pool: aSetting,
    members: [{ instanceId: 'i-1', phase: 'ready', parked: 'Stopped' }],
    ...changes,
  };
}

/** A claim from the pool of `web` that took 20 s, with what `changes` says otherwise. */
export function anActivity(changes: Partial<Activity> = {}): Activity {
  return {
    activityId: 'a-1',
    group: 'web',
    kind: 'from-pool',
    instanceId: 'i-1',
    startedAt: 100,
    endedAt: 120,
    status: 'successful',
    ...changes,
  };
}
