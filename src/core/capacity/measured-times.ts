/**
 * How long boots into a pool take, and starts out of it, as the last ones took: a guess in a file
 * grows old with every image. What failed is left out, and an instance that only came back from the
 * group has not booted.
 */
import { assert } from '../assert.ts';

export interface MeasuredTimes {
  /** How many were measured. */
  readonly count: number;
  /** Half of them took no longer, seconds ≥ 1. */
  readonly typical: number;
  /** Nine of ten took no longer, seconds. */
  readonly late: number;
  /** The shortest, seconds ≥ 1. */
  readonly shortest: number;
  /** Quantiles in the middle of eight equal parts, ascending: what the boots of a plan take in turn. */
  readonly spread: readonly number[];
}

/** Fewer say less than the owner's own word. */
export const measuredMin = 20;
/** Parts that they are divided into. */
const parts = 8;

/** The times of boots or starts that took `seconds` each, in any order; null where there are too few. */
export function measuredTimes(seconds: readonly number[]): MeasuredTimes | null {
  if (seconds.length < measuredMin) return null;
  const sorted = seconds.map((each) => Math.max(1, each)).toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    typical: quantile(sorted, 0.5),
    late: quantile(sorted, 0.9),
    shortest: sorted[0]!,
    spread: Array.from({ length: parts }, (_, part) => quantile(sorted, (part + 0.5) / parts)),
  };
}

/** How instances came back from the group into its pool: drained, and parked. */
export interface ReturnTimes {
  /** How many were measured, ≥ 1. */
  readonly count: number;
  /** The longest of them, seconds. */
  readonly longest: number;
}

/** Of returns that took `seconds` each, in any order; null where there was none. */
export function returnTimes(seconds: readonly number[]): ReturnTimes | null {
  if (seconds.length === 0) return null;
  return { count: seconds.length, longest: Math.max(...seconds) };
}

/** What is known of boots: the word of their owner and, once there are enough, what was measured. */
export interface KnownBoots {
  readonly bootSeconds: number;
  readonly boots?: MeasuredTimes;
}

/** Seconds that a boot usually takes: as measured, else as its owner says. */
export function bootSecondsOf({ bootSeconds, boots }: KnownBoots): number {
  return boots?.typical ?? bootSeconds;
}

/**
 * Seconds after which one boot may follow another in the same place: the shortest that was measured, or
 * what the owner says if that is less. A quick few may be a new image, of which all boots will be quick.
 */
export function shortestBootSecondsOf({ bootSeconds, boots }: KnownBoots): number {
  return Math.min(bootSeconds, boots?.shortest ?? bootSeconds);
}

/** Smallest of the ascending `values` that at least a share `level` of them does not exceed. */
function quantile(values: readonly number[], level: number): number {
  assert(values.length > 0, 'nothing has no quantiles');
  return values[Math.max(0, Math.ceil(level * values.length) - 1)]!;
}
