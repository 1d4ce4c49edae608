import type { PoolState } from '../../core/capacity/setting.ts';
import { seededRandom } from '../../core/random.ts';
import type { PoolCount } from '../../core/replay/replay.ts';
import type { PoolSettings } from '../../core/replay/rivals.ts';
import { hitRateOf, type PoolCosts, spendOf, sumOf } from '../../core/replay/scorecard.ts';
import { bootstrapRatio } from '../../core/statistics/bootstrap.ts';
import type { Interval } from '../../core/statistics/interval.ts';
import { type EpochSeconds, isoOf, secondsPerHour } from '../../core/units.ts';
import type { Frontier } from './frontier.ts';
import type { ReplayStateChoice } from './pool-state.ts';
import type { Saving } from './saving.ts';

/** What each policy would have done with the same traffic: the contract of `replay --json`. */
export interface ReplayDocument {
  readonly scenario: ReplayScenario;
  /** forewarm first, then its rivals. */
  readonly policies: readonly PolicyOutcome[];
  /** null = the span is too short to say. */
  readonly saving: Saving | null;
  readonly frontier: Frontier;
  readonly advice: string;
  /** What may make this say less, or something else, than it seems to; empty where all seems well. */
  readonly warnings: readonly string[];
}

export interface ReplayScenario {
  readonly from: string;
  /** End of the last step. */
  readonly to: string;
  readonly stepSeconds: number;
  readonly historyDays: number;
  readonly loadPerInstance: number;
  readonly demand: { readonly mean: number; readonly peak: number };
  readonly bootSeconds: number;
  readonly startSeconds: number;
  readonly priceUsdPerHour: number;
  readonly stoppedPriceUsdPerHour: number;
  readonly state: PoolState;
  /** How the state was chosen; left out where it was given. */
  readonly stateChoice?: ReplayStateChoice;
  /** Announced events of the replayed span. */
  readonly announced: number;
  readonly requested: { readonly hitRate: number } | { readonly coldStartUsd: number };
  /** The group's maximum, which only `aws-default` rests on. */
  readonly max: number;
  /** Whether it was given, or is half as much again as the peak before `from`. */
  readonly maxSource: 'given' | 'earlier-peak';
}

export interface PolicyOutcome {
  readonly name: string;
  /** Hits ÷ claims; 1 without claims. */
  readonly hitRate: number;
  readonly coldStarts: number;
  readonly spendUsd: number;
  readonly boots: number;
  readonly warmInstanceHours: number;
  /** By the days of the span, with 95 % intervals; null when there is one day or less. */
  readonly perDay: DailyMeans | null;
  /** Every change, the first at `from`; none for a policy that has no pool of its own. */
  readonly settings: readonly ReplaySetting[];
}

export function policyNamed(
  policies: readonly PolicyOutcome[],
  wanted: string,
): PolicyOutcome | undefined {
  return policies.find(({ name }) => name === wanted);
}

export interface DailyMeans {
  readonly spendUsd: Interval;
  readonly coldStarts: Interval;
  /** Of all claims, not the mean of the days'; null = there were no claims. */
  readonly hitRate: Interval | null;
}

export interface ReplaySetting {
  readonly at: string;
  readonly minSize: number;
  readonly prepared: number;
  readonly state: PoolState;
  readonly reuse: boolean;
}

/** What one policy did, day by day. */
export interface DailyCounts {
  readonly counts: readonly PoolCount[];
  /** Of each day, in days: the last may be shorter. */
  readonly lengths: readonly number[];
}

/** What a policy did on `days`, at its own costs. */
export function outcomeOf(
  name: string,
  days: DailyCounts,
  { costs, stepSeconds }: { readonly costs: PoolCosts; readonly stepSeconds: number },
  settings: readonly ReplaySetting[],
): PolicyOutcome {
  const total = sumOf(days.counts);
  return {
    name,
    hitRate: hitRateOf(total),
    coldStarts: total.misses,
    spendUsd: spendOf(total, costs),
    boots: total.boots,
    warmInstanceHours: (total.heldSteps * stepSeconds) / secondsPerHour,
    perDay: dailyMeans(days, costs),
    settings,
  };
}

/** The same draws of days for every policy: what differs between two rows is not chance. */
export const drawsOf = () => seededRandom(1, 'replay');

function dailyMeans({ counts, lengths }: DailyCounts, costs: PoolCosts): DailyMeans | null {
  const perDay = (amountOf: (count: PoolCount) => number): Interval | null => {
    const parts = counts.map((count, day) => ({ top: amountOf(count), bottom: lengths[day]! }));
    return bootstrapRatio(parts, drawsOf());
  };
  const [spendUsd, coldStarts] = [perDay((count) => spendOf(count, costs)), perDay(missesOf)];
  if (spendUsd === null || coldStarts === null) return null;
  const claims = counts.map(({ hits, misses }) => ({ top: hits, bottom: hits + misses }));
  return { spendUsd, coldStarts, hitRate: asShare(bootstrapRatio(claims, drawsOf())) };
}

function missesOf({ misses }: PoolCount): number {
  return misses;
}

/** Bounds within [0, 1]. */
function asShare(interval: Interval | null): Interval | null {
  if (interval === null) return null;
  return { ...interval, low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
}

/** The first setting and every one that differs from the one before. */
export function changesOf(
  { minSize, prepared, reuse }: PoolSettings,
  start: EpochSeconds,
  stepSeconds: number,
  state: PoolState,
): ReplaySetting[] {
  const changes: ReplaySetting[] = [];
  for (let t = 0; t < prepared.length; t++) {
    const same = t > 0 && prepared[t] === prepared[t - 1] && minSize[t] === minSize[t - 1];
    if (same) continue;
    const at = isoOf(start + t * stepSeconds);
    changes.push({ at, minSize: minSize[t]!, prepared: prepared[t]!, state, reuse });
  }
  return changes;
}
