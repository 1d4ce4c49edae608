/**
 * How the prior sees a question: the features that a short history can fill, in units of the last
 * day's variation, and what tells how far that history may be trusted. Times are in hours, not
 * steps, and neither the size of the load nor the hour of the clock is told: one prior serves all.
 */
import { assert } from '../../assert.ts';
import { secondsPerHour } from '../../units.ts';
import { featureNames } from '../features/features.ts';
import { type LoadHistory, meanOver } from '../features/load-history.ts';
import type { View } from '../members/member.ts';

/** Columns of `features.ts` in z, each divided by the unit. */
const sized = [
  ...['mean7', 'mean14', 'median7', 'median14', 'sameWeekday', 'yesterday', 'slotMean14'],
  ...['sameKind', 'lastWeek', 'spread', 'last', 'lastThree', 'lastHour', 'lastThreeHours', 'week'],
  ...['dailyError', 'dailyErrorThree', 'dailyErrorHour', 'dailyErrorThreeHours', 'dailyErrorDay'],
  ...['weeklyError', 'weeklyErrorHour', 'weeklyErrorThreeHours', 'weeklyErrorDay'],
  ...['yesterdayError', 'yesterdayErrorHour', 'yesterdayErrorDay'],
  ...['kindErrorHour', 'kindErrorThreeHours', 'kindErrorDay'],
  ...['restlessness', 'errorSizeThreeHours', 'errorSizeDay'],
].map(columnOf);
const plain = ['weekend', 'weekend-change'].map(columnOf);
/** Columns that also count times the logarithm of the hours ahead … */
const fading = ['yesterday', 'last', 'lastHour', 'dailyErrorHour', 'mean14', 'dailyError'].map(
  columnOf,
);
/** … times how much one day is like the day before … */
const byDay = ['yesterday', 'mean7'].map(columnOf);
/** … and times how much one hour is like the hour before. */
const byHour = ['last', 'dailyErrorHour'].map(columnOf);
const knowledgeColumns = 9;

/** Numbers in a row of the prior. */
export const priorColumns =
  [sized, plain, fading, byDay, byHour].reduce((sum, { length }) => sum + length, 0) +
  3 +
  knowledgeColumns;

function columnOf(name: string): number {
  const column = featureNames.indexOf(name);
  assert(column >= 0, `the prior reads ${name}, which is no feature`);
  return column;
}

/** Ends of the prior's horizon buckets; the last one has none. */
const bucketEnds = [0.25, 1, 3, 8].map((hours) => hours * secondsPerHour);
export const priorBuckets = bucketEnds.length + 1;

/** Index of the bucket of a step that lies `seconds` > 0 after the origin. */
export function priorBucket(seconds: number): number {
  const index = bucketEnds.findIndex((end) => seconds <= end);
  return index < 0 ? bucketEnds.length : index;
}

export interface PriorRows {
  /** Mean z of the last day: answers are told from it … */
  readonly level: number;
  /** … in units of how much z varied on that day, > 0. */
  readonly unit: number;
  /** Raw rows of the steps ahead; null where the history is too short to say. */
  readonly rows: readonly (Float64Array | null)[];
}

/** Rows of the steps `ahead` of `origin`. They read nothing after it. */
export function priorRows(
  { history, features }: View,
  origin: number,
  ahead: Int32Array,
): PriorRows {
  const { stepSeconds } = history.series;
  const level = features.levelAt(origin);
  const unit = variation(history, origin, level);
  const known = knowledge(history, origin, level, unit);
  const [dayLikeness, hourLikeness] = [known[0]!, known[1]!];
  const rows = features.rowsOf(origin, ahead).map((row, i) => {
    if (row === null) return null;
    const far = Math.log((ahead[i]! * stepSeconds) / secondsPerHour);
    const out = new Float64Array(priorColumns);
    let at = 0;
    const write = (columns: readonly number[], times: number, per: number) => {
      for (const column of columns) out[at++] = (times * row[column]!) / per;
    };
    out[at++] = 1;
    write(sized, 1, unit);
    write(plain, 1, 1);
    out[at++] = far;
    out[at++] = far * far;
    write(fading, far, unit);
    write(byDay, dayLikeness, unit);
    write(byHour, hourLikeness, unit);
    out.set(known, at);
    return out;
  });
  return { level, unit, rows };
}

/** What varies less is as good as constant. */
const unitLeast = 0.01;

/** Standard deviation of z over the day that ends with `origin`, but no less than a sliver. */
function variation({ z, stepsPerDay }: LoadHistory, origin: number, level: number): number {
  const first = Math.max(0, origin - stepsPerDay + 1);
  let sum = 0;
  for (let i = first; i <= origin; i++) sum += (z[i]! - level) ** 2;
  return Math.max(unitLeast, Math.sqrt(sum / (origin - first + 1)));
}

/** More days than these were never learnt from. */
const daysMost = 14;
const usualStepSeconds = 300;

/** What is known of the history as a whole, whatever is asked. Shape [knowledgeColumns]. */
function knowledge(
  history: LoadHistory,
  origin: number,
  level: number,
  unit: number,
): Float64Array {
  const { stepsPerDay, series } = history;
  const hour = Math.max(1, Math.round(secondsPerHour / series.stepSeconds));
  const days = Math.min(daysMost, (origin + 1) / stepsPerDay);
  const lastHour = meanOver(history, origin - hour + 1, origin + 1);
  const hourBefore = meanOver(history, origin - 2 * hour + 1, origin - hour + 1);
  const alike = (lag: number) => likeness(history, origin, lag, level) / (unit * unit);
  return Float64Array.of(
    ...[stepsPerDay, hour, 1, 3 * hour].map((lag) => Math.max(-1, Math.min(1, alike(lag)))),
    Math.log2(days),
    1 / days,
    Math.log(series.stepSeconds / usualStepSeconds),
    Math.log(unit),
    (lastHour - hourBefore) / unit,
  );
}

/** Covariance of the last day with the same steps `lag` earlier; what is unknown counts as 0. */
function likeness(
  { z, stepsPerDay }: LoadHistory,
  origin: number,
  lag: number,
  level: number,
): number {
  let sum = 0;
  for (let i = Math.max(lag, origin - stepsPerDay + 1); i <= origin; i++) {
    sum += (z[i]! - level) * (z[i - lag]! - level);
  }
  return sum / stepsPerDay;
}
