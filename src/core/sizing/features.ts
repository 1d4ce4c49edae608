/**
 * What the forecast of a peak looks at: columns over the newest steps of a history, of which row t
 * sees nothing after step t. Loads are in asinh units and relative to the level of the day that ends
 * at t, so that one set of coefficients serves quiet and busy weeks alike.
 *
 * Columns begin at step `first`: learning wants all of a history, a decision only its last hours.
 */
import { secondOfDay } from '../series/calendar.ts';
import { isWeekend, type LocalGrid, stepsIn, stepsPerDay, timeOf } from '../series/local-grid.ts';
import { maxAhead, meanAhead, rolledFrom, trailingMax, trailingMean } from '../series/rolling.ts';
import { secondsPerDay } from '../units.ts';

/** Days that a profile looks back, each weighing this much of the day after it. */
const profileDays = 14;
const profileDecay = 0.8;

/** Everything that does not depend on how far ahead the peak may lie. */
export interface LoadState {
  readonly grid: LocalGrid;
  /** The step of the first row. */
  readonly first: number;
  /** Instances at which asinh turns logarithmic, > 0. */
  readonly scale: number;
  /** asinh(load ÷ scale). Shape [steps]. */
  readonly z: Float64Array;
  /** Distance from the mean of the hour that ends at each step. Shape [steps]. */
  readonly roughness: Float64Array;
  /** Mean of z over the day that ends at each step. Shape [rows], as all that follows. */
  readonly level: Float64Array;
  /** Mean of z over the hour that ends at each step: what stands in where no day precedes. */
  readonly hour: Float64Array;
  /** Highest z of the day that ends at each step. */
  readonly highestOfDay: Float64Array;
  /** Distance from the profile at each step, 0 before the second day. */
  readonly surprise: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** The peak over the next `windowSteps` steps and what foretells it. */
export interface PeakTable {
  /** Shape [columns][rows]. */
  readonly columns: readonly Float64Array[];
  /** Highest z of (t, t + windowSteps], truncated at the end. Shape [steps]. */
  readonly peak: Float64Array;
}

/** State of the load from step `first` on. */
export function loadState(
  grid: LocalGrid,
  load: Float64Array,
  scale: number,
  first = 0,
): LoadState {
  const z = load.map((value) => Math.asinh(value / scale));
  const day = stepsPerDay(grid);
  const minutes = (count: number): number => stepsIn(grid, count);
  const meanOver = (width: number) => rolledFrom(first, trailingMean, z, width);
  const maxOver = (width: number) => rolledFrom(first, trailingMax, z, width);
  const [now, level, hour] = [z.subarray(first), meanOver(day), meanOver(minutes(60))];
  const highestOfDay = maxOver(day);
  const relative = [
    now,
    meanOver(Math.max(2, minutes(5))),
    meanOver(Math.max(3, minutes(15))),
    hour,
    meanOver(minutes(180)),
    meanOver(7 * day),
    maxOver(minutes(15)),
    maxOver(minutes(30)),
    maxOver(minutes(120)),
    highestOfDay,
  ].map((column) => minus(column, level));

  // Errors are averaged over up to a day, so they begin a day before the first row.
  const since = Math.max(0, first - day + 1);
  const lately = z.subarray(since);
  const nearby = aroundMean(z, minutes(15));
  const errorOf = (usual: Float64Array) => minus(lately, orElse(usual, lately));
  const surprises = errorOf(decayedProfile(nearby, day, since));
  const yesterdays = errorOf(lagged(nearby, day, since));
  const lastWeeks = errorOf(lagged(nearby, 7 * day, since));
  const errorOver = (errors: Float64Array, width: number) =>
    rolledFrom(first - since, trailingMean, errors, width);
  const [surprise, yesterday, lastWeek] = [surprises, yesterdays, lastWeeks].map((errors) =>
    errors.subarray(first - since),
  ) as [Float64Array, Float64Array, Float64Array];
  const errors = [
    surprise,
    surprise.map((value) => Math.max(0, value)),
    errorOver(surprises, Math.max(2, minutes(5))),
    errorOver(surprises, minutes(60)),
    errorOver(surprises, minutes(180)),
    errorOver(surprises, day),
    yesterday,
    errorOver(yesterdays, minutes(60)),
    lastWeek,
    errorOver(lastWeeks, minutes(60)),
  ];
  const columns = [...relative, ...errors, ...dayPhases(grid, first)];
  const hours = trailingMean(z, minutes(60));
  const roughness = z.map((value, t) => Math.abs(value - hours[t]!));
  return { grid, first, scale, z, roughness, level, hour, highestOfDay, surprise, columns };
}

/** Columns and target for peaks over the next `windowSteps` steps. */
export function peakTable(state: LoadState, windowSteps: number): PeakTable {
  const { grid, first, z, roughness, level, hour, highestOfDay, surprise } = state;
  const day = stepsPerDay(grid);
  const week = [1, 2, 3, 4, 5, 6, 7];
  const reach = stepsIn(grid, 60);
  const near = { first, day, reach: 2 * reach };
  const peak = aheadNear(maxAhead, z, windowSteps, near);
  const profile = orElse(decayedProfile(peak, day, first), hour);
  const rough = decayedProfile(aheadNear(meanAhead, roughness, windowSteps, near), day, first);
  const wide = widePeaks(peak, { day, windowSteps, reach, first });
  const relative = [
    profile,
    orElse(lagged(peak, day, first), profile),
    orElse(overDays(peak, day, week, first, highest), profile),
    orElse(overDays(peak, day, week, first, upperMedian), profile),
    orElse(overDays(peak, 7 * day, [1, 2, 3, 4], first, mean), profile),
    orElse(wide, highestOfDay),
  ].map((column) => minus(column, level));
  const others = [
    surprise.map((value, t) => value * relative[0]![t]!),
    orElse(rough, roughness.subarray(first)),
    ...weekends(grid, windowSteps, first),
  ];
  return { columns: [...state.columns, ...relative, ...others], peak };
}

/** Rows that are wanted, and how far from the same time of earlier days they look. */
export interface NearRows {
  readonly first: number;
  readonly day: number;
  readonly reach: number;
}

/**
 * `roll` over the `width` values ahead of each, where the rows from `first` on look at it: within
 * `reach` steps of the same time of any day. Elsewhere NaN, for a step sizes by a row or a few.
 */
export function aheadNear(
  roll: (values: Float64Array, width: number) => Float64Array,
  values: Float64Array,
  width: number,
  rows: NearRows,
): Float64Array {
  return nearSameTime(values, rows, (from, to) => {
    return roll(values.subarray(from, Math.min(values.length, to + width)), width);
  });
}

/**
 * What `of` says of steps [from, to), where `rows` look at it; NaN elsewhere. Shape as `values`. It
 * may say more than was asked, which is left out.
 */
function nearSameTime(
  values: Float64Array,
  { first, day, reach }: NearRows,
  of: (from: number, to: number) => Float64Array,
): Float64Array {
  const steps = values.length;
  if (steps - first + 2 * reach >= day) return of(0, steps);
  const result = new Float64Array(steps).fill(Number.NaN);
  for (let back = 0; steps - back + reach > 0; back += day) {
    const from = Math.max(0, first - back - reach);
    const to = Math.min(steps, steps - back + reach);
    result.set(of(from, to).subarray(0, to - from), from);
  }
  return result;
}

/** Highest peak of the last seven days within `reach` steps of the same time of day. */
function widePeaks(
  peak: Float64Array,
  rows: {
    readonly day: number;
    readonly windowSteps: number;
    readonly reach: number;
    readonly first: number;
  },
): Float64Array {
  const { day, windowSteps, reach, first } = rows;
  // The centred window of yesterday must not reach past what is known at t.
  const shift = Math.min(reach, day - windowSteps);
  const width = 2 * reach + 1;
  const wide = nearSameTime(peak, { first, day, reach: shift }, (from, to) =>
    rolledFrom(from, trailingMax, peak.subarray(0, to), width),
  );
  return overDays(wide, day, [1, 2, 3, 4, 5, 6, 7], first, highest, shift);
}

/** Weekend at the end of the window, and how that differs from the same time yesterday. */
function weekends(grid: LocalGrid, windowSteps: number, first: number): Float64Array[] {
  const ahead = windowSteps * grid.stepSeconds;
  const at = (t: number, shift: number): number =>
    isWeekend(grid, timeOf(grid, t) + shift) ? 1 : 0;
  const rows = { length: grid.steps - first };
  const weekend = Float64Array.from(rows, (_, row) => at(first + row, ahead));
  return [weekend, weekend.map((value, row) => value - at(first + row, -secondsPerDay))];
}

/** Two harmonics of the local day. */
function dayPhases(grid: LocalGrid, first: number): Float64Array[] {
  const phase = Float64Array.from(
    { length: grid.steps - first },
    (_, row) => (2 * Math.PI * secondOfDay(grid.clock, timeOf(grid, first + row))) / secondsPerDay,
  );
  return [1, 2].flatMap((k) => [
    phase.map((p) => Math.sin(k * p)),
    phase.map((p) => Math.cos(k * p)),
  ]);
}

/** Mean of the same time on earlier days, recent ones weighing more; NaN where there is none. */
function decayedProfile(values: Float64Array, day: number, first: number): Float64Array {
  return rowsOf(values, first, (t) => {
    let [sum, weights, weight] = [0, 0, 1];
    for (let d = 1; d <= profileDays && t - d * day >= 0; d++, weight *= profileDecay) {
      sum += weight * values[t - d * day]!;
      weights += weight;
    }
    return sum / weights;
  });
}

/** `merge` of the values `ahead` of those `lag` × each of `multiples` steps earlier; NaN of none. */
function overDays(
  values: Float64Array,
  lag: number,
  multiples: readonly number[],
  first: number,
  merge: (values: number[]) => number,
  ahead = 0,
): Float64Array {
  return rowsOf(values, first, (t) => {
    const found: number[] = [];
    for (const d of multiples) {
      const value = t < d * lag ? undefined : values[t - d * lag + ahead];
      if (value === undefined || Number.isNaN(value)) break;
      found.push(value);
    }
    return found.length === 0 ? Number.NaN : merge(found);
  });
}

/** The value `lag` steps earlier, or later where `lag` < 0; NaN outside. */
function lagged(values: Float64Array, lag: number, first: number): Float64Array {
  return rowsOf(values, first, (t) => values[t - lag] ?? Number.NaN);
}

/** `of` at each step from `first` to the end of `values`. */
export function rowsOf(
  values: Float64Array,
  first: number,
  of: (t: number) => number,
): Float64Array {
  const rows = new Float64Array(values.length - first);
  for (let row = 0; row < rows.length; row++) rows[row] = of(first + row);
  return rows;
}

/** Mean of the values within `reach` steps of each. */
function aroundMean(values: Float64Array, reach: number): Float64Array {
  const last = values.length - 1;
  const trailing = trailingMean(values, 2 * reach + 1);
  return values.map((_, t) => trailing[Math.min(last, t + reach)]!);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, t) => value - b[t]!);
}

function orElse(values: Float64Array, fallback: Float64Array): Float64Array {
  return values.map((value, t) => (Number.isNaN(value) ? fallback[t]! : value));
}

export function highest(values: readonly number[]): number {
  return Math.max(...values);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, the upper of two. */
function upperMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
