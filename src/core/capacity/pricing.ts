import { type MicroUsd, microUsd, secondsPerHour } from '../units.ts';
import { returnSeconds } from './lead-time.ts';
import type { PoolState } from './setting.ts';

/** µUSD per hour of one pool member in each phase: what it holds and, where it runs, what it runs for. */
export interface PoolPrices {
  /** A member that runs: booting, stopping to hibernate, or leaving. Compute, disks and address. */
  readonly bootingHour: MicroUsd;
  /** A parked member, by the pool's state. Stopped and Hibernated: disks and Elastic IP alone. */
  readonly parkedHour: Readonly<Record<PoolState, MicroUsd>>;
}

/** What a member is doing when its time is billed. */
export type BillingPhase = 'booting' | PoolState;

/** Phases in the order of their prices, dearest first: where evidence is missing, the dearer is billed. */
export const billingPhases = [
  'booting',
  'Running',
  'Hibernated',
  'Stopped',
] as const satisfies readonly BillingPhase[];

/** Every start of an instance is billed for at least this long. Source: EC2 user guide, billing by the second. */
export const billedSecondsMin = 60;

/** Seconds a booted member still runs before it is parked. Source: native traces; hibernation also writes RAM. */
export const parkingSeconds = {
  Stopped: 30,
  Hibernated: 60,
  Running: 0,
} as const satisfies Record<PoolState, number>;

/** The dearer of two phases. */
export function dearer(a: BillingPhase, b: BillingPhase): BillingPhase {
  return billingPhases.indexOf(a) <= billingPhases.indexOf(b) ? a : b;
}

/** µUSD per hour of a member in `phase`. */
export function hourPriceOf(prices: PoolPrices, phase: BillingPhase): MicroUsd {
  return phase === 'booting' ? prices.bootingHour : prices.parkedHour[phase];
}

/** µUSD per hour of a member in its dearest phase: no second of any member costs more. */
export function dearestHourPrice(prices: PoolPrices): MicroUsd {
  return microUsd(Math.max(...billingPhases.map((phase) => hourPriceOf(prices, phase))));
}

/** What a member costs at most by any of `prices`, each phase by itself. */
export function dearestPrices(prices: readonly PoolPrices[]): PoolPrices {
  const most = (phase: BillingPhase) =>
    microUsd(Math.max(...prices.map((each) => hourPriceOf(each, phase))));
  return {
    bootingHour: most('booting'),
    parkedHour: {
      Stopped: most('Stopped'),
      Hibernated: most('Hibernated'),
      Running: most('Running'),
    },
  };
}

/** µUSD of `seconds` at `perHour`, rounded up. */
export function priceOf(seconds: number, perHour: MicroUsd): MicroUsd {
  return microUsd(Math.max(0, Math.ceil((seconds * perHour) / secondsPerHour - 1e-9)));
}

/** µUSD of one boot into a pool of `state`, the time to park included; never less than the minimum. */
export function bootPrice(prices: PoolPrices, state: PoolState, bootSeconds: number): MicroUsd {
  return priceOf(billedBootSeconds(state, bootSeconds), prices.bootingHour);
}

/** µUSD that one boot costs beyond holding the member over the same time; 0 for a Running pool. */
export function bootSurcharge(prices: PoolPrices, state: PoolState, bootSeconds: number): MicroUsd {
  return priceOf(billedBootSeconds(state, bootSeconds), extraHour(prices, state));
}

/** µUSD that one return costs beyond holding the member over the same time; 0 for a Running pool. */
export function returnSurcharge(prices: PoolPrices, state: PoolState): MicroUsd {
  return priceOf(returnSeconds, extraHour(prices, state));
}

/**
 * Seconds for which holding a member costs as much as booting another in its place: one that will
 * be wanted again sooner is worth keeping. 0 where boots cost nothing extra, Infinity where parking is free.
 */
export function keepSeconds(prices: PoolPrices, state: PoolState, bootSeconds: number): number {
  const surcharge = bootSurcharge(prices, state, bootSeconds);
  return surcharge === 0 ? 0 : (surcharge / prices.parkedHour[state]) * secondsPerHour;
}

/** µUSD an hour that a member costs more while it runs than when it is parked. */
function extraHour(prices: PoolPrices, state: PoolState): MicroUsd {
  return microUsd(Math.max(0, prices.bootingHour - prices.parkedHour[state]));
}

function billedBootSeconds(state: PoolState, bootSeconds: number): number {
  return Math.max(billedSecondsMin, bootSeconds + parkingSeconds[state]);
}
