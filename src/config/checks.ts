import { fromUsd, type MicroUsd, secondsPerDay, secondsPerHour, toUsd } from '../core/units.ts';
import type { Path } from './document.ts';
import { pricesOf, statesOf } from './policies.ts';
import { hasPrice } from './prices.ts';
import { isInDoubt } from './salvage.ts';
import type { Config, GroupConfig, WrittenConfig } from './schema.ts';

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** Something that may be wrong with a configuration whose every key is right by itself. */
interface Check {
  readonly find: (config: Config) => Problem[];
  /** What it looks at beside the place that it names, in a group or outside of all. */
  readonly reads: readonly string[];
}

const caps = ['budget.hourUsd', 'budget.dayUsd', 'budget.monthUsd'];

const checks: readonly Check[] = [
  { find: ({ groups }) => repeatedNames(groups.map(({ name }) => name)), reads: [] },
  { find: uncappedActs, reads: ['mode', ...caps] },
  { find: invertedCaps, reads: caps },
  { find: uncountedVcpus, reads: ['limits.vcpus', 'capacity'] },
  { find: shortSamples, reads: ['retention.samples', 'forecast.historyDays'] },
  { find: unpricedHibernation, reads: ['pool.state', 'pool.hibernation', 'prices'] },
  { find: unattainableFloors, reads: ['pool.preparedMax', 'schedules'] },
  { find: unaffordableFloors, reads: ['pool', 'prices', 'schedules', ...caps] },
];

/** What is wrong with a configuration whose every key is right by itself, `doubts` left out. */
export function contradictionsOf(config: Config, doubts: readonly Path[] = []): Problem[] {
  return checks.flatMap(({ find, reads }) => certain(find(config), reads, doubts));
}

/** Those of `problems`, found by what `reads` say, that do not come from what was left out. */
export function certain(
  problems: readonly Problem[],
  reads: readonly string[],
  doubts: readonly Path[],
): Problem[] {
  const paths = reads.map((read) => read.split('.'));
  return problems.filter(({ path }) => !isInDoubt(path, paths, doubts));
}

/** A floor above what the pool may ever hold is none. */
function unattainableFloors({ groups }: WrittenConfig): Problem[] {
  return groups.flatMap(({ pool: { preparedMax }, schedules }, index) =>
    schedules.flatMap(({ floor }, k): Problem[] => {
      if (preparedMax === null || floor === null || floor <= preparedMax) return [];
      const message = `is never reached: pool.preparedMax allows ${preparedMax} in group and pool together`;
      return [{ path: ['groups', index, 'schedules', k, 'floor'], message }];
    }),
  );
}

/** A limit on vCPUs can be kept only where every group says what its instances count. */
function uncountedVcpus({ groups, limits }: WrittenConfig): Problem[] {
  if (limits.vcpus === null) return [];
  return groups.flatMap(({ capacity }, index) => {
    if (capacity.vcpus !== undefined) return [];
    const message = 'must be set where limits.vcpus is: the vCPUs of one instance';
    return [{ path: ['groups', index, 'capacity', 'vcpus'], message }];
  });
}

/** What is deleted cannot be learnt from. */
function shortSamples({ retention, forecast }: WrittenConfig): Problem[] {
  const days = retention.samples / secondsPerDay;
  if (days >= forecast.historyDays) return [];
  const message = `keeps ${days} days, and forecast.historyDays learns from ${forecast.historyDays}`;
  return [{ path: ['retention', 'samples'], message }];
}

/** Members may only be put to sleep by choice where it is known what their disks then cost. */
function unpricedHibernation({ groups }: WrittenConfig): Problem[] {
  return groups.flatMap(({ pool, prices }, index) => {
    const isPriced = prices.hibernatedStorageHourUsd !== undefined;
    if (pool.state !== 'auto' || !pool.hibernation || isPriced) return [];
    const message =
      'hibernatedStorageHourUsd must be set where pool.hibernation is: disks that hold the memory too';
    return [{ path: ['groups', index, 'prices'], message }];
  });
}

/** Names that an earlier group has; undefined = a group that has none. */
export function repeatedNames(names: readonly unknown[]): Problem[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (first === index || name === undefined) return [];
    const message = `${name} is configured twice, first as groups.${first}`;
    return [{ path: ['groups', index, 'name'], message }];
  });
}

/** A group that may be written must be under a cap, its own or the fleet's. */
function uncappedActs({ groups, budget }: WrittenConfig): Problem[] {
  return groups.flatMap(({ mode, budget: own }, index) => {
    if (mode !== 'act' || capped(budget) || capped(own)) return [];
    const message = 'act needs a spending cap: set budget here or for the fleet';
    return [{ path: ['groups', index, 'mode'], message }];
  });
}

interface Caps {
  readonly hourUsd?: number | undefined;
  readonly dayUsd?: number | undefined;
  readonly monthUsd?: number | undefined;
}

function capped({ hourUsd, dayUsd, monthUsd }: Caps): boolean {
  return hourUsd !== undefined || dayUsd !== undefined || monthUsd !== undefined;
}

/** A longer window that allows less than a shorter one: one of the two was meant otherwise. */
function invertedCaps({ groups, budget }: WrittenConfig): Problem[] {
  return [
    ...inverted(budget, ['budget']),
    ...groups.flatMap((group, index) => inverted(group.budget, ['groups', index, 'budget'])),
  ];
}

function inverted(caps: Caps, path: Path): Problem[] {
  return (['dayUsd', 'monthUsd'] as const).flatMap((key) => {
    const shorter = key === 'dayUsd' ? (['hourUsd'] as const) : (['dayUsd', 'hourUsd'] as const);
    const above = shorter.find((other) => (caps[other] ?? 0) > (caps[key] ?? Infinity));
    if (above === undefined) return [];
    const message = `allows less than ${above}: ${caps[key]} against ${caps[above]}`;
    return [{ path: [...path, key], message }];
  });
}

/** The longest window of each cap: a cap must hold in a month of 31 days too. */
const windows = [
  { key: 'hourUsd', name: 'an hour', seconds: secondsPerHour },
  { key: 'dayUsd', name: 'a day', seconds: secondsPerDay },
  { key: 'monthUsd', name: 'a month', seconds: 31 * secondsPerDay },
] as const;

/** Caps that the floors alone exceed, whatever the traffic. Only holding is counted, no boot. */
function unaffordableFloors({ groups, budget }: Config): Problem[] {
  return windows.flatMap(({ key, name, seconds }) => {
    const costs = groups.map((group) => floorCostOf(group, seconds));
    const own = groups.flatMap((group, index) =>
      overrun(group.budget[key], costs[index]!.peak, ['groups', index, 'budget', key], name),
    );
    const always = costs.reduce((sum, { always }) => sum + always, 0);
    const uplift = Math.max(...costs.map(({ always, peak }) => peak - always));
    return [...own, ...overrun(budget[key], always + uplift, ['budget', key], name)];
  });
}

function overrun(
  capUsd: number | undefined,
  cost: number,
  path: Path,
  windowName: string,
): Problem[] {
  if (capUsd === undefined || cost <= fromUsd(capUsd)) return [];
  const message = `allows ${usdText(fromUsd(capUsd))} ${windowName}, but the floors cost at least`;
  return [{ path, message: `${message} ${usdText(Math.ceil(cost) as MicroUsd)}` }];
}

/**
 * µUSD that holding the floors of a group costs at least in some window of `seconds`; 0 while the
 * price of a member is not known.
 */
function floorCostOf(group: GroupConfig, seconds: number): { always: number; peak: number } {
  if (!hasPrice(group.prices)) return { always: 0, peak: 0 };
  const { minSize } = group.pool;
  const { parkedHour } = pricesOf(group.prices);
  const perSecond = Math.min(...statesOf(group).map((s) => parkedHour[s])) / secondsPerHour;
  const uplifts = group.schedules.map(({ floor, duration }) => {
    const extra = Math.max(0, (floor ?? 0) - minSize);
    // Wherever the edge of a calendar window falls, half of the opening lies on one side of it.
    return extra * Math.min(seconds, duration / 2) * perSecond;
  });
  const always = minSize * seconds * perSecond;
  return { always, peak: always + Math.max(0, ...uplifts) };
}

function usdText(money: MicroUsd): string {
  const usd = toUsd(money);
  return `$${usd >= 0.01 || usd === 0 ? usd.toFixed(2) : usd.toPrecision(2)}`;
}
