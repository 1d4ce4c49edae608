import type { Aim } from '../../core/capacity/aim.ts';
import type { PoolCount } from '../../core/replay/replay.ts';
import {
  type ConstantResult,
  type ConstantSetting,
  undominated,
} from '../../core/replay/rivals-constant.ts';
import { hitRateOf, type PoolCosts, spendOf } from '../../core/replay/scorecard.ts';

/** What a hit rate costs: with forewarm at several requests, and with the best constants. */
export interface Frontier {
  /** By rising hit rate asked for. */
  readonly forewarm: readonly RequestedPoint[];
  /** Constants that no other constant beats in both, cheapest first, down to no pool at all. */
  readonly constants: readonly ConstantPoint[];
}

/** One pool over the whole span. */
export interface FrontierPoint {
  readonly hitRate: number;
  readonly coldStarts: number;
  readonly spendUsd: number;
}

export interface RequestedPoint extends FrontierPoint {
  /** The hit rate asked for. */
  readonly requested: number;
}

export interface ConstantPoint extends FrontierPoint, ConstantSetting {}

/** Hit rates at which forewarm is replayed beside the one that is asked for. */
export const frontierHitRates = [0.8, 0.9, 0.95, 0.99] as const;

/** The frontier from what forewarm did for several aims, of which those for a hit rate count. */
export function frontierOf(
  asked: readonly { readonly aim: Aim; readonly count: PoolCount }[],
  constants: readonly ConstantResult[],
  costs: PoolCosts,
): Frontier {
  const forewarm = asked.flatMap(({ aim, count }) =>
    aim.kind === 'hit-rate'
      ? [{ requested: aim.target, ...pointOf(count, spendOf(count, costs)) }]
      : [],
  );
  return {
    forewarm: forewarm.toSorted((a, b) => a.requested - b.requested),
    constants: undominated(constants).map(({ setting, count, spendUsd }) => ({
      ...setting,
      ...pointOf(count, spendUsd),
    })),
  };
}

function pointOf(count: PoolCount, spendUsd: number): FrontierPoint {
  return { hitRate: hitRateOf(count), coldStarts: count.misses, spendUsd };
}
