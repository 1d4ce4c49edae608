import { assert } from '../assert.ts';

/** Half-width of the 95 % interval of a normal variable, in standard deviations. */
export const normal95 = 1.959964;

/** Student's t at 97.5 % for 1, 2, 3 … degrees of freedom. Source: Abramowitz and Stegun, table 26.10. */
const small = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];

/**
 * Standard errors to either side of an estimate that make a 95 % interval, when its error was
 * estimated with `freedom` ≥ 1 degrees of freedom. Between whole ones it is linear in 1 ÷ freedom.
 * Source: Abramowitz and Stegun, 26.7.5.
 */
export function student95(freedom: number): number {
  assert(freedom >= 1 && freedom < Number.POSITIVE_INFINITY, `degrees of freedom, got ${freedom}`);
  const below = Math.floor(freedom);
  if (below === freedom) return atWhole(freedom);
  const share = (1 / freedom - 1 / (below + 1)) / (1 / below - 1 / (below + 1));
  return share * atWhole(below) + (1 - share) * atWhole(below + 1);
}

function atWhole(freedom: number): number {
  const known = small[freedom - 1];
  if (known !== undefined) return known;
  const z = normal95;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
