import type { SampleBatch } from '../../app/ports/series.ts';
import type { Sample } from '../../core/series/series.ts';
import type { EpochMillis } from './fields.ts';

/** What a file held, in the order of its lines. */
export interface Rows {
  readonly at: readonly EpochMillis[];
  /** Load; NaN where the file has a gap. Same shape as `at`. */
  readonly values: readonly number[];
}

export interface RegularRows {
  readonly batch: SampleBatch;
  /** Rows whose time another row had already: the last of them counts. */
  readonly duplicates: number;
  /** Rows that came after a row of a later time. */
  readonly reordered: number;
  /** Steps between the first and the last sample that have none. */
  readonly gaps: number;
}

/**
 * Rows on the file's own grid: sorted, each time once, the step the commonest difference between
 * neighbours. Times off that grid fall back to the step they lie in, which is then their mean.
 * Null when fewer than two times differ, as nothing then tells the step.
 */
export function regularize(rows: Rows): RegularRows | null {
  const order = ascending(rows.at);
  const unique = order.filter((row, i) => {
    const next = order[i + 1];
    return next === undefined || rows.at[next] !== rows.at[row];
  });
  if (unique.length < 2) return null;

  const millis = unique.map((row) => rows.at[row]!);
  const values = unique.map((row) => rows.values[row]!);
  const times = millis.map((at) => Math.floor(at / 1000));
  const grid = gridOf(millis, times);
  const samples = snap(times, values, grid);
  const { stepSeconds } = grid;
  return {
    batch: { stepSeconds, samples },
    duplicates: order.length - unique.length,
    reordered: lateRows(rows.at),
    gaps: missingSteps(samples, stepSeconds),
  };
}

/** Row numbers by time; rows of one time stay in the order of the file. */
function ascending(at: readonly EpochMillis[]): number[] {
  const order = Array.from(at, (_, row) => row);
  return lateRows(at) === 0 ? order : order.sort((a, b) => at[a]! - at[b]! || a - b);
}

function lateRows(at: readonly EpochMillis[]): number {
  let [latest, late] = [-1, 0];
  for (const time of at) {
    if (time < latest) late += 1;
    latest = Math.max(latest, time);
  }
  return late;
}

interface FileGrid {
  readonly stepSeconds: number;
  /** Seconds from a multiple of the step to the start of each step. */
  readonly phase: number;
}

/** Steps that people measure by, seconds. */
const usualSteps = [1, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];

/**
 * The commonest difference, the shortest of equals, where more than half of the times lie on its
 * grid: so a regular file keeps its times. Else the times jitter, and so does the difference: then
 * the usual step within 5 % of it, on the grid of UTC.
 */
function gridOf(ascending: readonly EpochMillis[], times: readonly number[]): FileGrid {
  const { value: stepSeconds } = commonest(
    ascending.slice(1).map((at, i) => Math.max(1, Math.round((at - ascending[i]!) / 1000))),
  );
  const phase = commonest(times.map((at) => at % stepSeconds));
  const isRegular = phase.count * 2 > times.length && phase.value <= times[0]!; // no step before 1970
  if (isRegular) return { stepSeconds, phase: phase.value };
  const usual = usualSteps.find((usual) => Math.abs(usual - stepSeconds) <= 0.05 * usual);
  return { stepSeconds: usual ?? stepSeconds, phase: 0 };
}

function commonest(numbers: readonly number[]): { value: number; count: number } {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  let best = { value: Number.POSITIVE_INFINITY, count: 0 };
  for (const [value, count] of counts) {
    if (count > best.count || (count === best.count && value < best.value)) best = { value, count };
  }
  return best;
}

function snap(
  times: readonly number[],
  values: readonly number[],
  { stepSeconds, phase }: FileGrid,
): Sample[] {
  const samples: Sample[] = [];
  let [step, count, mean] = [Number.NaN, 0, 0];
  const close = () => {
    if (count > 0) samples.push({ at: step, value: mean });
  };
  times.forEach((time, i) => {
    const at = Math.floor((time - phase) / stepSeconds) * stepSeconds + phase;
    if (at !== step) {
      close();
      [step, count, mean] = [at, 0, 0];
    }
    if (Number.isNaN(values[i])) return;
    count += 1;
    mean += (values[i]! - mean) / count;
  });
  close();
  return samples;
}

function missingSteps(samples: readonly Sample[], stepSeconds: number): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.floor((last.at - first.at) / stepSeconds) + 1 - samples.length;
}
