import type { PoolState } from '../planning/setting.ts';
import { type MicroUsd, microUsd, secondsPerHour } from '../units.ts';

/** µUSD per hour of one pool member in each phase: what it holds and, where it runs, what it runs for. */
export interface PoolPrices {
  /** A member that runs: booting, stopping to hibernate, or leaving. Compute, disks and address. */
  readonly bootingHour: MicroUsd;
  /** A parked member, by the pool's state. Stopped and Hibernated: disks and Elastic IP alone. */
  readonly parkedHour: Readonly<Record<PoolState, MicroUsd>>;
}

/** What a member is doing when its time is billed. */
export type BillingPhase = 'booting' | PoolState;

/** Every start of an instance is billed for at least this long. Source: EC2 user guide, billing by the second. */
export const billedSecondsMin = 60;

/** µUSD per hour of a member in `phase`. */
export function hourPriceOf(prices: PoolPrices, phase: BillingPhase): MicroUsd {
  return phase === 'booting' ? prices.bootingHour : prices.parkedHour[phase];
}

/** µUSD of `seconds` at `perHour`, rounded up. */
export function priceOf(seconds: number, perHour: MicroUsd): MicroUsd {
  return microUsd(Math.ceil((seconds * perHour) / secondsPerHour - 1e-9));
}
