import type { Aim } from '../capacity/aim.ts';
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

/** Constants that differ in their size alone. */
type Family = (size: number) => ConstantSetting;

/** Absolute sizes and prepared totals, each with and without reuse. */
const families: readonly Family[] = [false, true].flatMap((reuse): Family[] => [
  (size) => ({ minSize: size, prepared: size, reuse }),
  (size) => ({ minSize: 0, prepared: size, reuse }),
]);

/** Constants tried in hindsight: those of every family in so many sizes, up to the highest demand. */
export function constantResults(scene: PricedTrace): ConstantResult[] {
  const top = scene.trace.demand.reduce((a, b) => Math.max(a, b), 0);
  return sizesUpTo(top).flatMap((size) =>
    families.map((settingOf) => resultOf(scene, settingOf(size))),
  );
}

/**
 * The cheapest constant for `aim` to the instance: where sizes lie between those of `tried`, each of
 * its families is searched on around its own best. `tried` holds at least one.
 */
export function bestConstant(
  scene: PricedTrace,
  tried: readonly ConstantResult[],
  aim: Aim,
): ConstantResult {
  const winners = families
    .map((settingOf) => ({ settingOf, own: tried.filter((each) => isOf(settingOf, each)) }))
    .filter(({ own }) => own.length > 0)
    .map(({ settingOf, own }) => {
      return bestBetween(own, aim, (size) => resultOf(scene, settingOf(size)));
    });
  return cheapestFor(winners, aim);
}

/** The cheapest of one family once no size between it and its neighbours is left to try. */
function bestBetween(
  tried: readonly ConstantResult[],
  aim: Aim,
  resultFor: (size: number) => ConstantResult,
): ConstantResult {
  const results = tried.toSorted((a, b) => a.setting.prepared - b.setting.prepared);
  for (;;) {
    const best = cheapestFor(results, aim);
    const at = results.indexOf(best);
    // The later one first, for it moves what comes after it.
    const gaps = [at + 1, at].filter((i) => {
      const [below, above] = [results[i - 1], results[i]];
      return below && above && above.setting.prepared - below.setting.prepared > 1;
    });
    if (gaps.length === 0) return best;
    for (const i of gaps) {
      const sum = results[i - 1]!.setting.prepared + results[i]!.setting.prepared;
      results.splice(i, 0, resultFor(Math.floor(sum / 2)));
    }
  }
}

function isOf(settingOf: Family, { setting }: ConstantResult): boolean {
  const { minSize, reuse } = settingOf(setting.prepared);
  return setting.minSize === minSize && setting.reuse === reuse;
}

/** The cheapest of `results` for `aim`. They hold at least one. */
export function cheapestFor(results: readonly ConstantResult[], aim: Aim): ConstantResult {
  return aim.kind === 'hit-rate'
    ? cheapestReaching(results, aim.target)
    : cheapestWithMisses(results, aim.missUsd);
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
