/** Of any number of values: a call takes some ten thousands of arguments, and no more. */

/** The highest of `values`; −Infinity where there are none. */
export function highestOf(values: Iterable<number>): number {
  let highest = -Infinity;
  for (const value of values) highest = Math.max(highest, value);
  return highest;
}

/** The lowest of `values`; Infinity where there are none. */
export function lowestOf(values: Iterable<number>): number {
  let lowest = Infinity;
  for (const value of values) lowest = Math.min(lowest, value);
  return lowest;
}
