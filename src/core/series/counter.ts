/** A reading with the time it was taken at. */
interface Reading {
  readonly at: number;
  readonly value: number;
}

/**
 * What a counter counted in each step of `stepSeconds`, from its ascending readings: a step begins at
 * one reading and ends with the next. A counter that fell was reset to zero in between, so that what
 * it shows is the least it can have counted since. What came over a gap belongs to no step: it is
 * left out.
 */
export function increments(readings: readonly Reading[], stepSeconds: number): Reading[] {
  return readings.slice(1).flatMap(({ at, value }, i) => {
    const before = readings[i]!;
    if (at - before.at !== stepSeconds) return [];
    const count = value >= before.value ? value - before.value : value;
    return [{ at: before.at, value: count }];
  });
}
