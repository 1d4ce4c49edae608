import { type PoolCount, replay } from './replay.ts';
import { constantSettings, type PoolSettings, type RivalScene } from './rivals.ts';
import { hitRateOf, spendOf } from './scorecard.ts';

/** One setting for the whole span, with what it would have done and cost. */
export interface ConstantResult {
  readonly setting: ConstantSetting;
  readonly count: PoolCount;
  readonly spendUsd: number;
}

export interface ConstantSetting {
  readonly minSize: number;
  readonly prepared: number;
  readonly reuse: boolean;
}

/** What a constant needs to be judged by: it looks at no load and no past. */
export type PricedTrace = Pick<RivalScene, 'trace' | 'bootSeconds' | 'costs'>;

/** Sizes up to here are all tried; above, so many in geometric steps. */
const everySizeTo = 12;
const sizesAbove = 24;

/**
 * Constants tried in hindsight: absolute sizes and prepared totals, each with and without reuse,
 * up to the highest demand, which as a total misses nothing.
 */
export function constantResults(scene: PricedTrace): ConstantResult[] {
  const top = scene.trace.demand.reduce((a, b) => Math.max(a, b), 0);
  return sizesUpTo(top).flatMap((size) =>
    [false, true].flatMap((reuse) => [
      resultOf(scene, { minSize: size, prepared: size, reuse }),
      resultOf(scene, { minSize: 0, prepared: size, reuse }),
    ]),
  );
}

/**
 * The cheapest constant with at least `hitRate`, or where none has it, of those that come nearest;
 * nobody could have known it beforehand. `results` hold at least one.
 */
export function cheapestReaching(
  results: readonly ConstantResult[],
  hitRate: number,
): ConstantResult {
  const highest = results.reduce((best, { count }) => Math.max(best, hitRateOf(count)), 0);
  const enough = Math.min(hitRate, highest) - rounding;
  const reaching = results.filter(({ count }) => hitRateOf(count) >= enough);
  return lowestBy(reaching, ({ spendUsd }) => spendUsd);
}

/** Constants that no other beats in both: each misses less than all that cost less. Cheapest first. */
export function undominated(results: readonly ConstantResult[]): ConstantResult[] {
  const ascending = results.toSorted(
    (a, b) => a.spendUsd - b.spendUsd || a.count.misses - b.count.misses,
  );
  let fewest = Number.POSITIVE_INFINITY;
  return ascending.filter(({ count }) => {
    const better = count.misses < fewest;
    if (better) fewest = count.misses;
    return better;
  });
}

/** The constant whose spend and cold starts at `missUsd` each come to the least. */
export function cheapestWithMisses(
  results: readonly ConstantResult[],
  missUsd: number,
): ConstantResult {
  return lowestBy(results, ({ spendUsd, count }) => spendUsd + missUsd * count.misses);
}

export function settingsOf({ setting }: ConstantResult, { trace }: RivalScene): PoolSettings {
  return constantSettings(trace.active.length, setting);
}

const rounding = 1e-9;

function resultOf(scene: PricedTrace, setting: ConstantSetting): ConstantResult {
  const { trace, bootSeconds, costs } = scene;
  const settings = constantSettings(trace.active.length, setting);
  const count = replay(trace, settings, { bootSeconds, reuse: setting.reuse });
  return { setting, count, spendUsd: spendOf(count, costs) };
}

function sizesUpTo(top: number): number[] {
  const sizes = new Set([top]);
  for (let size = 0; size <= Math.min(everySizeTo, top); size++) sizes.add(size);
  const start = everySizeTo + 1;
  for (let i = 0; i < sizesAbove && top > start; i++) {
    sizes.add(Math.round(start * (top / start) ** (i / (sizesAbove - 1))));
  }
  return [...sizes].sort((a, b) => a - b);
}

function lowestBy<T>(values: readonly T[], keyOf: (value: T) => number): T {
  return values.reduce((best, each) => (keyOf(each) < keyOf(best) ? each : best));
}
