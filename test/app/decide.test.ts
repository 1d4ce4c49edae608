import { describe, expect, test } from 'vitest';
import { decide, type ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import type { FleetPolicy } from '../../src/core/planning/policy.ts';
import { fromUsd } from '../../src/core/units.ts';
import { aGroup } from '../support/fake-pools.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const hour = 3600;
const start = 1_795_248_000;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Groups of one series that was measured for the two hours before `start`. */
function aFleet(names: readonly string[], fleet: FleetPolicy = fleetPolicy()) {
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: 120 }, (_, n) => ({ at: start - 7200 + n * 60, value: 50 }));
  series.append('load', { stepSeconds: 60, samples });
  const spend = new MemorySpendStore();
  const ports = {
    ...{ series, spend, recents: new RecentLoads(series) },
    ...{ ledger: new MemoryLedger(), pauses: new MemoryPauseStore() },
    outlooks: new Outlooks(new MemoryModelStore(), quiet),
  };
  const groups = names.map((group): ManagedGroup => {
    return { policy: groupPolicy({ group }), series: 'load', stepSeconds: 60 };
  });
  const decideAt = (...ats: readonly number[]) =>
    decide(
      groups,
      names.map((group, n) => aGroup({ group, at: ats[n]! })),
      fleet,
      ports,
    );
  return { series, spend, decideAt };
}

describe('decide', () => {
  test('a sample from the future hides no outage of the measurement', () => {
    const { series, decideAt } = aFleet(['web']);
    expect(decideAt(start)[0]!.plan.blind).toBeUndefined();
    series.append('load', { stepSeconds: 60, samples: [{ at: start + 9 * hour, value: 50 }] });
    const [decision] = decideAt(start + 6 * hour);
    expect(decision!.plan.blind).toBe(true);
    const { recent } = decision!.situation;
    expect(recent.start + recent.values.length * 60).toBe(start);
  });

  test('groups share the caps of the hour in which the last of them was seen', () => {
    const caps = [{ per: 'hour', limit: fromUsd(1) }] as const;
    const { spend, decideAt } = aFleet(['a', 'b'], fleetPolicy({ caps }));
    const usage = { hourStart: start, phase: 'Running', instanceSeconds: 2 * hour } as const;
    spend.accrue('b', [usage], { at: start, observation: aGroup({ group: 'b' }), open: [] });
    for (const ats of [
      [start - 5, start + 5],
      [start + 5, start - 5],
    ]) {
      const shared = decideAt(...ats).map(({ situation }) => situation.caps[0]!);
      const want = { scope: 'fleet', windowStart: start, spent: fromUsd(0.2) };
      expect(shared).toEqual([expect.objectContaining(want), expect.objectContaining(want)]);
    }
  });
});
