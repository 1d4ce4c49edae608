/**
 * Every member learns the same grid of quantile levels, so that members can be averaged level by
 * level; other levels are read off between them.
 */

/** Levels every member is fitted on, ascending. */
export const gridLevels = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
] as const;

/**
 * Quantiles at `levels`, read off a grid of them: linear in the normal score between grid levels,
 * flat beyond its ends.
 *
 * @param grid Shape [gridLevels][horizon], non-decreasing down the levels.
 * @returns Shape [levels][horizon], non-decreasing down the levels.
 */
export function atLevels(grid: readonly Float64Array[], levels: readonly number[]): Float64Array[] {
  return levels.map((level) => {
    const upper = gridLevels.findIndex((known) => known >= level - 1e-12);
    if (upper <= 0) return Float64Array.from(upper === 0 ? grid[0]! : grid.at(-1)!);
    const [low, high] = [grid[upper - 1]!, grid[upper]!];
    const [from, to] = [normalScore(gridLevels[upper - 1]!), normalScore(gridLevels[upper]!)];
    const share = Math.min(1, Math.max(0, (normalScore(level) - from) / (to - from)));
    return low.map((value, step) => value + share * (high[step]! - value));
  });
}

/** Makes quantiles non-decreasing down the levels by sorting each step's, in place. */
export function sortQuantiles(quantiles: readonly Float64Array[]): void {
  const horizon = quantiles[0]?.length ?? 0;
  for (let step = 0; step < horizon; step++) {
    for (let i = 1; i < quantiles.length; i++) {
      const value = quantiles[i]![step]!;
      let at = i;
      for (; at > 0 && quantiles[at - 1]![step]! > value; at--) {
        quantiles[at]![step] = quantiles[at - 1]![step]!;
      }
      quantiles[at]![step] = value;
    }
  }
}

/** Standard normal quantile, within 5e-4 of the exact one. Source: Abramowitz and Stegun 26.2.23. */
export function normalScore(level: number): number {
  const tail = Math.min(level, 1 - level);
  const t = Math.sqrt(-2 * Math.log(Math.max(tail, 1e-12)));
  const score =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return level < 0.5 ? -score : score;
}
