/**
 * How forecasts turned out that were really made: each is kept until its load is measured, then
 * added to the tally of its day. Tallies of several days, or of several horizons, may be added.
 */
import { daysBefore, type LocalClock, localClock } from '../../series/calendar.ts';
import { indexOf, stepAt, type TimeSeries } from '../../series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour, secondsPerMinute } from '../../units.ts';
import type { Forecast } from '../forecaster.ts';
import { pinball } from './pinball.ts';

/** What was said of one future step. */
export interface SaidLoad {
  /** Start of the step. */
  readonly target: EpochSeconds;
  /** From the end of the last step known to the end of this one, seconds > 0. */
  readonly horizonSeconds: number;
  /** Quantiles .1, .5 and .9. */
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** What seasonal naive said of it. */
  readonly naive: number;
}

/** Sums over steps whose load was measured. */
export interface LiveTally {
  readonly steps: number;
  readonly load: number;
  /** Twice the pinball loss, averaged over the three quantiles. */
  readonly loss: number;
  /** The same loss of seasonal naive, which says one load at every level: its absolute error. */
  readonly naiveLoss: number;
  /** Absolute error of the median. */
  readonly error: number;
  /** Load minus median, so that what is missed on one side shows. */
  readonly bias: number;
  /** Steps that tell of coverage: not those where an interval without width was hit. */
  readonly intervals: number;
  /** Those of them whose load lay within the 80 % interval, its ends included. */
  readonly inside: number;
}

export const emptyLiveTally: LiveTally = {
  steps: 0,
  load: 0,
  loss: 0,
  naiveLoss: 0,
  error: 0,
  bias: 0,
  intervals: 0,
  inside: 0,
};

/** Differences below this share of the load, or of a load of 1, are rounding. */
const roundingShare = 1e-4;

export function tallyOfSaid({ low, middle, high, naive }: SaidLoad, load: number): LiveTally {
  const loss = pinball(0.1, low, load) + pinball(0.5, middle, load) + pinball(0.9, high, load);
  const rounding = roundingShare * Math.max(1, load);
  const isInside = low - rounding <= load && load <= high + rounding;
  const tells = high - low > rounding || !isInside;
  return {
    steps: 1,
    load,
    loss: (2 * loss) / 3,
    naiveLoss: Math.abs(load - naive),
    error: Math.abs(load - middle),
    bias: load - middle,
    intervals: tells ? 1 : 0,
    inside: tells && isInside ? 1 : 0,
  };
}

export function addLiveTallies(a: LiveTally, b: LiveTally): LiveTally {
  return {
    steps: a.steps + b.steps,
    load: a.load + b.load,
    loss: a.loss + b.loss,
    naiveLoss: a.naiveLoss + b.naiveLoss,
    error: a.error + b.error,
    bias: a.bias + b.bias,
    intervals: a.intervals + b.intervals,
    inside: a.inside + b.inside,
  };
}

/** Figures of a tally as people read them; null where nothing tells. */
export interface LiveAccuracy {
  readonly steps: number;
  readonly wape: number | null;
  /** Pinball loss relative to the load. */
  readonly weightedQuantileLoss: number | null;
  readonly coverage80: number | null;
  /** Loss relative to seasonal naive; < 1 is better than it. Skill is 1 minus this. */
  readonly lossRatio: number | null;
  /** Load above the median, as a share of the load; negative = below. */
  readonly bias: number | null;
}

/** Losses below this share of the load are beyond measurement, and compare as equal. */
const lossShareLeast = 1e-3;

export function liveAccuracyOf(tally: LiveTally): LiveAccuracy {
  const { steps, load, loss, naiveLoss, error, bias, intervals, inside } = tally;
  const least = Math.max(lossShareLeast * load, roundingShare * steps);
  const perLoad = (sum: number) => (load > 0 ? sum / load : null);
  return {
    steps,
    wape: perLoad(error),
    weightedQuantileLoss: perLoad(loss),
    coverage80: intervals > 0 ? inside / intervals : null,
    lossRatio: steps > 0 ? Math.max(loss, least) / Math.max(naiveLoss, least) : null,
    bias: perLoad(bias),
  };
}

const nearSeconds = [30 * secondsPerMinute, secondsPerHour];
const farSeconds = [3 * secondsPerHour, 12 * secondsPerHour, secondsPerDay];

/** Horizons up to this decide pools; trust is judged by them. */
export const nearSecondsMax = secondsPerHour;

/** Horizons that are booked on a grid of `stepSeconds`: one step, 30 min, 1, 3, 12 and 24 h. */
export function bookedHorizons(stepSeconds: number): { near: number[]; far: number[] } {
  const whole = (seconds: number) => seconds % stepSeconds === 0 && seconds > stepSeconds;
  return { near: [stepSeconds, ...nearSeconds.filter(whole)], far: farSeconds.filter(whole) };
}

/** What `forecast` says at those of `horizons` that it reaches, with what naive would have said. */
export function saidLoads(
  forecast: Forecast,
  horizons: readonly number[],
  recent: TimeSeries,
  zone: string,
): SaidLoad[] {
  const { origin, stepSeconds, levels, quantiles } = forecast;
  const rows = [0.1, 0.5, 0.9].map((level) => quantiles[levels.indexOf(level)]);
  const clock = localClock(zone);
  return horizons.flatMap((horizonSeconds) => {
    const step = horizonSeconds / stepSeconds - 1;
    const [low, middle, high] = rows.map((row) => row?.[step]);
    if (low === undefined || middle === undefined || high === undefined) return [];
    const target = origin + horizonSeconds;
    const naive = seasonalNaive(recent, target, clock);
    if (naive === null || !Number.isFinite(low + middle + high)) return [];
    return [{ target, horizonSeconds, low, middle, high, naive }];
  });
}

/** The load of the same local time a week before `target`, else a day before, else the newest. */
export function seasonalNaive(
  recent: TimeSeries,
  target: EpochSeconds,
  clock: LocalClock,
): number | null {
  const known = (at: EpochSeconds) => recent.values[indexOf(recent, at)];
  for (const days of [7, 14, 1, 2]) {
    const value = known(daysBefore(clock, target, days));
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  const newest = recent.values.findLastIndex(Number.isFinite);
  return newest < 0 ? null : known(stepAt(recent, newest))!;
}
