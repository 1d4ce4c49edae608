/** What the prior is trained on: questions about made-up loads, asked after a day of them or a few. */
import { type Random, seededRandom } from '../../random.ts';
import { slice, type TimeSeries } from '../../series/series.ts';
import { secondsPerDay } from '../../units.ts';
import { scaleOf } from '../features/load-history.ts';
import { viewOf } from '../members/member.ts';
import { type NetworkRows, scalingOf, standardise } from '../network/rows.ts';
import { demandSeries } from './demand-shapes.ts';
import { priorBucket, priorBuckets, priorColumns, priorRows } from './rows.ts';

/** Steps of the loads, taken in turn: five minutes are the most usual. */
const stepsSeconds = [60, 300, 300, 300, 600, 900, 1800, 3600] as const;
const days = 16;
/** A load is asked about after as much history as this, in days, each factor as likely. */
const knownDaysMost = 14;
const originsEach = 6;
const asksEach = 3;

/** One moment of a made-up load: what is known of it, and what came. */
export interface PriorCase {
  readonly history: TimeSeries;
  /** The day after the history. */
  readonly coming: Float64Array;
}

/** Cases of the `index`-th load of `random`. */
export function priorCases(index: number, random: Random): PriorCase[] {
  const own = random.stream(`load ${index}`);
  const stepSeconds = stepsSeconds[index % stepsSeconds.length]!;
  const perDay = secondsPerDay / stepSeconds;
  const whole = demandSeries(stepSeconds, days, own.stream('shape'));
  const last = whole.values.length - perDay;
  return Array.from({ length: originsEach }, () => {
    const known = perDay * knownDaysMost ** own.next() + (perDay / 12) * own.next();
    const steps = Math.ceil(known) + 1;
    const end = Math.min(last, steps + own.below(Math.max(1, last - steps)));
    const history = slice(whole, Math.max(0, end - steps), end);
    return { history, coming: whole.values.subarray(end, end + perDay) };
  });
}

/** Standardised rows with answers, from `loads` made-up loads; the same seed gives the same bits. */
export function priorLessons(seed: number, loads: number): NetworkRows {
  const random = seededRandom(seed, 'prior lessons');
  const asks = random.stream('asks');
  const capacity = loads * originsEach * priorBuckets * asksEach;
  const values = new Float32Array(capacity * priorColumns);
  const [buckets, targets] = [new Uint8Array(capacity), new Float32Array(capacity)];
  let count = 0;
  for (let load = 0; load < loads; load++) {
    for (const { history, coming } of priorCases(load, random)) {
      const { stepSeconds } = history;
      const view = viewOf(history, 'UTC', scaleOf(history.values));
      const ahead = aheadOf(stepSeconds, coming.length, asks);
      const { level, unit, rows } = priorRows(view, history.values.length - 1, ahead);
      rows.forEach((row, i) => {
        if (row === null) return;
        values.set(row, count * priorColumns);
        buckets[count] = priorBucket(ahead[i]! * stepSeconds);
        const z = Math.asinh(coming[ahead[i]! - 1]! / view.history.scale);
        targets[count++] = (z - level) / unit;
      });
    }
  }
  const scaling = scalingOf(values, count, priorColumns);
  for (let i = 0; i < count; i++) {
    standardise(values.subarray(i * priorColumns, (i + 1) * priorColumns), scaling);
  }
  return {
    count,
    columns: priorColumns,
    values: values.subarray(0, count * priorColumns),
    buckets: buckets.subarray(0, count),
    targets: targets.subarray(0, count),
    weights: new Float32Array(count).fill(1),
    scaling,
  };
}

/** A few steps ahead in each of the prior's buckets, up to `most`. */
function aheadOf(stepSeconds: number, most: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: most }, (_, step) => step + 1);
  const asked: number[] = [];
  for (let bucket = 0; bucket < priorBuckets; bucket++) {
    const within = all.filter((ahead) => priorBucket(ahead * stepSeconds) === bucket);
    if (within.length === 0) continue;
    for (let ask = 0; ask < asksEach; ask++) asked.push(within[random.below(within.length)]!);
  }
  return Int32Array.from(asked);
}
