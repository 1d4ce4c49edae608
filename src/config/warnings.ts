import { duration } from '../core/units.ts';
import type { Problem } from './checks.ts';
import { memberPrices } from './prices.ts';
import type { Config, GroupConfig } from './schema.ts';

/** What a configuration may say and is seldom meant, at the place where it is said. */
export function warningsOf(config: Config): Problem[] {
  const { budget, groups, retention } = config;
  return [
    ...nothingAllowed(budget, ['budget']),
    ...groups.flatMap((group, index) => {
      const path = ['groups', index] as const;
      return [
        ...nothingAllowed(group.budget, [...path, 'budget']),
        ...aboveFleet(group, budget, path),
        ...slowStart(group, path),
        ...dearDisks(group, path),
        ...idleType(group, path),
        ...longExperiment(group, retention, path),
      ];
    }),
  ];
}

const capKeys = ['hourUsd', 'dayUsd', 'monthUsd'] as const;
type Caps = GroupConfig['budget'];
type Path = Problem['path'];

/** A cap of 0 is kept by holding nothing. */
function nothingAllowed(caps: Caps, path: Path): Problem[] {
  return capKeys
    .filter((key) => caps[key] === 0)
    .map((key) => ({ path: [...path, key], message: 'is 0: no pool is ever held under it' }));
}

function aboveFleet({ budget }: GroupConfig, fleet: Caps, path: Path): Problem[] {
  return capKeys.flatMap((key) => {
    const [own, shared] = [budget[key], fleet[key]];
    if (own === undefined || shared === undefined || own <= shared) return [];
    const message = `is above the fleet's: budget.${key} of ${shared} rules`;
    return [{ path: [...path, 'budget', key], message }];
  });
}

const startKeys = ['start', 'startHibernated', 'startRunning'] as const;

/** A member that takes longer into service than a launch is of no use. */
function slowStart({ capacity }: GroupConfig, path: Path): Problem[] {
  return startKeys.flatMap((key) => {
    const seconds = capacity[key];
    if (seconds === undefined || seconds <= capacity.boot) return [];
    const message = `is longer than boot (${seconds} s against ${capacity.boot} s): a launch would be ready sooner`;
    return [{ path: [...path, 'capacity', key], message }];
  });
}

/** Disks seldom cost more than the machine: more often a price of a month was written down. */
function dearDisks({ prices }: GroupConfig, path: Path): Problem[] {
  const { instanceHourUsd, storageHourUsd } = memberPrices(prices);
  if (storageHourUsd <= instanceHourUsd) return [];
  const key = prices.storageHourUsd === undefined ? 'diskGigabytes' : 'storageHourUsd';
  const message =
    `makes the disks dearer than the running instance ($${rounded(storageHourUsd)} against ` +
    `$${rounded(instanceHourUsd)} an hour): prices are by the hour, not by the month`;
  return [{ path: [...path, 'prices', key], message }];
}

/** A type that nothing is looked up by is perhaps thought to count. */
function idleType({ prices }: GroupConfig, path: Path): Problem[] {
  const isComplete = prices.instanceHourUsd !== undefined && prices.listed === null;
  if (!isComplete || prices.instanceType === undefined) return [];
  const message =
    'is not looked up: instanceHourUsd and storageHourUsd are written down, and count';
  return [{ path: [...path, 'prices', 'instanceType'], message }];
}

function rounded(usd: number): number {
  return Number(usd.toPrecision(3));
}

/** What is deleted cannot be compared: claims and decisions of the first blocks, when the last ends. */
function longExperiment(
  { experiment }: GroupConfig,
  { activities, ledger }: Config['retention'],
  path: Path,
): Problem[] {
  if (experiment === null || experiment.to === null) return [];
  const seconds = experiment.to - experiment.from;
  const kept = Math.min(activities, ledger);
  if (seconds <= kept) return [];
  const key = ledger < activities ? 'ledger' : 'activities';
  const message = `ends ${duration(seconds)} after from: pairs of blocks older than retention.${key}, ${duration(kept)}, do not count`;
  return [{ path: [...path, 'experiment', 'to'], message }];
}
