/**
 * What the same slot of earlier days says about a step: the profile. Everything a profile reads
 * ends at or before the origin it serves.
 */
import { isWeekend, type LoadHistory, lagIndex, meanOver, weekdaysBefore } from './load-history.ts';

/** Columns of a profile row. All but `spread` are levels of z. */
export const profileColumns = [
  'mean7',
  'mean14',
  'median7',
  'median14',
  'sameWeekday',
  'yesterday',
  'slotMean14',
  'sameKind',
  'lastWeek',
  'spread',
] as const;

/** Profile rows by step and first lag, computed once. */
export interface Profiles {
  /**
   * Writes the row of step `target` as known at `origin` into `row`.
   * @returns False when no earlier day reaches back that far; `row` is then unchanged.
   */
  read(target: number, origin: number, row: Float64Array): boolean;
}

const smoothingSeconds = 15 * 60;
const lookbackDays = 14;
const dayDecay = 0.9;
const weekDecay = 0.75;

export function profilesOf(history: LoadHistory): Profiles {
  const half = Math.floor(smoothingSeconds / history.series.stepSeconds);
  const tables = new Map<number, Map<number, Float64Array | null>>();
  return {
    read(target, origin, row) {
      let firstDay = 1;
      while (lagIndex(history, target, firstDay) + half > origin) firstDay++;
      let yesterday = firstDay;
      if (yesterday > 1 && lagIndex(history, target, yesterday - 1) <= origin) yesterday--;
      const key = firstDay * 2 + (firstDay - yesterday);
      let table = tables.get(key);
      if (table === undefined) tables.set(key, (table = new Map()));
      let known = table.get(target);
      if (known === undefined) {
        known = profileRow(history, target, firstDay, yesterday, half);
        table.set(target, known);
      }
      if (known === null) return false;
      row.set(known);
      return true;
    },
  };
}

function profileRow(
  history: LoadHistory,
  target: number,
  firstDay: number,
  yesterday: number,
  half: number,
): Float64Array | null {
  const smooth: number[] = [];
  const raw: number[] = [];
  const alike: number[] = [];
  const weekend = isWeekend(history, target);
  for (let day = firstDay; day < firstDay + lookbackDays; day++) {
    const index = lagIndex(history, target, day);
    if (index < 0) break;
    smooth.push(meanOver(history, index - half, index + half + 1));
    raw.push(history.z[index]!);
    if (isWeekend(history, index) === weekend) alike.push(smooth.at(-1)!);
  }
  if (smooth.length === 0) return null;
  const mean14 = decayedMean(smooth, dayDecay);
  const weeks = weekdaysBefore(history, target, firstDay, 4).map((index) =>
    meanOver(history, index - half, index + half + 1),
  );
  const [lastWeek] = weekdaysBefore(history, target, yesterday, 1);
  const spread = raw.reduce((sum, value) => sum + Math.abs(value - mean14), 0) / raw.length;
  return Float64Array.of(
    decayedMean(smooth, dayDecay, 7),
    mean14,
    median(smooth, 7),
    median(smooth),
    weeks.length === 0 ? mean14 : decayedMean(weeks, weekDecay),
    history.z[lagIndex(history, target, yesterday)]!,
    decayedMean(raw, dayDecay),
    alike.length === 0 ? mean14 : decayedMean(alike, dayDecay),
    lastWeek === undefined ? mean14 : history.z[lastWeek]!,
    spread,
  );
}

/** Mean of the first `most` values with weights 1, decay, decay², … */
function decayedMean(values: readonly number[], decay: number, most = values.length): number {
  let [sum, weights, weight] = [0, 0, 1];
  for (let i = 0; i < values.length && i < most; i++) {
    sum += weight * values[i]!;
    weights += weight;
    weight *= decay;
  }
  return sum / weights;
}

/**
 * The middle of the first `most` values, or the mean of the two. Asked for at every step: a dozen are
 * sorted as they come.
 */
function median(values: readonly number[], most = values.length): number {
  const sorted: number[] = [];
  for (let i = 0; i < values.length && i < most; i++) {
    let at = i;
    for (; at > 0 && sorted[at - 1]! > values[i]!; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = values[i]!;
  }
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
