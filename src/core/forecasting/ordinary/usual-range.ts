/** Between what a series usually lies at one time of day, by the same half hours of other days. */
import { type LocalClock, localClock } from '../../series/calendar.ts';
import { stepAt, type TimeSeries } from '../../series/series.ts';
import { secondsPerDay, secondsPerHour } from '../../units.ts';

export interface UsualRange {
  readonly least: number;
  readonly most: number;
}

/** Days looked at around a step, the nearest first. */
const daysRead = 14;
/** Fewer other days cannot tell an accident from a habit. */
const daysLeast = 2;
/** Share of days whose extremes are set aside: an outage last week does not make this one usual. */
const trimmed = 0.15;
const weeksRead = 4;
const reachSeconds = secondsPerHour / 2;

export class UsualRanges {
  readonly #series: TimeSeries;
  readonly #clock: LocalClock;
  readonly #reach: number;

  constructor(series: TimeSeries, zone: string) {
    this.#series = series;
    this.#clock = localClock(zone);
    this.#reach = Math.max(1, Math.floor(reachSeconds / series.stepSeconds));
  }

  /** The range at the local time of step `index`; null when too few other days were observed. */
  at(index: number): UsualRange | null {
    const days = this.#others(index, 1, daysRead);
    if (days.length < daysLeast) return null;
    const leasts = days.map(({ least }) => least).sort((a, b) => a - b);
    const mosts = days.map(({ most }) => most).sort((a, b) => a - b);
    const aside = Math.floor(trimmed * days.length);
    // What happens on this day of the week is usual too, however seldom on others.
    const weekly = this.#others(index, 7, weeksRead);
    return {
      least: Math.min(
        leasts[aside]!,
        middle(
          weekly.map(({ least }) => least),
          Infinity,
        ),
      ),
      most: Math.max(
        mosts[mosts.length - 1 - aside]!,
        middle(
          weekly.map(({ most }) => most),
          0,
        ),
      ),
    };
  }

  /** Ranges of other days `apart` from the step's own: earlier ones first, known while it lasts. */
  #others(index: number, apart: number, count: number): UsualRange[] {
    const found: UsualRange[] = [];
    for (const direction of [1, -1]) {
      for (let nth = 1; nth <= count && found.length < count; nth++) {
        const range = this.#rangeOf(index, direction * nth * apart);
        if (range !== null) found.push(range);
      }
    }
    return found;
  }

  #rangeOf(index: number, daysEarlier: number): UsualRange | null {
    const { values, start, stepSeconds } = this.#series;
    const at = stepAt(this.#series, index);
    const there = at - daysEarlier * secondsPerDay; // an hour off where the clock changed between
    const shift = this.#clock.offsetAt(at) - this.#clock.offsetAt(there);
    const centre = Math.round((there + shift - start) / stepSeconds);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const end = Math.min(values.length, centre + this.#reach + 1);
    for (let i = Math.max(0, centre - this.#reach); i < end; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return least === Number.POSITIVE_INFINITY ? null : { least, most };
  }
}

/** Median of `values`, the lower of two middles; `none` where there are none. */
function middle(values: readonly number[], none: number): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? none;
}
