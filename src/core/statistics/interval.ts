/** An estimate with the bounds that hold what is estimated in 95 of 100 repetitions. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** `estimate` with `reach` ≥ 0 to either side. */
export function around(estimate: number, reach: number): Interval {
  return { mean: estimate, low: estimate - reach, high: estimate + reach };
}
