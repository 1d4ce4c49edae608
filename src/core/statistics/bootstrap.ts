import type { Random } from '../random.ts';
import type { Interval } from './interval.ts';
import { normal95, student95 } from './student.ts';

/** What one day adds to a ratio of sums: dollars and days, or hits and claims. */
export interface RatioPart {
  readonly top: number;
  /** ≥ 0. */
  readonly bottom: number;
}

const resamples = 1000;
/** The cube root of 27 is 3, whatever the last bit says. */
const dust = 1e-9;

/**
 * Σ top ÷ Σ bottom over `days` with its 95 % interval, from days drawn again and again with
 * repetition. Neighbouring days resemble each other, so runs of ∛n days are drawn whole, around the
 * end of the list where need be. The bounds are widened as Student's t is, for few runs underrate
 * their own spread. null = fewer than two days, or nothing to divide by.
 * Source: Politis and Romano (1992), a circular block-resampling procedure for stationary data.
 */
export function bootstrapRatio(days: readonly RatioPart[], random: Random): Interval | null {
  const n = days.length;
  const mean = ratioOf(days);
  if (n < 2 || mean === null) return null;
  const run = Math.floor(Math.cbrt(n) + dust);
  const runs = Math.floor(n / run);
  const drawn: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const ratio = ratioOf(resampled(days, run, random));
    if (ratio !== null) drawn.push(ratio);
  }
  drawn.sort((a, b) => a - b);
  const widening = Math.sqrt(runs / (runs - 1)) * (student95(runs - 1) / normal95);
  const bound = (level: number): number => {
    const at = Math.round(level * (drawn.length - 1));
    return mean + widening * (drawn[at]! - mean);
  };
  // The ratio itself lies within, be the draws ever so lopsided.
  return { mean, low: Math.min(mean, bound(0.025)), high: Math.max(mean, bound(0.975)) };
}

/** As many days as there are, in runs of `run` that begin anywhere. */
function resampled(days: readonly RatioPart[], run: number, random: Random): RatioPart[] {
  const drawn: RatioPart[] = [];
  while (drawn.length < days.length) {
    const start = random.below(days.length);
    for (let i = 0; i < run && drawn.length < days.length; i++) {
      drawn.push(days[(start + i) % days.length]!);
    }
  }
  return drawn;
}

function ratioOf(parts: readonly RatioPart[]): number | null {
  let [top, bottom] = [0, 0];
  for (const part of parts) {
    top += part.top;
    bottom += part.bottom;
  }
  return bottom === 0 ? null : top / bottom;
}
