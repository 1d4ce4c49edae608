import { assert } from '../assert.ts';

const central = {
  numerator: [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
    -3.066479806614716e1, 2.506628277459239,
  ],
  denominator: [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1, 1,
  ],
};
const tail = {
  numerator: [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783,
  ],
  denominator: [
    7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
  ],
};
const tailBelow = 0.02425;

/**
 * The value that a standard normal variable stays below with probability `level` in (0, 1).
 * Relative error below 1.2e-9. Source: P. J. Acklam's rational approximation.
 */
export function normalQuantile(level: number): number {
  assert(level > 0 && level < 1, `level must lie in (0, 1), got ${level}`);
  if (level > 0.5) return -normalQuantile(1 - level);
  if (level < tailBelow) return ratio(tail, Math.sqrt(-2 * Math.log(level)));
  const centred = level - 0.5;
  return centred * ratio(central, centred * centred);
}

function ratio(
  { numerator, denominator }: { numerator: readonly number[]; denominator: readonly number[] },
  at: number,
): number {
  return polynomial(numerator, at) / polynomial(denominator, at);
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
