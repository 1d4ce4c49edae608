import { assert } from '../assert.ts';

/** How long AWS takes to notice a change of setting or desired capacity, at most. Source: native traces, 5–12 s and 3 s more. */
export const reconcileSecondsMax = 15;

/** Seconds from scale-in until an instance is ready in the pool again: it drains, and its machine stops. */
export const returnSeconds = 90;

/** Whole steps that `seconds` ≥ 0 take, rounded up and at least one: what is ready within a step serves from the next. */
export function leadSteps(seconds: number, stepSeconds: number): number {
  assert(seconds >= 0 && stepSeconds > 0, () => `${seconds} s in steps of ${stepSeconds} s`);
  return Math.max(1, Math.ceil(seconds / stepSeconds));
}

/** Seconds from a claim until the pool has replaced the member: AWS notices, then a new one boots. */
export function refillSeconds(bootSeconds: number): number {
  return reconcileSecondsMax + bootSeconds;
}

/**
 * Seconds after a decision whose claims it must cover. A raise is usable once it has booted, the
 * next decision comes a review later, and what that one starts must first refill:
 *
 *   (t, t + boot + review + refill]
 */
export function decisionSeconds(bootSeconds: number, reviewSeconds: number): number {
  return bootSeconds + reviewSeconds + refillSeconds(bootSeconds);
}
