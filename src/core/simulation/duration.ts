import type { Random } from '../random.ts';

/** How long something takes: log-normal around a median, with an occasional slow outlier. */
export interface Duration {
  /** Median, seconds ≥ 0. */
  readonly seconds: number;
  /** Standard deviation of its logarithm, ≥ 0: 0.1 is about ±10 %. */
  readonly spread: number;
  /** Share of slow outliers, in [0, 1]. */
  readonly tailShare: number;
  /** How many times longer an outlier takes, ≥ 1. */
  readonly tailFactor: number;
}

/** A duration that never varies. */
export function exactly(seconds: number): Duration {
  return { seconds, spread: 0, tailShare: 0, tailFactor: 1 };
}

/** A duration of `seconds` ± `spread` without outliers. */
export function about(seconds: number, spread: number): Duration {
  return { ...exactly(seconds), spread };
}

/** One duration in whole seconds. Always draws the same count of numbers from `random`. */
export function drawSeconds(duration: Duration, random: Random): number {
  const typical = duration.seconds * Math.exp(duration.spread * random.normal());
  const slow = random.next() < duration.tailShare ? duration.tailFactor : 1;
  return Math.round(typical * slow);
}
