import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Accounts } from '../../src/app/accounts.ts';
import { billingPhases } from '../../src/core/capacity/pricing.ts';
import { fleetSpendOf } from '../../src/core/planning/budget/spend.ts';
import type { GroupUsage } from '../../src/core/planning/budget/usage.ts';
import { fromUsd } from '../../src/core/units.ts';
import { anObservation } from '../support/decisions.ts';
import { fleetPolicy, groupPolicy, prices } from '../support/policies.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const month = Date.UTC(2026, 5, 1) / 1000;
const at = month + 20 * 86_400 + 15 * 3600;
const quarter = month + 20 * 86_400 + 12 * 3600;
const names = ['api', 'web', 'worker'];
const dear = { ...prices, bootingHour: fromUsd(0.777_777) };
const pricesOf = (name: string) => (name === 'web' ? prices : dear);
const caps = (['hour', 'day', 'month'] as const).map((per) => ({ per, limit: fromUsd(50) }));
const groups = names.map((group) => ({
  policy: groupPolicy({ group, caps, prices: pricesOf(group) }),
}));
const fleet = fleetPolicy({ caps });

/** Counts how often sums are asked for. */
class CountedSpendStore extends MemorySpendStore {
  sums = 0;
  override usageSums(...asked: Parameters<MemorySpendStore['usageSums']>) {
    this.sums++;
    return super.usageSums(...asked);
  }
}

function storeOf(rows: readonly GroupUsage[]): CountedSpendStore {
  const store = new CountedSpendStore();
  const meter = { at, observation: anObservation(), open: [] };
  for (const row of rows) store.accrue(row.group, [row], meter);
  return store;
}

const rows = fc.array(
  fc.record({
    group: fc.constantFrom(...names),
    hourStart: fc.integer({ min: -30, max: 21 * 24 }).map((hour) => month + 3600 * hour),
    phase: fc.constantFrom(...billingPhases),
    instanceSeconds: fc.nat(20_000),
  }),
  { maxLength: 60 },
);

describe('Accounts', () => {
  test('a cap has used what the rows of its window cost, to the microdollar', () => {
    const law = fc.property(rows, fc.constantFrom(...names), (usage, name) => {
      const accounts = new Accounts(groups, fleet, storeOf(usage));
      const { policy } = groups.find((one) => one.policy.group === name)!;
      for (const { scope, windowStart, windowEnd, spent, quarter: before } of accounts.capsOf(
        policy,
        at,
      )) {
        const costOf = (from: number, to: number) => {
          const within = usage.filter(({ group, hourStart }) => {
            return hourStart >= from && hourStart < to && (scope === 'fleet' || group === name);
          });
          return fleetSpendOf(within, pricesOf);
        };
        expect(spent).toBe(costOf(windowStart, windowEnd));
        if (before) expect(before).toEqual({ start: quarter, spent: costOf(windowStart, quarter) });
      }
    });
    fc.assert(law, { numRuns: 80, seed: 5 });
  });

  test('a group that left the configuration owes the dearest price of each phase', () => {
    const disks = { ...prices.parkedHour, Stopped: fromUsd(0.05) };
    const policies = [dear, { ...prices, parkedHour: disks }].map((each, n) => {
      return { policy: groupPolicy({ group: names[n]!, prices: each }) };
    });
    const usage = (['booting', 'Stopped'] as const).map((phase) => {
      return { group: 'gone', hourStart: month, phase, instanceSeconds: 3600 };
    });
    const spent = new Accounts(policies, fleet, storeOf(usage)).spentBetween(null, month, at);
    expect(spent).toBe(fromUsd(0.777_777 + 0.05));
  });

  test('each time is summed once for all groups, however many there are', () => {
    const store = storeOf([]);
    const accounts = new Accounts(groups, fleet, store);
    for (const [n, { policy }] of groups.entries()) accounts.capsOf(policy, at + n);
    const [hour, ofDay, ofMonth] = [1, 2, 2];
    expect(store.sums).toBe(hour + ofDay + ofMonth);
  });
});
