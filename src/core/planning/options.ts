import { type PoolSetting, poolWanted } from '../capacity/setting.ts';
import { secondsPerHour } from '../units.ts';
import { foundSetting, nothing } from './budget/commitment.ts';
import { type Bounded, bounded, floorOf, mayWrite } from './limits.ts';
import type { GroupPolicy } from './policy.ts';
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

/** What a setting costs and misses per hour. */
export type Pricer = (setting: PoolSetting) => PricedOption;

/** Prices over the paths of `sizing`; without, by how many members fewer than `setting` are kept. */
export function pricerOf(
  setting: PoolSetting,
  sizing: Sizing | null,
  { situation, policy }: Seen,
): Pricer {
  if (sizing !== null) return (one) => pricedBy(sizing, one);
  const { desired } = situation.observation;
  const full = poolWanted(setting, desired);
  return (one) => {
    const members = poolWanted(one, desired);
    const hourCost = members * policy.prices.parkedHour[one.state];
    return { setting: one, hourCost, hourMisses: Math.max(0, full - members) * blindMissOdds };
  };
}

/** `setting` and what a cap may put in its place. */
export function optionsOf(
  setting: PoolSetting,
  sizing: Sizing | null,
  priced: Pricer,
  seen: Seen,
): [PricedOption, ...PricedOption[]] {
  if (sizing === null) return reductionsOf(setting, priced, seen);
  const { situation, policy } = seen;
  const legal = sizing.candidates.map((one) => bounded(one.setting, situation, policy).setting);
  const first = priced(setting);
  const cheaper = distinctSettings(legal).map(priced);
  return [first, ...lesserOf(cheaper, first)];
}

/** What is left where no option can be paid for: the bare floor, with reuse and without, then nothing. */
export function lastResortsOf(
  setting: PoolSetting,
  priced: Pricer,
  { situation, policy }: Seen,
): PricedOption[] {
  const size = floorOf(situation, policy);
  const floor = { ...setting, minSize: size, prepared: size };
  const floors = [floor, { ...floor, reuse: false }].filter(
    (one) => size > 0 && mayWrite(one, situation, policy),
  );
  const none = nothing(foundSetting(situation.observation) ?? setting);
  return [...floors, none].map((one) => inPlaceOf(setting, priced(one)));
}

/** `setting` as an option, priced over the paths of `sizing`. */
function pricedBy(sizing: Sizing, setting: PoolSetting): PricedOption {
  const perHour = secondsPerHour / sizing.windowSeconds;
  const { cost, misses } = sizing.price(setting);
  return { setting, hourCost: cost * perHour, hourMisses: misses * perHour };
}

/** Smaller and smaller settings down to the floor, where no forecast says what each is worth. */
function reductionsOf(
  setting: PoolSetting,
  priced: Pricer,
  { situation, policy }: Seen,
): [PricedOption, ...PricedOption[]] {
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
