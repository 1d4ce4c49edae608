import { billedSecondsMin, bootSurcharge, type PoolPrices } from '../capacity/pricing.ts';
import type { PoolState } from '../capacity/setting.ts';
import { secondsPerDay, secondsPerHour, toUsd } from '../units.ts';
import { type PoolCount, ReplayedPool, type SettingTrace } from './replay.ts';
import type { GroupTrace } from './trace.ts';

/** Dollars that replay charges. Not ledger money: amounts to be compared with each other. */
export interface ReplayPrices {
  /** One instance that runs, per hour. */
  readonly runningUsdPerHour: number;
  /** One parked member of a Stopped or Hibernated pool, per hour: its disks. */
  readonly parkedUsdPerHour: number;
}

/** What a pool of one state costs per instance-step held and per boot into it, in dollars. */
export interface PoolCosts {
  readonly heldStepUsd: number;
  readonly bootUsd: number;
}

/** A pool's timing on the grid of a replay. */
export interface PoolTiming {
  readonly stepSeconds: number;
  readonly bootSeconds: number;
}

/**
 * Costs of a pool in `state`. A Running member is billed from its launch, boot included; a parked
 * one costs its disks, and each boot runs for `bootSeconds` and the shortest stay that is billed.
 */
export function poolCosts(state: PoolState, prices: ReplayPrices, timing: PoolTiming): PoolCosts {
  const stepHours = timing.stepSeconds / secondsPerHour;
  if (state === 'Running') return { heldStepUsd: prices.runningUsdPerHour * stepHours, bootUsd: 0 };
  const bootHours = (timing.bootSeconds + billedSecondsMin) / secondsPerHour;
  return {
    heldStepUsd: prices.parkedUsdPerHour * stepHours,
    bootUsd: prices.runningUsdPerHour * bootHours,
  };
}

/** Costs of a pool in `state` at the ledger's prices: a boot is billed with the time to park. */
export function ledgerCosts(state: PoolState, prices: PoolPrices, timing: PoolTiming): PoolCosts {
  return {
    heldStepUsd: (toUsd(prices.parkedHour[state]) * timing.stepSeconds) / secondsPerHour,
    bootUsd: toUsd(bootSurcharge(prices, state, timing.bootSeconds)),
  };
}

/** Dollars spent on the pool. */
export function spendOf(
  count: Pick<PoolCount, 'boots' | 'heldSteps'>,
  { heldStepUsd, bootUsd }: PoolCosts,
): number {
  return count.heldSteps * heldStepUsd + count.boots * bootUsd;
}

/** Share of claims that found a ready member; 1 without claims. */
export function hitRateOf({ hits, misses }: Pick<PoolCount, 'hits' | 'misses'>): number {
  const claims = hits + misses;
  return claims === 0 ? 1 : hits / claims;
}

/** What a pool under `settings` did on each day of `trace`, counted from its first step. */
export function countByDay(
  trace: GroupTrace,
  settings: SettingTrace,
  pool: { readonly bootSeconds: number; readonly reuse: boolean },
): PoolCount[] {
  const replayed = new ReplayedPool({ stepSeconds: trace.stepSeconds, ...pool });
  return dayRanges(trace).map(([from, to]) => {
    const { hits, misses, boots, heldSteps } = replayed;
    replayed.advance(trace.active, [from, to], {
      minSize: settings.minSize?.subarray(from, to) ?? null,
      prepared: settings.prepared.subarray(from, to),
    });
    return {
      hits: replayed.hits - hits,
      misses: replayed.misses - misses,
      boots: replayed.boots - boots,
      heldSteps: replayed.heldSteps - heldSteps,
    };
  });
}

/** Steps [from, to) of each whole or begun day of `trace`. */
export function dayRanges({ stepSeconds, active }: GroupTrace): [number, number][] {
  const day = Math.max(1, Math.round(secondsPerDay / stepSeconds));
  return Array.from({ length: Math.ceil(active.length / day) }, (_, d) => [
    d * day,
    Math.min((d + 1) * day, active.length),
  ]);
}

/** Lengths of `dayRanges`, in days: all 1 but the last. */
export function dayLengths(trace: GroupTrace): number[] {
  const stepDays = trace.stepSeconds / secondsPerDay;
  return dayRanges(trace).map(([from, to]) => (to - from) * stepDays);
}

/** Everything that `counts` hold together. */
export function sumOf(counts: readonly PoolCount[]): PoolCount {
  const sum = { hits: 0, misses: 0, boots: 0, heldSteps: 0 };
  for (const count of counts) {
    sum.hits += count.hits;
    sum.misses += count.misses;
    sum.boots += count.boots;
    sum.heldSteps += count.heldSteps;
  }
  return sum;
}
