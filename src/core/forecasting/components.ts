/**
 * A load taken apart as people speak of it: how much there is, how it grows, and how the hour and
 * the weekday move it. For reading only: the forecasters learn their rhythms by themselves.
 *
 *   load(day, hour) ≈ level(day) × week(weekday of day) × day(hour)
 */
import { dayOfWeek, type LocalClock, localDay, secondOfDay } from '../series/calendar.ts';
import { stepAt, type TimeSeries } from '../series/series.ts';
import { secondsPerHour } from '../units.ts';

export interface Components {
  /** Mean load of the last seven whole days, or of as many as there are. */
  readonly level: number;
  /** `level` ÷ that of the seven days before; null with fewer than fourteen whole days. */
  readonly growth: number | null;
  /** Load of each local hour as a multiple of its day's mean, shape [24]; null with fewer than two days. */
  readonly day: readonly number[] | null;
  /** Load of each weekday, Monday first, as a multiple of the mean, shape [7]; null with fewer than two weeks. */
  readonly week: readonly number[] | null;
  /** What part of the variation each explains, ≥ 0, summing to 1; null when the load never varies. */
  readonly shares: VariationShares | null;
}

export interface VariationShares {
  readonly day: number;
  readonly week: number;
  /** Days that are higher or lower as a whole than their weekday. */
  readonly level: number;
  readonly rest: number;
}

/** Hours that must be observed for a day to count as whole. */
const wholeDayHours = 20;

/** One local day. */
interface Day {
  /** 0 = Monday … 6 = Sunday. */
  readonly weekday: number;
  readonly mean: number;
  /** Mean load by hour, NaN where unobserved; shape [24]. */
  readonly hours: readonly number[];
}

/** Components of `series` on `clock`; null where no local day is whole, or steps are longer than an hour. */
export function componentsOf(series: TimeSeries, clock: LocalClock): Components | null {
  const days = wholeDays(series, clock);
  if (days.length === 0) return null;
  const means = days.map(({ mean }) => mean);
  const level = meanOf(means.slice(-7));
  const before = means.length < 14 ? 0 : meanOf(means.slice(-14, -7));
  const day = days.length < 2 ? null : dayProfile(days);
  const week = weekProfile(days);
  return {
    level,
    growth: before > 0 ? level / before : null,
    day,
    week,
    shares: sharesOf(days, day, week),
  };
}

/** In their order. */
function wholeDays(series: TimeSeries, clock: LocalClock): Day[] {
  if (series.stepSeconds > secondsPerHour) return [];
  const sums = new Map<number, { weekday: number; total: Float64Array; count: Float64Array }>();
  for (let step = 0; step < series.values.length; step++) {
    const value = series.values[step]!;
    if (Number.isNaN(value)) continue;
    const at = stepAt(series, step);
    const day = localDay(clock, at);
    let sum = sums.get(day);
    if (sum === undefined) {
      const weekday = dayOfWeek(clock, at);
      sum = { weekday, total: new Float64Array(24), count: new Float64Array(24) };
      sums.set(day, sum);
    }
    const hour = Math.floor(secondOfDay(clock, at) / secondsPerHour);
    sum.total[hour]! += value;
    sum.count[hour]! += 1;
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([, { weekday, total, count }]) => {
      const hours = Array.from(total, (value, hour) => value / count[hour]!);
      const known = hours.filter(Number.isFinite);
      return { weekday, hours, known: known.length, mean: meanOf(known) };
    })
    .filter(({ known }) => known >= wholeDayHours);
}

/** Each hour relative to its own day, so that a busy day counts no more than a quiet one. */
function dayProfile(days: readonly Day[]): number[] | null {
  const busy = days.filter(({ mean }) => mean > 0);
  if (busy.length === 0) return null;
  return Array.from({ length: 24 }, (_, hour) => {
    const ratios = busy.map(({ hours, mean }) => hours[hour]! / mean).filter(Number.isFinite);
    return ratios.length === 0 ? 1 : meanOf(ratios);
  });
}

/** Each weekday relative to the mean of them all; every one must have been seen twice. */
function weekProfile(days: readonly Day[]): number[] | null {
  const byWeekday = Array.from({ length: 7 }, (_, weekday) =>
    days.filter((day) => day.weekday === weekday).map(({ mean }) => mean),
  );
  if (byWeekday.some((means) => means.length < 2)) return null;
  const means = byWeekday.map(meanOf);
  const middle = meanOf(means);
  return middle > 0 ? means.map((mean) => mean / middle) : null;
}

/** What is left of the squared deviations after weekday, hour and the day's own level are known. */
function sharesOf(
  days: readonly Day[],
  day: readonly number[] | null,
  week: readonly number[] | null,
): VariationShares | null {
  const grand = meanOf(days.map(({ mean }) => mean));
  const left = [0, 0, 0, 0];
  for (const { weekday, hours, mean } of days) {
    const usual = grand * (week?.[weekday] ?? 1);
    hours.forEach((value, hour) => {
      if (!Number.isFinite(value)) return;
      const shape = day?.[hour] ?? 1;
      const said = [grand, usual, usual * shape, mean * shape];
      said.forEach((expected, stage) => {
        left[stage]! += (value - expected) ** 2;
      });
    });
  }
  const [all, afterWeek, afterDay, afterLevel] = runningLeast(left);
  if (!(all! > 1e-12 * grand ** 2)) return null;
  return {
    week: (all! - afterWeek!) / all!,
    day: (afterWeek! - afterDay!) / all!,
    level: (afterDay! - afterLevel!) / all!,
    rest: afterLevel! / all!,
  };
}

/** Each value, or the least before it: knowing more never explains less. */
function runningLeast(values: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY;
  return values.map((value) => (least = Math.min(least, value)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
