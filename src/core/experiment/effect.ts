import { around, type Interval } from '../statistics/interval.ts';
import { student95 } from '../statistics/student.ts';

/** What one block adds to a ratio of sums: dollars and days, hits and claims, dollars and orders. */
export interface Amount {
  readonly top: number;
  /** ≥ 0. */
  readonly bottom: number;
}

/** Both blocks of a pair. */
export interface PairAmounts {
  readonly predictive: Amount;
  readonly constant: Amount;
}

/** One measure under both arms. */
export interface Effect {
  readonly pairs: number;
  /** Σ top ÷ Σ bottom of each arm. */
  readonly predictive: number;
  readonly constant: number;
  /** predictive − constant. */
  readonly difference: Interval;
  /** difference ÷ constant; null = the constant's is 0. */
  readonly relative: Interval | null;
}

/**
 * The difference of the ratios of both arms with its 95 % interval: a ratio estimator, its error by
 * the delta method from the residuals of each pair, each as large as leaving the pair out would make
 * it (a jackknife), and Student's t with pairs − 1 degrees of freedom. Which block of a pair came
 * first was drawn for each pair by itself, so under no effect the signs of the pairs are independent,
 * whatever the traffic does: no correction for a series is needed.
 * null = an arm has fewer than two blocks with anything to divide by.
 * Source: Cochran (1977), Sampling techniques, 6.3; Bojinov et al. (2023), switchback experiments.
 */
export function effectOf(pairs: readonly PairAmounts[]): Effect | null {
  const n = pairs.length;
  const predictive = ratioOf(pairs.map((pair) => pair.predictive));
  const constant = ratioOf(pairs.map((pair) => pair.constant));
  if (predictive === null || constant === null) return null;
  const residuals = pairs.map((pair) => [
    residualOf(pair.predictive, predictive),
    residualOf(pair.constant, constant),
  ]) as [number, number][];
  const difference = predictive.ratio - constant.ratio;
  const relation = predictive.ratio / constant.ratio;
  return {
    pairs: n,
    predictive: predictive.ratio,
    constant: constant.ratio,
    difference: around(difference, reachOf(residuals.map(([a, b]) => a - b))),
    relative:
      constant.ratio === 0
        ? null
        : around(
            difference / constant.ratio,
            reachOf(residuals.map(([a, b]) => (a - relation * b) / constant.ratio)),
          ),
  };
}

interface Ratio {
  readonly ratio: number;
  readonly blocks: number;
  readonly bottom: number;
}

function ratioOf(amounts: readonly Amount[]): Ratio | null {
  const top = amounts.reduce((sum, amount) => sum + amount.top, 0);
  const bottom = amounts.reduce((sum, amount) => sum + amount.bottom, 0);
  if (amounts.filter((amount) => amount.bottom > 0).length < 2) return null;
  return { ratio: top / bottom, blocks: amounts.length, bottom };
}

/** What the arm's ratio would lose without one block, times one less than the number of blocks. */
function residualOf(amount: Amount, { ratio, blocks, bottom }: Ratio): number {
  return ((amount.top - ratio * amount.bottom) * (blocks - 1)) / (bottom - amount.bottom);
}

/** Half-width of the 95 % interval of a sum of `residuals` ÷ their number. */
function reachOf(residuals: readonly number[]): number {
  const n = residuals.length;
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  return student95(n - 1) * Math.sqrt(squares / (n * (n - 1)));
}
