import { dearestHourPrice, hourPriceOf, type PoolPrices } from '../../capacity/pricing.ts';
import type { MicroUsd } from '../../units.ts';
import type { PoolMember } from '../situation.ts';

/** So many members, each of which may cost so much an hour. */
export interface PricedCount {
  readonly perHour: MicroUsd;
  readonly count: number;
}

/** What the members of a pool are doing, in numbers: a bound on their cost asks no more of them. */
export interface Holding {
  /** On their way into the pool, by launch or return. */
  readonly booting: number;
  /** In the pool or on their way into it, dearest first. */
  readonly staying: readonly PricedCount[];
  /** On their way out, dearest first. */
  readonly leaving: readonly PricedCount[];
}

export function holdingOf(members: readonly PoolMember[], prices: PoolPrices): Holding {
  const isLeaving = ({ phase }: PoolMember) => phase === 'leaving';
  return {
    booting: members.filter(({ phase }) => phase === 'booting').length,
    staying: countByPrice(
      members.filter((member) => !isLeaving(member)),
      prices,
    ),
    leaving: countByPrice(members.filter(isLeaving), prices),
  };
}

export function totalOf(counts: readonly PricedCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function countByPrice(members: readonly PoolMember[], prices: PoolPrices): PricedCount[] {
  const counts = new Map<MicroUsd, number>();
  for (const member of members) {
    const perHour = hourOf(member, prices);
    counts.set(perHour, (counts.get(perHour) ?? 0) + 1);
  }
  const priced = [...counts].map(([perHour, count]) => ({ perHour, count }));
  return priced.sort((a, b) => b.perHour - a.perHour);
}

/** A stopped machine stays stopped until it is gone; every other may run. */
function hourOf({ parked }: PoolMember, prices: PoolPrices): MicroUsd {
  const off = parked === 'Stopped' || parked === 'Hibernated';
  return off ? hourPriceOf(prices, parked) : dearestHourPrice(prices);
}
