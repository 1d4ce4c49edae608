import type { PoolState } from '../core/planning/setting.ts';
import type { PoolCount } from '../core/simulation/replay.ts';
import type { PoolSettings } from '../core/simulation/rivals.ts';
import {
  hitRateOf,
  type Interval,
  intervalOf,
  type PoolCosts,
  spendOf,
  sumOf,
} from '../core/simulation/scorecard.ts';
import { type EpochSeconds, isoOf, secondsPerHour } from '../core/units.ts';

/** What each policy would have done with the same traffic: the contract of `replay --json`. */
export interface ReplayDocument {
  readonly scenario: ReplayScenario;
  /** forewarm first, then its rivals. */
  readonly policies: readonly PolicyOutcome[];
  readonly advice: string;
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
  readonly requested: { readonly hitRate: number } | { readonly coldStartUsd: number };
  readonly max: number;
}

export interface PolicyOutcome {
  readonly name: string;
  /** Hits ÷ claims; 1 without claims. */
  readonly hitRate: number;
  readonly coldStarts: number;
  readonly spendUsd: number;
  readonly boots: number;
  readonly warmInstanceHours: number;
  /** Means over the days of the span with 95 % intervals; null when there is one day or less. */
  readonly perDay: { readonly spendUsd: Interval; readonly coldStarts: Interval } | null;
  /** Every change, the first at `from`; none for a policy that has no pool of its own. */
  readonly settings: readonly ReplaySetting[];
}

export interface ReplaySetting {
  readonly at: string;
  readonly minSize: number;
  readonly prepared: number;
  readonly state: PoolState;
  readonly reuse: boolean;
}

/** What a policy did on `days`, at its own costs. */
export function outcomeOf(
  name: string,
  days: readonly PoolCount[],
  costs: PoolCosts,
  stepSeconds: number,
  settings: readonly ReplaySetting[],
): PolicyOutcome {
  const total = sumOf(days);
  return {
    name,
    hitRate: hitRateOf(total),
    coldStarts: total.misses,
    spendUsd: spendOf(total, costs),
    boots: total.boots,
    warmInstanceHours: (total.heldSteps * stepSeconds) / secondsPerHour,
    perDay:
      days.length < 2
        ? null
        : {
            spendUsd: intervalOf(days.map((day) => spendOf(day, costs))),
            coldStarts: intervalOf(days.map(({ misses }) => misses)),
          },
    settings,
  };
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
