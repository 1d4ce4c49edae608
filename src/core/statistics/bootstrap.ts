import type { Random } from '../random.ts';
import { effectiveDays, lagCorrelation, runLength } from './dependence.ts';
import type { Interval } from './interval.ts';
import { student95 } from './student.ts';

/** What one day adds to a ratio of sums: dollars and days, or hits and claims. */
export interface RatioPart {
  readonly top: number;
  /** ≥ 0. */
  readonly bottom: number;
}

const resamples = 1000;

/**
 * Σ top ÷ Σ bottom over `days` with its 95 % interval. Neighbouring days resemble each other, so
 * days are drawn again and again in whole runs, around the end of the list where need be, the longer
 * the more they do: that gives the interval its shape. Its width is that of Student's t over as many
 * days as would say as much if they did not depend on each other, for few runs underrate their own
 * spread. null = fewer than two days, or nothing to divide by.
 * Source: Politis and Romano (1992), a circular block-resampling procedure for stationary data.
 */
export function bootstrapRatio(days: readonly RatioPart[], random: Random): Interval | null {
  const n = days.length;
  const mean = ratioOf(days);
  if (n < 2 || mean === null) return null;
  const deviations = days.map(({ top, bottom }) => top - mean * bottom);
  const correlation = lagCorrelation(deviations);
  const drawn = ratiosDrawn(days, runLength(n, correlation), random);
  const at = (level: number): number => drawn[Math.round(level * (drawn.length - 1))]! - mean;
  // The ratio itself lies within, be the draws ever so lopsided.
  const [below, above] = [Math.max(0, -at(0.025)), Math.max(0, at(0.975))];
  const spread = (below + above) / 2;
  if (spread === 0) return { mean, low: mean, high: mean };
  const effective = effectiveDays(n, correlation);
  const reach = student95(effective - 1) * standardError(days, deviations, effective);
  const widening = reach / spread;
  return { mean, low: mean - widening * below, high: mean + widening * above };
}

/** Standard error of the ratio, linear in the days, which count as `effective` independent ones. */
function standardError(
  days: readonly RatioPart[],
  deviations: readonly number[],
  effective: number,
): number {
  const n = days.length;
  const bottom = days.reduce((sum, day) => sum + day.bottom, 0) / n;
  const variance = deviations.reduce((sum, value) => sum + value ** 2, 0) / n;
  return Math.sqrt(variance / (effective - 1)) / bottom;
}

/** Ratios of as many days each, drawn in runs of `run`, ascending. */
function ratiosDrawn(days: readonly RatioPart[], run: number, random: Random): number[] {
  const drawn: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const ratio = ratioOf(resampled(days, run, random));
    if (ratio !== null) drawn.push(ratio);
  }
  return drawn.sort((a, b) => a - b);
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
