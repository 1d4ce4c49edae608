import type { Aim } from '../../core/capacity/aim.ts';
import type { Random } from '../../core/random.ts';
import type { PoolCount } from '../../core/replay/replay.ts';
import type { ConstantResult, ConstantSetting } from '../../core/replay/rivals-constant.ts';
import { hitRateOf, type PoolCosts, spendOf } from '../../core/replay/scorecard.ts';
import { bootstrapRatio } from '../../core/statistics/bootstrap.ts';
import type { Interval } from '../../core/statistics/interval.ts';

/** What forewarm saves against the constant that is fair to both. */
export interface Saving {
  readonly against: ConstantSetting & { readonly hitRate: number; readonly spendUsd: number };
  /** Dollars a day; with a price of cold starts, what they cost is counted. Below 0 = a loss. */
  readonly usdPerDay: Interval;
  /** Share of what the constant costs; null = it costs nothing. */
  readonly share: Interval | null;
}

/**
 * What the constant to compare with is the cheapest for, in hindsight: at least the hit rate that
 * forewarm really had, for a cheaper pool that misses more proves nothing; with a price of cold
 * starts, the least sum of pool and those.
 */
export function fairAim(own: { readonly hitRate: number }, aim: Aim): Aim {
  return aim.kind === 'hit-rate' ? { kind: 'hit-rate', target: own.hitRate } : aim;
}

/**
 * The saving by days, each day of forewarm's beside the same day of the constant's. null = too few
 * days for an interval.
 */
export function savingOf(
  days: {
    readonly own: readonly PoolCount[];
    readonly constant: readonly PoolCount[];
    /** In days. */
    readonly lengths: readonly number[];
  },
  constant: ConstantResult,
  { aim, costs, random }: { readonly aim: Aim; readonly costs: PoolCosts; readonly random: Random },
): Saving | null {
  const missUsd = aim.kind === 'miss-price' ? aim.missUsd : 0;
  const usdOf = (count: PoolCount): number => spendOf(count, costs) + count.misses * missUsd;
  const saved = days.own.map((own, day) => usdOf(days.constant[day]!) - usdOf(own));
  const usdPerDay = bootstrapRatio(
    saved.map((top, day) => ({ top, bottom: days.lengths[day]! })),
    random,
  );
  if (usdPerDay === null) return null;
  const { setting, count, spendUsd } = constant;
  return {
    against: { ...setting, hitRate: hitRateOf(count), spendUsd },
    usdPerDay,
    share: bootstrapRatio(
      saved.map((top, day) => ({ top, bottom: usdOf(days.constant[day]!) })),
      random,
    ),
  };
}
