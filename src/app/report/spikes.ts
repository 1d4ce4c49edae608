import type { KnownEvent } from '../../core/forecasting/events/events.ts';
import { type ProminentPeak, prominentPeaks } from '../../core/forecasting/prominent-peaks.ts';
import { highestOf, lowestOf } from '../../core/statistics/extremes.ts';
import { type EpochSeconds, secondsPerHour } from '../../core/units.ts';
import type { Capacity, Quantiles, Spike, SpikeEvent } from './report.ts';

/** Ways the load and the demand for it may go, on one grid. */
export interface Ways {
  /** The moment that leads are told from; later than `start` where data are late. */
  readonly at: EpochSeconds;
  /** Start of the first step ahead. */
  readonly start: EpochSeconds;
  readonly stepSeconds: number;
  /** Load of each step at three levels, shape [horizon] each. */
  readonly low: readonly number[];
  readonly median: readonly number[];
  readonly high: readonly number[];
  /** Shape [paths][horizon]. */
  readonly load: readonly Float64Array[];
  /** Instances; shape [paths][horizon]. Null without a capacity. */
  readonly demand: readonly Int32Array[] | null;
  /** Load, or instances where there is a capacity, that serves now. */
  readonly serving: number;
}

/** A rise counts when it is at least this share of the curve's own range, and of the peak. */
const leastShareOfRange = 0.25;
const leastShareOfPeak = 0.1;
/** Spikes that are less likely than this to ask for more than what serves are left out. */
const leastProbability = 0.1;
/** Single steps are noise: the curve is averaged over this long. */
const smoothSeconds = secondsPerHour / 2;

/**
 * Rises ahead of which at least one path in ten asks for more than what serves now.
 * @param before Observed load that ends where `ways` starts, finite: a load that falls from a
 *   peak just passed has none ahead.
 */
export function spikesAhead(
  ways: Ways,
  before: readonly number[],
  capacity: Capacity | null,
  events: readonly KnownEvent[],
): Spike[] {
  const past = before.length;
  const curve = smooth([...before, ...ways.median], Math.round(smoothSeconds / ways.stepSeconds));
  const [top, bottom] = [highestOf(curve.slice(past)), lowestOf(curve)];
  const least = Math.max(leastShareOfRange * (top - bottom), leastShareOfPeak * top, 1e-9);
  const scene = { ...ways, above: shareAbove(ways), capacity, events };
  return prominentPeaks(curve, least)
    .filter(({ index }) => index > past)
    .map((peak) => spikeOf(shifted(peak, past), scene))
    .filter(({ probability }) => probability.aboveServing >= leastProbability);
}

/** Share of the paths on which each step asks for more than what serves now. Shape [horizon]. */
export function shareAbove({ load, demand, serving, median }: Ways): number[] {
  const paths = demand ?? load;
  return median.map(
    (_, step) => paths.filter((path) => path[step]! > serving).length / paths.length,
  );
}

interface Scene extends Ways {
  readonly above: readonly number[];
  readonly capacity: Capacity | null;
  readonly events: readonly KnownEvent[];
}

function spikeOf({ index, from, to }: ProminentPeak, scene: Scene): Spike {
  const { at, start, stepSeconds, low, median, high, load, demand, serving } = scene;
  const { above, capacity } = scene;
  const timeOf = (step: number) => start + step * stepSeconds;
  const highest = (paths: readonly (Float64Array | Int32Array)[]) =>
    paths.map((path) => highestOf(path.subarray(from, to)));
  const paths = highest(demand ?? load);
  const share = (limit: number) => paths.filter((value) => value > limit).length / paths.length;
  const passes = passingStep(above, index);
  const passesAt = passes === null ? null : timeOf(passes);
  // Without a capacity, what serves now is only what was seen last: the window tells more.
  const leadTo = capacity === null ? timeOf(from) : (passesAt ?? timeOf(from));
  const peakAt = timeOf(index);
  return {
    from: timeOf(from),
    to: timeOf(to),
    peakAt,
    passesAt,
    leadSeconds: Math.max(0, leadTo - at),
    load: { p10: low[index]!, p50: median[index]!, p90: high[index]! },
    instances: demand === null ? null : quantilesAt(demand, index),
    probability: {
      aboveServing: share(serving),
      abovePool: capacity === null ? null : share(serving + capacity.ready),
      aboveMax: capacity?.maxSize == null ? null : share(capacity.maxSize),
    },
    event: eventOf({ from: timeOf(from), to: timeOf(to), peakAt }, scene),
  };
}

/** The event at the peak, else the first that begins within the window; null = neither. */
function eventOf(
  { from, to, peakAt }: Pick<Spike, 'from' | 'to' | 'peakAt'>,
  { events, start, stepSeconds, median }: Scene,
): SpikeEvent | null {
  const event =
    events.find((each) => each.start <= peakAt && peakAt < each.end) ??
    events.find((each) => each.start >= from && each.start < to);
  if (event === undefined) return null;
  const stepOf = (at: EpochSeconds) => Math.floor((at - start) / stepSeconds);
  const [first, end] = [
    Math.max(0, stepOf(event.start)),
    Math.ceil((event.end - start) / stepSeconds),
  ];
  const during = median.slice(first, end);
  const highest = Math.max(0, during.indexOf(highestOf(during)));
  return { name: event.name, start: event.start, peakAt: start + (first + highest) * stepSeconds };
}

/** The peak on the grid of the steps ahead: what lies before them is cut off. */
function shifted(peak: ProminentPeak, past: number): ProminentPeak {
  const { index, from, to } = peak;
  return { ...peak, index: index - past, from: Math.max(0, from - past), to: to - past };
}

/** First step of the unbroken run up to `peak` in which at least half of the paths pass; null = none does. */
function passingStep(above: readonly number[], peak: number): number | null {
  if (above[peak]! < 0.5) return null;
  let first = peak;
  while (first > 0 && above[first - 1]! >= 0.5) first--;
  return first;
}

/** Quantiles over `paths` at one step. */
function quantilesAt(paths: readonly Int32Array[], step: number): Quantiles {
  const sorted = paths.map((path) => path[step]!).sort((a, b) => a - b);
  const at = (level: number) => sorted[Math.round(level * (sorted.length - 1))]!;
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

/** Centred mean over about `width` steps; fewer at the ends. */
function smooth(values: readonly number[], width: number): number[] {
  const half = Math.floor(width / 2);
  if (half === 0) return [...values];
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return values.map((_, index) => {
    const from = Math.max(0, index - half);
    const to = Math.min(values.length, index + half + 1);
    return (sums[to]! - sums[from]!) / (to - from);
  });
}
