import { type MicroUsd, microUsd } from '../../units.ts';
import { dearerBy, isDearer, type PoolSize, type ShadowCosts } from './shadow.ts';

/** A way of sizing that would have been cheaper than to follow the forecast. */
export interface ShadowAdvice {
  /** What the pool should be; null = there should be none. */
  readonly size: PoolSize | null;
  /** µUSD that it would have saved in a month, cold starts included. */
  readonly savedMonth: MicroUsd;
}

/** Hindsight flatters a constant: it must have been better by so much to be advised. */
const hindsightShare = 0.1;
/** Fewer claims than this say nothing about what a pool is for. */
const claimsMin = 20;
const daysOfMonth = 30;

/** The best constant, or no pool, where it beats the forecast by more than chance and hindsight; else null. */
export function shadowAdvice(costs: ShadowCosts): ShadowAdvice | null {
  const { predictive, constant, none, claims } = costs;
  if (claims < claimsMin) return null;
  const isEmpty = dearerBy(constant, none) >= 0;
  const better = isEmpty ? none : constant;
  if (!isDearer(predictive, better, hindsightShare)) return null;
  return {
    size: isEmpty ? null : constant.size,
    savedMonth: perMonth(dearerBy(predictive, better), 1),
  };
}

/** µUSD of `days` days as those of a month of thirty. */
export function perMonth(cost: number, days: number): MicroUsd {
  return microUsd(Math.round((cost / Math.max(1, days)) * daysOfMonth));
}
