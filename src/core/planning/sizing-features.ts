/**
 * What the forecast of a peak looks at: columns over a whole history, of which row t sees nothing
 * after step t. Loads are in asinh units and relative to the level of the day that ends at t, so
 * that one set of coefficients serves quiet and busy weeks alike.
 */
import { secondOfDay } from '../series/calendar.ts';
import { maxAhead, meanAhead, trailingMax, trailingMean } from '../series/rolling.ts';
import { secondsPerDay } from '../units.ts';
import { isWeekend, type SizingGrid, stepsIn, stepsPerDay, timeOf } from './sizing-grid.ts';

/** Days that a profile looks back, each weighing this much of the day after it. */
const profileDays = 14;
const profileDecay = 0.8;

/** Everything that does not depend on how far ahead the peak may lie. Shapes [steps]. */
export interface LoadState {
  readonly grid: SizingGrid;
  /** asinh(load ÷ scale). */
  readonly z: Float64Array;
  /** Mean of z over the day that ends at each step. */
  readonly level: Float64Array;
  /** Mean of z over the hour that ends at each step: what stands in where no day precedes. */
  readonly hour: Float64Array;
  /** Distance from the profile at each step, 0 before the second day. */
  readonly surprise: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** The peak over the next `windowSteps` steps and what foretells it. */
export interface PeakTable {
  readonly columns: readonly Float64Array[];
  /** Highest z of (t, t + windowSteps], truncated at the end. Shape [steps]. */
  readonly peak: Float64Array;
}

/** State of the load at each step of `grid`. `scale` > 0 is where asinh turns logarithmic. */
export function loadState(grid: SizingGrid, load: Float64Array, scale: number): LoadState {
  const z = load.map((value) => Math.asinh(value / scale));
  const day = stepsPerDay(grid);
  const minutes = (count: number): number => stepsIn(grid, count);
  const level = trailingMean(z, day);
  const hour = trailingMean(z, minutes(60));
  const nearby = aroundMean(z, minutes(15));
  const surprise = minus(z, orElse(decayedProfile(nearby, day), z));
  const yesterday = minus(z, orElse(lagged(nearby, day), z));
  const lastWeek = minus(z, orElse(lagged(nearby, 7 * day), z));
  const relative = [
    z,
    trailingMean(z, Math.max(2, minutes(5))),
    trailingMean(z, Math.max(3, minutes(15))),
    hour,
    trailingMean(z, minutes(180)),
    trailingMean(z, 7 * day),
    trailingMax(z, minutes(15)),
    trailingMax(z, minutes(30)),
    trailingMax(z, minutes(120)),
    trailingMax(z, day),
  ].map((column) => minus(column, level));
  const errors = [
    surprise,
    surprise.map((value) => Math.max(0, value)),
    trailingMean(surprise, Math.max(2, minutes(5))),
    trailingMean(surprise, minutes(60)),
    trailingMean(surprise, minutes(180)),
    trailingMean(surprise, day),
    yesterday,
    trailingMean(yesterday, minutes(60)),
    lastWeek,
    trailingMean(lastWeek, minutes(60)),
  ];
  const columns = [...relative, ...errors, ...dayPhases(grid)];
  return { grid, z, level, hour, surprise, columns };
}

/** Columns and target for peaks over the next `windowSteps` steps. */
export function peakTable(state: LoadState, windowSteps: number): PeakTable {
  const { grid, z, level, hour, surprise } = state;
  const day = stepsPerDay(grid);
  const peak = maxAhead(z, windowSteps);
  const profile = orElse(decayedProfile(peak, day), hour);
  const roughness = z.map((value, t) => Math.abs(value - hour[t]!));
  const relative = [
    profile,
    orElse(lagged(peak, day), profile),
    orElse(overDays(peak, day, [1, 2, 3, 4, 5, 6, 7], highest), profile),
    orElse(overDays(peak, day, [1, 2, 3, 4, 5, 6, 7], upperMedian), profile),
    orElse(overDays(peak, 7 * day, [1, 2, 3, 4], mean), profile),
    orElse(widePeaks(peak, day, windowSteps, stepsIn(grid, 60)), trailingMax(z, day)),
  ].map((column) => minus(column, level));
  const others = [
    surprise.map((value, t) => value * relative[0]![t]!),
    orElse(decayedProfile(meanAhead(roughness, windowSteps), day), roughness),
    ...weekends(grid, windowSteps),
  ];
  return { columns: [...state.columns, ...relative, ...others], peak };
}

/** Highest peak of the last seven days within `reach` steps of the same time of day. */
function widePeaks(
  peak: Float64Array,
  day: number,
  windowSteps: number,
  reach: number,
): Float64Array {
  const wide = trailingMax(peak, 2 * reach + 1);
  // The centred window of yesterday must not reach past what is known at t.
  const shift = Math.min(reach, day - windowSteps);
  return overDays(lagged(wide, -shift), day, [1, 2, 3, 4, 5, 6, 7], highest);
}

/** Weekend at the end of the window, and how that differs from the same time yesterday. */
function weekends(grid: SizingGrid, windowSteps: number): Float64Array[] {
  const ahead = windowSteps * grid.stepSeconds;
  const at = (t: number, shift: number): number =>
    isWeekend(grid, timeOf(grid, t) + shift) ? 1 : 0;
  const weekend = Float64Array.from({ length: grid.steps }, (_, t) => at(t, ahead));
  return [weekend, weekend.map((value, t) => value - at(t, -secondsPerDay))];
}

/** Two harmonics of the local day. */
function dayPhases(grid: SizingGrid): Float64Array[] {
  const phase = Float64Array.from(
    { length: grid.steps },
    (_, t) => (2 * Math.PI * secondOfDay(grid.clock, timeOf(grid, t))) / secondsPerDay,
  );
  return [1, 2].flatMap((k) => [
    phase.map((p) => Math.sin(k * p)),
    phase.map((p) => Math.cos(k * p)),
  ]);
}

/** Mean of the same time on earlier days, recent ones weighing more; NaN where there is none. */
function decayedProfile(values: Float64Array, day: number): Float64Array {
  return values.map((_, t) => {
    let [sum, weights, weight] = [0, 0, 1];
    for (let d = 1; d <= profileDays && t - d * day >= 0; d++, weight *= profileDecay) {
      sum += weight * values[t - d * day]!;
      weights += weight;
    }
    return sum / weights;
  });
}

/** `merge` of the values `lag` × each of `multiples` steps earlier; NaN where there is none. */
function overDays(
  values: Float64Array,
  lag: number,
  multiples: readonly number[],
  merge: (values: number[]) => number,
): Float64Array {
  return values.map((_, t) => {
    const found: number[] = [];
    for (const d of multiples) {
      const value = values[t - d * lag];
      if (value === undefined || Number.isNaN(value)) break;
      found.push(value);
    }
    return found.length === 0 ? Number.NaN : merge(found);
  });
}

/** The value `lag` steps earlier, or later where `lag` < 0; NaN outside. */
function lagged(values: Float64Array, lag: number): Float64Array {
  return values.map((_, t) => values[t - lag] ?? Number.NaN);
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
