/** What the money of each group is reckoned from: its prices, where they are from, what they leave out. */
import { pricesOf, statesOf } from '../config/policies.ts';
import { listingOf, memberPrices } from '../config/prices.ts';
import type { GroupConfig } from '../config/schema.ts';
import type { PriceListing } from '../core/capacity/listed-prices.ts';
import {
  type BillingPhase,
  billedSecondsMin,
  bootPrice,
  hourPriceOf,
  parkingSeconds,
} from '../core/capacity/pricing.ts';
import { poolStates } from '../core/capacity/setting.ts';
import type { StateChoice } from '../core/planning/pool-state.ts';
import { duration, type EpochSeconds, fromUsd, type MicroUsd, toUsd } from '../core/units.ts';
import { table, usd, wrap } from './output.ts';
import { stateDocument, stateText } from './plan-text.ts';
import { listingDocument, pricesFrom, staleAdvice } from './prices-text.ts';

/** What an hour of one member costs in one phase, and what it consists of. */
interface PhasePrice {
  readonly phase: BillingPhase;
  readonly hour: MicroUsd;
  readonly instance: MicroUsd;
  readonly disks: MicroUsd;
  readonly address: MicroUsd;
}

export interface GroupAssumptions {
  readonly group: string;
  /** Which of the prices are from the list; null = all are as configured. */
  readonly listed: PriceListing | null;
  readonly phases: readonly PhasePrice[];
  /** One boot into each state that the pool may have, the time to park included. */
  readonly boots: readonly {
    readonly state: (typeof poolStates)[number];
    readonly cost: MicroUsd;
  }[];
  readonly bootSeconds: number;
  /** null = the state is fixed, or there is no database to choose it by. */
  readonly choice: StateChoice | null;
}

const notCounted =
  'Not counted, and under no cap: hours in service, data transfer, load balancers, CloudWatch, taxes.';

export function assumptionsFor(group: GroupConfig, choice: StateChoice | null): GroupAssumptions {
  const prices = pricesOf(group.prices);
  const { instanceHourUsd, storageHourUsd } = memberPrices(group.prices);
  const { addressHourUsd, hibernatedStorageHourUsd } = group.prices;
  const phases = (['booting', ...poolStates] as const).map((phase): PhasePrice => {
    const isAsleep = phase === 'Hibernated';
    const runs = phase === 'booting' || phase === 'Running';
    return {
      phase,
      hour: hourPriceOf(prices, phase),
      instance: fromUsd(runs ? instanceHourUsd : 0),
      disks: fromUsd(isAsleep ? (hibernatedStorageHourUsd ?? storageHourUsd) : storageHourUsd),
      address: fromUsd(addressHourUsd),
    };
  });
  const bootSeconds = group.capacity.boot;
  return {
    group: group.name,
    listed: listingOf(group.prices),
    phases,
    boots: statesOf(group).map((state) => ({ state, cost: bootPrice(prices, state, bootSeconds) })),
    bootSeconds,
    choice,
  };
}

/** The assumptions of one group for a person. */
export function assumptionsText(
  assumptions: GroupAssumptions,
  columns: number,
  at: EpochSeconds,
): string {
  const { group, listed, phases, boots, bootSeconds, choice } = assumptions;
  const advice = staleAdvice(listed, at);
  const rows = phases.map(({ phase, hour, instance, disks, address }) => [
    phase,
    ...[hour, instance, disks, address].map((price) => `$${toUsd(price).toFixed(4)}`),
  ]);
  const aligns = ['left', 'right', 'right', 'right', 'right'] as const;
  const bootWords = boots.map(({ state, cost }) => {
    const parking = parkingSeconds[state] === 0 ? '' : ` and ${parkingSeconds[state]} s to park`;
    return `${usd(cost)} into a ${state} pool (${duration(bootSeconds)}${parking})`;
  });
  return [
    `\n${wrap(`${group}: what a member costs an hour, ${pricesFrom(listed)}`, columns)}`,
    advice === null ? '' : wrap(`warning: ${advice}`, columns, '  '),
    table([['', 'in all', 'instance', 'disks', 'IPv4'], ...rows], aligns),
    wrap(
      `Booting, draining, hibernating and leaving cost what booting does; every start is billed for ` +
        `${billedSecondsMin} s at least. One boot comes to ${bootWords.join(', ')}.`,
      columns,
      '  ',
    ),
    wrap(notCounted, columns, '  '),
    stateText(choice, columns, '  '),
  ].join('');
}

/** The same as JSON: money in dollars. */
export function assumptionsDocument(assumptions: GroupAssumptions): object {
  const { group, listed, phases, boots, bootSeconds, choice } = assumptions;
  return {
    group,
    listed: listingDocument(listed),
    hourUsd: Object.fromEntries(
      phases.map(({ phase, hour, instance, disks, address }) => [
        phase,
        {
          ...{ total: toUsd(hour), instance: toUsd(instance) },
          ...{ disks: toUsd(disks), address: toUsd(address) },
        },
      ]),
    ),
    bootSeconds,
    bootUsd: Object.fromEntries(boots.map(({ state, cost }) => [state, toUsd(cost)])),
    billedSecondsMin,
    notCounted,
    state: choice === null ? null : stateDocument(choice),
  };
}
