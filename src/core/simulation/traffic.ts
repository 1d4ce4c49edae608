import { assert } from '../assert.ts';
import type { AnnouncedEvent } from '../calendar/occurrences.ts';
import type { Sample } from '../series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour, secondsPerMinute } from '../units.ts';
import { smoothNoise } from './noise.ts';

/** Load on a service, as it is and as its metric shows it. Pure: the order of calls is nothing. */
export interface Traffic {
  /** Requests/s ≥ 0, the mean of the minute that begins at `at`, a whole minute. */
  loadAt(at: EpochSeconds): number;
  /** False where the metric is missing although the service lives. */
  observed(at: EpochSeconds): boolean;
}

/** What a generated load looks like. */
export interface TrafficOptions {
  readonly seed: number;
  /** Load of the quietest hour and of the busiest, on an average weekday at `start`, requests/s. */
  readonly trough: number;
  readonly peak: number;
  /** Growth is counted from here. */
  readonly start: EpochSeconds;
  /** Relative growth in a week; negative shrinks. */
  readonly weeklyGrowth: number;
  /** Factor of each day, Sunday first, shape [7]; days blend into one another. */
  readonly days: readonly number[];
  readonly noise: readonly NoiseBand[];
  /** Known beforehand, or not: the load does not care. */
  readonly surges: readonly Surge[];
  /** [start, end) in which the metric is missing. */
  readonly outages: readonly { readonly start: EpochSeconds; readonly end: EpochSeconds }[];
}

/** Multiplicative noise that forgets itself over `scaleSeconds`. */
export interface NoiseBand {
  readonly scaleSeconds: number;
  /** Standard deviation of the load's logarithm. */
  readonly deviation: number;
}

/** A stretch of multiplied load with linear ramps inside it. */
export interface Surge {
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  /** Multiple of the ordinary load between the ramps, > 0. */
  readonly multiple: number;
  readonly rampSeconds: number;
}

/** Hours of the two daily humps, their widths and weights. */
const humps = [
  { hour: 11, width: 3.2, weight: 0.85 },
  { hour: 19.5, width: 2.6, weight: 1 },
] as const;

/** A day, a week, growth, noise, surges and outages, all from one seed. */
export function generatedTraffic(options: TrafficOptions): Traffic {
  assert(options.days.length === 7, 'traffic needs one factor for each day of the week');
  assert(options.trough <= options.peak, 'traffic needs trough ≤ peak');
  const known = new Map<EpochSeconds, number>(); // a minute is asked for many times over
  return {
    loadAt: (at) => {
      let load = known.get(at);
      if (load === undefined) known.set(at, (load = generatedLoad(at, options)));
      return load;
    },
    observed: (at) => !options.outages.some(({ start, end }) => start <= at && at < end),
  };
}

function generatedLoad(at: EpochSeconds, options: TrafficOptions): number {
  const weeks = (at - options.start) / (7 * secondsPerDay);
  return (
    dayShape(at, options) *
    weekShape(at, options.days) *
    (1 + options.weeklyGrowth) ** weeks *
    surgeFactor(at, options.surges) *
    Math.exp(noiseAt(at, options))
  );
}

/** A surge as the operator would announce it. */
export function announce(name: string, { start, end, multiple }: Surge): AnnouncedEvent {
  return { name, start, end, multiple };
}

/** Load from measured samples of `stepSeconds` each, held over their step; 0 and unobserved elsewhere. */
export function recordedTraffic(samples: readonly Sample[], stepSeconds: number): Traffic {
  const values = new Map(samples.map(({ at, value }) => [Math.floor(at / stepSeconds), value]));
  const valueAt = (at: EpochSeconds) => values.get(Math.floor(at / stepSeconds));
  return { loadAt: (at) => valueAt(at) ?? 0, observed: (at) => valueAt(at) !== undefined };
}

function dayShape(at: EpochSeconds, { trough, peak }: TrafficOptions): number {
  const hour = (at % secondsPerDay) / secondsPerHour;
  let height = 0;
  for (const { hour: centre, width, weight } of humps) {
    const distance = Math.min(Math.abs(hour - centre), 24 - Math.abs(hour - centre));
    height = Math.max(height, weight * Math.exp(-0.5 * (distance / width) ** 2));
  }
  return trough + (peak - trough) * height;
}

/** Linear between the factors of neighbouring noons, so that no midnight jumps. */
function weekShape(at: EpochSeconds, days: readonly number[]): number {
  const sinceNoon = at / secondsPerDay - 0.5;
  const day = Math.floor(sinceNoon);
  const share = sinceNoon - day;
  const factor = (index: number) => days[(((index + 4) % 7) + 7) % 7]!; // day 0 was a Thursday
  return factor(day) * (1 - share) + factor(day + 1) * share;
}

function surgeFactor(at: EpochSeconds, surges: readonly Surge[]): number {
  let factor = 1;
  for (const { start, end, multiple, rampSeconds } of surges) {
    if (at < start || at >= end) continue;
    const edge = Math.min(at - start + secondsPerMinute, end - at);
    factor *= 1 + (multiple - 1) * Math.min(1, edge / Math.max(1, rampSeconds));
  }
  return factor;
}

function noiseAt(at: EpochSeconds, { seed, noise }: TrafficOptions): number {
  let sum = 0;
  noise.forEach(({ scaleSeconds, deviation }, channel) => {
    sum += deviation * smoothNoise(seed, channel, at, scaleSeconds);
  });
  return sum;
}
