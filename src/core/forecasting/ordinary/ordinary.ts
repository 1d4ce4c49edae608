/**
 * Which load is ordinary. An outage says nothing about what users want, nor does the rush of
 * retries after it; both are taken out of what a model learns from and forecasts from.
 *
 *   outage  a sudden fall far below anything usual at that hour, until it recovers. One step
 *           suffices where almost nothing is left, two where some load is.
 *   storm   load far above anything usual at that hour, right after an outage or a gap.
 *
 * What happens every night or every week is usual and stays, and so does a fall that lasts: after
 * `lastingSecondsMax` it is believed while it goes on, after `outageSecondsMax` for good. A storm is
 * believed while it lasts, for its load is real and must be served, and forgotten once it is over.
 * Set aside: a cap on the storm instead of a gap, which teaches a little of it each time.
 */
import { gapsOf } from '../../series/gaps.ts';
import type { TimeSeries } from '../../series/series.ts';
import { secondsPerDay, secondsPerHour } from '../../units.ts';
import { UsualRanges } from './usual-range.ts';

/** A run of steps [first, end) that are not ordinary. */
export interface Disturbance {
  readonly kind: 'outage' | 'storm';
  readonly first: number;
  readonly end: number;
}

/** Below this share of the least usual load, and of the hour before, something is broken. */
const brokenShare = 0.3;
/** Below this share one step is enough. */
const deadShare = 0.05;
/** An outage is over at this share of the least usual load. */
const recoveredShare = 0.6;
const outageSecondsMax = secondsPerDay;
const lastingSecondsMax = 6 * secondsPerHour;
/** Above this multiple of the highest usual load, right after an outage, users are retrying. */
const stormMultiple = 1.3;
const stormSecondsMax = 2 * secondsPerHour;

/** `series` with what is not ordinary unobserved (NaN); itself where everything is. */
export function ordinaryLoad(series: TimeSeries, zone: string): TimeSeries {
  const disturbances = disturbancesOf(series, zone);
  if (disturbances.length === 0) return series;
  const values = series.values.slice();
  for (const { first, end } of disturbances) values.fill(Number.NaN, first, end);
  return { ...series, values };
}

/** Every outage and storm of `series`, in order. Days and nights are those of the IANA `zone`. */
export function disturbancesOf(series: TimeSeries, zone: string): Disturbance[] {
  const usual = new UsualRanges(series, zone);
  const outages = outagesOf(series, usual);
  const stepsMax = outageSecondsMax / series.stepSeconds;
  const silences = gapsOf(series).filter(({ first, end }) => {
    return first > 0 && end - first >= 2 && end - first <= stepsMax;
  });
  const storms = [...outages, ...silences].flatMap(({ end }) => stormAfter(end, series, usual));
  const unique = new Map(storms.map((storm) => [storm.first, storm]));
  return [...outages, ...unique.values()].sort((a, b) => a.first - b.first);
}

function outagesOf(series: TimeSeries, usual: UsualRanges): Disturbance[] {
  const { values, stepSeconds } = series;
  const before = new LastHour(Math.max(1, Math.round(secondsPerHour / stepSeconds)));
  const outages: Disturbance[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value < brokenShare * before.mean)) {
      before.add(value);
      continue;
    }
    const fall = fallFrom(i, series, usual);
    if (fall === null) {
      before.add(value);
      continue;
    }
    if (fall.kind === 'outage') outages.push(fall);
    else before.forget(); // a level that has come to stay
    i = fall.end - 1;
  }
  return outages;
}

/** The fall that begins at step `i`: an outage, or a shift of level; null = nothing unusual. */
function fallFrom(
  i: number,
  { values, stepSeconds }: TimeSeries,
  usual: UsualRanges,
): Disturbance | { readonly kind: 'shift'; readonly end: number } | null {
  if (!usual.isBelow(i, brokenShare)) return null;
  const stepsMax = Math.ceil(outageSecondsMax / stepSeconds);
  let end = i + 1;
  for (let step = end; step < values.length && step - i <= stepsMax; step++) {
    if (usual.isBelow(step, recoveredShare)) end = step + 1;
    else if (!Number.isNaN(values[step]!)) break;
  }
  if (end - i > stepsMax) return { kind: 'shift', end };
  const lasts = values.subarray(end).every(Number.isNaN);
  if (lasts && (values.length - i) * stepSeconds > lastingSecondsMax) return { kind: 'shift', end };
  if (end - i < 2 && !usual.isBelow(i, deadShare)) return null;
  const first = i > 0 && usual.isBelow(i - 1, recoveredShare) ? i - 1 : i;
  return { kind: 'outage', first, end };
}

/** The storm that begins with step `from` or the next one; none while it lasts. */
function stormAfter(
  from: number,
  { values, stepSeconds }: TimeSeries,
  usual: UsualRanges,
): Disturbance[] {
  const rages = (step: number): boolean => usual.isAbove(step, stormMultiple);
  const first = [from, from + 1].find(rages);
  if (first === undefined) return [];
  const stepsMax = Math.ceil(stormSecondsMax / stepSeconds);
  let end = first + 1;
  while (end < values.length && end - first <= stepsMax && rages(end)) end++;
  if (end === values.length || end - first > stepsMax) return [];
  return [{ kind: 'storm', first, end }];
}

/** The newest observed values, up to an hour of them. */
class LastHour {
  readonly #size: number;
  #values: number[] = [];
  #sum = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** NaN where nothing was observed yet: then nothing is below it. */
  get mean(): number {
    return this.#sum / this.#values.length;
  }

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#values.push(value);
    this.#sum += value;
    if (this.#values.length > this.#size) this.#sum -= this.#values.shift()!;
  }

  forget(): void {
    this.#values = [];
    this.#sum = 0;
  }
}
