/** Between what a series usually lies at one time of day, by the same half hours of other days. */
import { type LocalClock, localClock } from '../../series/calendar.ts';
import { trailingMax } from '../../series/rolling.ts';
import { stepAt, type TimeSeries } from '../../series/series.ts';
import { secondsPerDay, secondsPerHour } from '../../units.ts';

/** Days looked at around a step, the nearest first. */
const daysRead = 14;
/** Fewer other days cannot tell an accident from a habit. */
const daysLeast = 2;
/** Share of days whose extremes are set aside: an outage last week does not make this one usual. */
const trimmed = 0.15;
const weeksRead = 4;
const reachSeconds = secondsPerHour / 2;

/**
 * What is usual at each step: the least and the most of its half hours on other days, without the
 * few most extreme days, and of its own day of the week, for what happens weekly is usual too,
 * however seldom on other days. Nothing is usual where too few other days were observed.
 *
 * A load that falls and rises all day long asks this of almost every step, so an extreme is looked up
 * in windows found once, and a step is settled as soon as enough days have spoken against it.
 */
export class UsualRanges {
  readonly #series: TimeSeries;
  readonly #clock: LocalClock;
  readonly #reach: number;
  /** Extremes of the steps up to `reach` around each, found when first asked for: see `windowsOf`. */
  #least: Float64Array | null = null;
  #most: Float64Array | null = null;

  constructor(series: TimeSeries, zone: string) {
    this.#series = series;
    this.#clock = localClock(zone);
    this.#reach = Math.max(1, Math.floor(reachSeconds / series.stepSeconds));
  }

  /** Whether the load of step `index` is below `share` of the least usual one. */
  isBelow(index: number, share: number): boolean {
    const least = this.#leastOf();
    const value = this.#series.values[index]!;
    const beyond: Beyond = (window) => value < share * least[window]!;
    return this.#isUnusual(index, beyond, (weeks) => (weeks - 1) >> 1);
  }

  /** Whether the load of step `index` is above `multiple` ≥ 0 times the highest usual one. */
  isAbove(index: number, multiple: number): boolean {
    const most = this.#mostOf();
    const value = this.#series.values[index]!;
    const beyond: Beyond = (window) => value > multiple * most[window]!;
    return this.#isUnusual(index, beyond, (weeks) => weeks >> 1);
  }

  /**
   * Whether the step is `beyond` all days but the few set aside, and the middle one of the weeks.
   *
   * @param weeksAside How many of so many weeks lie past the middle one, the lower of two.
   */
  #isUnusual(index: number, beyond: Beyond, weeksAside: (weeks: number) => number): boolean {
    const daysAside = (days: number) => Math.floor(trimmed * days);
    const days = this.#tally(index, beyond, 1, daysRead, daysAside(daysRead));
    if (days.seen < daysLeast || days.against > daysAside(days.seen)) return false;
    const weeks = this.#tally(index, beyond, 7, weeksRead, weeksAside(weeksRead));
    return weeks.seen === 0 || weeks.against <= weeksAside(weeks.seen);
  }

  /**
   * How many of up to `count` days `apart` from the step's own were observed, earlier ones first, and
   * how many of them the step is not beyond; counts no further once those are more than `aside`.
   */
  #tally(index: number, beyond: Beyond, apart: number, count: number, aside: number): Tally {
    const { start, stepSeconds } = this.#series;
    const least = this.#leastOf();
    const at = stepAt(this.#series, index);
    const offset = this.#clock.offsetAt(at);
    let [seen, against] = [0, 0];
    for (const direction of [1, -1]) {
      for (let nth = 1; nth <= count && seen < count && against <= aside; nth++) {
        const there = at - direction * nth * apart * secondsPerDay;
        const shift = offset - this.#clock.offsetAt(there); // not 0 where the clock changed between
        const window = Math.round((there + shift - start) / stepSeconds) + this.#reach;
        const isObserved = least[window]! < Number.POSITIVE_INFINITY;
        if (!isObserved) continue;
        seen++;
        if (!beyond(window)) against++;
      }
    }
    return { seen, against };
  }

  /** Infinity where nothing was observed. */
  #leastOf(): Float64Array {
    this.#least ??= windowsOf(this.#series.values, this.#reach, -1);
    return this.#least;
  }

  #mostOf(): Float64Array {
    this.#most ??= windowsOf(this.#series.values, this.#reach, 1);
    return this.#most;
  }
}

/** Whether the load of a step lies beyond what a window of another day holds. */
type Beyond = (window: number) => boolean;

interface Tally {
  readonly seen: number;
  readonly against: number;
}

/**
 * The highest of the steps up to `reach` before and after each, the least with `sign` −1; −sign ·
 * Infinity where none was observed. Shape [steps + 2 · reach]: the window of step i is i + reach.
 */
function windowsOf(values: Float64Array, reach: number, sign: 1 | -1): Float64Array {
  const padded = new Float64Array(values.length + 2 * reach).fill(Number.NEGATIVE_INFINITY);
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) padded[i] = sign * value;
  });
  const extremes = trailingMax(padded, 2 * reach + 1);
  return sign === 1 ? extremes : extremes.map((extreme) => -extreme);
}
