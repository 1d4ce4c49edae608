import { budgetQuarterStart, windowAt } from '../../calendar/windows.ts';
import { type BillingPhase, hourPriceOf, type PoolPrices } from '../../capacity/pricing.ts';
import type { Zone } from '../../series/zone.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerHour } from '../../units.ts';
import type { Cap } from '../policy.ts';
import type { CapUse } from '../situation.ts';
import { isPaced } from './pacing.ts';
import type { Usage, UsageSum } from './usage.ts';

/**
 * µUSD of `usage` at `prices`: seconds are summed by phase before they are converted, so that
 * rounding up costs less than 1 µUSD in all, however many rows there are.
 */
export function spendOf(usage: readonly Omit<Usage, 'hourStart'>[], prices: PoolPrices): MicroUsd {
  const seconds = new Map<BillingPhase, number>();
  for (const { phase, instanceSeconds } of usage) {
    seconds.set(phase, (seconds.get(phase) ?? 0) + instanceSeconds);
  }
  let microUsdSeconds = 0;
  for (const [phase, count] of seconds) microUsdSeconds += count * hourPriceOf(prices, phase);
  return microUsd(Math.ceil(microUsdSeconds / secondsPerHour));
}

/** µUSD of several groups, each at its own prices; each is rounded up once. */
export function fleetSpendOf(
  usage: readonly UsageSum[],
  pricesOf: (group: string) => PoolPrices,
): MicroUsd {
  const byGroup = new Map<string, UsageSum[]>();
  for (const row of usage) {
    const rows = byGroup.get(row.group);
    if (rows === undefined) byGroup.set(row.group, [row]);
    else rows.push(row);
  }
  let sum = 0;
  for (const [group, rows] of byGroup) sum += spendOf(rows, pricesOf(group));
  return microUsd(sum);
}

/** What each of `caps` has used of the calendar window of `zone` that covers `at`. */
export function capUses(
  caps: readonly Cap[],
  account: {
    readonly scope: CapUse['scope'];
    readonly at: EpochSeconds;
    readonly zone: Zone;
    /** Usage of [from, to) by every group within the scope, summed or not; no time is asked for twice. */
    readonly usageOf: (from: EpochSeconds, to: EpochSeconds) => readonly UsageSum[];
    readonly pricesOf: (group: string) => PoolPrices;
  },
): CapUse[] {
  const { scope, at, zone, usageOf, pricesOf } = account;
  return caps.map((cap) => {
    const { start: windowStart, end: windowEnd } = windowAt(cap.per, at, zone);
    const use = { cap, scope, windowStart, windowEnd };
    if (!isPaced(cap)) {
      return { ...use, spent: fleetSpendOf(usageOf(windowStart, windowEnd), pricesOf) };
    }
    const start = Math.max(windowStart, budgetQuarterStart(at, zone));
    const before = usageOf(windowStart, start);
    return {
      ...use,
      spent: fleetSpendOf([...before, ...usageOf(start, windowEnd)], pricesOf),
      quarter: { start, spent: fleetSpendOf(before, pricesOf) },
    };
  });
}
