import { secondsPerHour } from '../units.ts';
import { foundSetting } from './commitment.ts';
import { type Bounded, bounded, floorOf } from './limits.ts';
import type { Binding } from './plan.ts';
import type { GroupPolicy } from './policy.ts';
import { type PoolSetting, poolWanted } from './setting.ts';
import type { Situation } from './situation.ts';
import { distinctSettings, type Sizing } from './targets.ts';

/** A situation with the policy of its group. */
export interface Seen {
  readonly situation: Situation;
  readonly policy: GroupPolicy;
}

/** One setting that a group could have, per hour of having it. */
export interface PricedOption {
  readonly setting: PoolSetting;
  /** Expected µUSD per hour, ≥ 0. */
  readonly hourCost: number;
  /** Expected cold starts per hour, ≥ 0. */
  readonly hourMisses: number;
}

/** Share of an hour's cold starts that each member is taken to avoid where no forecast gives odds. */
const blindMissOdds = 0.5;
/** Sizes that a cap may choose from where there are no candidates. */
const reductionSteps = 10;

/** `setting` and what a cap may put in its place, priced per hour. */
export function optionsOf(
  setting: PoolSetting,
  binding: Binding,
  sizing: Sizing | null,
  seen: Seen,
): [PricedOption, ...PricedOption[]] {
  if (sizing === null || binding === 'paused' || binding === 'blocked') {
    return reductionsOf(setting, seen);
  }
  const { situation, policy } = seen;
  const priced = (one: PoolSetting) => pricedBy(sizing, one);
  const legal = sizing.candidates.map((one) => bounded(one.setting, situation, policy).setting);
  const first = priced(setting);
  const cheaper = distinctSettings(legal).map(priced);
  return [first, ...lesserOf(cheaper, first)];
}

/** `setting` as an option, priced over the paths of `sizing`. */
export function pricedBy(sizing: Sizing, setting: PoolSetting): PricedOption {
  const perHour = secondsPerHour / sizing.windowSeconds;
  const { cost, misses } = sizing.price(setting);
  return { setting, hourCost: cost * perHour, hourMisses: misses * perHour };
}

/** Smaller and smaller settings down to the floor, where no forecast says what each is worth. */
function reductionsOf(
  setting: PoolSetting,
  { situation, policy }: Seen,
): [PricedOption, ...PricedOption[]] {
  const { desired } = situation.observation;
  const full = poolWanted(setting, desired);
  const priced = (one: PoolSetting): PricedOption => {
    const members = poolWanted(one, desired);
    const hourCost = members * policy.prices.parkedHour[one.state];
    return { setting: one, hourCost, hourMisses: (full - members) * blindMissOdds };
  };
  const least = Math.min(floorOf(situation, policy), setting.minSize);
  const sizes = Array.from({ length: reductionSteps }, (_, step) =>
    Math.max(least, Math.floor((setting.prepared * step) / reductionSteps)),
  );
  const smaller = [...new Set(sizes)]
    .filter((prepared) => prepared < setting.prepared)
    .map((prepared) => ({ ...setting, minSize: Math.min(setting.minSize, prepared), prepared }));
  const first = priced(setting);
  const found = foundSetting(situation.observation);
  const kept =
    found === null ? [] : [{ ...setting, ...sizesOf(bounded(found, situation, policy)) }];
  const cheaper = distinctSettings([...kept, ...smaller]).map(priced);
  return [first, ...lesserOf(cheaper, first)];
}

/** Those of `options` that a cap may choose in the place of `first`: no dearer, and worse. */
function lesserOf(options: readonly PricedOption[], first: PricedOption): PricedOption[] {
  return options
    .map((option) => inPlaceOf(first.setting, option))
    .filter(
      ({ hourCost, hourMisses }) => hourCost <= first.hourCost && hourMisses > first.hourMisses,
    );
}

/**
 * `option` as it compares with `wanted`. A smaller total that costs and misses the same now is worse
 * by a hair: it holds less once the group scales in.
 */
export function inPlaceOf(wanted: PoolSetting, option: PricedOption): PricedOption {
  const smaller = wanted.prepared - option.setting.prepared;
  return { ...option, hourMisses: option.hourMisses + Math.max(0, smaller) * 1e-6 };
}

function sizesOf({
  setting: { minSize, prepared },
}: Bounded): Pick<PoolSetting, 'minSize' | 'prepared'> {
  return { minSize, prepared };
}
