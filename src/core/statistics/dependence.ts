/**
 * How much neighbouring days of a series resemble each other, and what that leaves of their number.
 *
 * A handful of days says little about it: their correlation is estimated too low, by more than a
 * tenth in two weeks, so it is corrected for that and drawn towards what traffic usually has.
 */

/** Correlation of neighbouring days where nothing is known of them, and how many days that is worth. */
const usual = { correlation: 0.4, days: 5 } as const;
/** Beyond this no number of days would be enough. */
const correlationMax = 0.9;
/** Of no fewer days than this is a spread estimated, if there are so many. */
const effectiveMin = 3;

/**
 * Correlation of each value with the one before it, in [0, 0.9], as if the series decayed
 * geometrically. Source: Kendall (1954), note on bias in the estimation of autocorrelation.
 */
export function lagCorrelation(deviations: readonly number[]): number {
  const n = deviations.length;
  let [squares, products] = [0, 0];
  deviations.forEach((value, t) => {
    squares += value ** 2;
    products += t === 0 ? 0 : value * deviations[t - 1]!;
  });
  const estimate = squares === 0 ? 0 : products / squares;
  const unbiased = withinBounds(estimate + (1 + 3 * estimate) / n);
  return (n * unbiased + usual.days * usual.correlation) / (n + usual.days);
}

/** Independent days whose mean would vary as much as that of `n` days correlated so, ≤ n. */
export function effectiveDays(n: number, correlation: number): number {
  const effective = (n * (1 - correlation)) / (1 + correlation);
  return Math.min(n, Math.max(effectiveMin, effective));
}

/**
 * Days that are best drawn together, at least one and at most a third of `n`.
 * Source: Politis and White (2004), automatic block-length selection, for a first-order series.
 */
export function runLength(n: number, correlation: number): number {
  const strength = (2 * correlation) / (1 - correlation ** 2);
  const best = Math.round(Math.cbrt(1.5 * n) * strength ** (2 / 3));
  return Math.max(1, Math.min(Math.floor(n / 3), best));
}

function withinBounds(correlation: number): number {
  return Math.min(correlationMax, Math.max(0, correlation));
}
