import { type EpochSeconds, type MicroUsd, secondsPerHour } from '../../units.ts';
import type { Cap } from '../policy.ts';
import type { CapUse } from '../situation.ts';
import { boundOf, type Lot } from './commitment.ts';

/**
 * How many times the even rate may be spent. One keeps a pool at one size for the whole window;
 * more leaves room for the day's peak, and of a window's share x spends 1 − (1 − x)^k.
 */
export const aheadOfPace = { hour: 1, day: 3, month: 3 } as const satisfies Record<
  Cap['per'],
  number
>;

/** True for a cap whose window is long enough to choose what to spend it on: a day or a month. */
export function isPaced({ per }: Pick<Cap, 'per'>): boolean {
  return per !== 'hour';
}

/** What is left of a cap in its open window, µUSD ≥ 0. */
export function roomOf({ cap, spent }: CapUse): number {
  return Math.max(0, cap.limit - spent);
}

/**
 * µUSD of a cap that an option lays claim to: what it may cost before it can be taken back, and its
 * share of what it will cost to the end of the window. A cap is kept to its end when the claims of
 * all never exceed what is left of it; spent greedily it would be found empty by the evening's peak.
 */
export function earmarkOf(
  { cap, windowStart: start, windowEnd: end }: CapUse,
  option: { readonly hourCost: number; readonly lots: readonly Lot[] },
  at: EpochSeconds,
): number {
  const committed: MicroUsd = boundOf(option.lots, { start, end });
  const hoursLeft = Math.max(0, end - at) / secondsPerHour;
  return committed + (option.hourCost * hoursLeft) / aheadOfPace[cap.per];
}
