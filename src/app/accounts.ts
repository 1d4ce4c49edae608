import { dearestPrices, type PoolPrices } from '../core/capacity/pricing.ts';
import { capUses, fleetSpendOf } from '../core/planning/budget/spend.ts';
import type { GroupUsage, UsageSum } from '../core/planning/budget/usage.ts';
import type { FleetPolicy, GroupPolicy } from '../core/planning/policy.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { type Zone, zoneOf } from '../core/series/zone.ts';
import type { EpochSeconds, MicroUsd } from '../core/units.ts';
import type { SpendStore } from './ports/books.ts';

/**
 * What the pools of a fleet have cost, from booked usage and today's prices. Serves one moment: what
 * was read of a time once is not read again, for any group.
 */
export class Accounts {
  readonly #fleet: FleetPolicy;
  readonly #spend: SpendStore;
  readonly #zone: Zone;
  readonly #prices: ReadonlyMap<string, PoolPrices>;
  readonly #dearest: PoolPrices;
  /** By the time that was summed, then by group. */
  readonly #sums = new Map<string, ReadonlyMap<string, UsageSum[]>>();
  /** One step asks for them once for every group. */
  #fleetUses: { readonly at: EpochSeconds; readonly uses: CapUse[] } | null = null;

  /** @param groups At least one. */
  constructor(
    groups: readonly { readonly policy: GroupPolicy }[],
    fleet: FleetPolicy,
    spend: SpendStore,
  ) {
    this.#fleet = fleet;
    this.#spend = spend;
    this.#zone = zoneOf(fleet.budgetZone);
    this.#prices = new Map(groups.map(({ policy }) => [policy.group, policy.prices]));
    this.#dearest = dearestPrices(groups.map(({ policy }) => policy.prices));
  }

  /** Every cap that the group spends under at `at`: its own, then the fleet's. */
  capsOf(policy: GroupPolicy, at: EpochSeconds): CapUse[] {
    return [...this.ownCaps(policy, at), ...this.fleetCaps(at)];
  }

  /** The caps of one group alone at `at`. */
  ownCaps({ group, caps }: GroupPolicy, at: EpochSeconds): CapUse[] {
    return this.#uses('group', group, caps, at);
  }

  /** The caps of the whole fleet at `at`. */
  fleetCaps(at: EpochSeconds): CapUse[] {
    if (this.#fleetUses?.at !== at) {
      this.#fleetUses = { at, uses: this.#uses('fleet', null, this.#fleet.caps, at) };
    }
    return this.#fleetUses.uses;
  }

  /** What each hour that begins in [from, to) has cost one group, or with null all of them. */
  hourlySpend(
    group: string | null,
    from: EpochSeconds,
    to: EpochSeconds,
  ): Map<EpochSeconds, MicroUsd> {
    const byHour = new Map<EpochSeconds, GroupUsage[]>();
    for (const row of this.#spend.usage(group, from, to)) {
      const rows = byHour.get(row.hourStart);
      if (rows === undefined) byHour.set(row.hourStart, [row]);
      else rows.push(row);
    }
    const pricesOf = (name: string) => this.#pricesOf(name);
    return new Map([...byHour].map(([hour, rows]) => [hour, fleetSpendOf(rows, pricesOf)]));
  }

  /** What one group, or with null all of them, has cost over [from, to), both whole hours. */
  spentBetween(group: string | null, from: EpochSeconds, to: EpochSeconds): MicroUsd {
    return fleetSpendOf(this.#sumsOf(group, from, to), (name) => this.#pricesOf(name));
  }

  #uses(
    scope: CapUse['scope'],
    group: string | null,
    caps: GroupPolicy['caps'],
    at: EpochSeconds,
  ): CapUse[] {
    return capUses(caps, {
      scope,
      at,
      zone: this.#zone,
      usageOf: (from, to) => this.#sumsOf(group, from, to),
      pricesOf: (name) => this.#pricesOf(name),
    });
  }

  /** Usage is stored by hour: for one group as many rows are passed over as for all together. */
  #sumsOf(group: string | null, from: EpochSeconds, to: EpochSeconds): UsageSum[] {
    const key = `${from}/${to}`;
    let byGroup = this.#sums.get(key);
    if (byGroup === undefined) {
      byGroup = sumsByGroup(this.#spend.usageSums(null, from, to));
      this.#sums.set(key, byGroup);
    }
    return group === null ? [...byGroup.values()].flat() : (byGroup.get(group) ?? []);
  }

  /** A group that left the configuration still owes, at the dearest prices known. */
  #pricesOf(group: string): PoolPrices {
    return this.#prices.get(group) ?? this.#dearest;
  }
}

function sumsByGroup(sums: readonly UsageSum[]): Map<string, UsageSum[]> {
  const byGroup = new Map<string, UsageSum[]>();
  for (const sum of sums) {
    const known = byGroup.get(sum.group);
    if (known === undefined) byGroup.set(sum.group, [sum]);
    else known.push(sum);
  }
  return byGroup;
}
