import type { TimeSeries } from '../series/series.ts';
import { secondsPerDay, secondsPerMinute } from '../units.ts';

/** Load this far below what is usual is taken for a broken measurement, not for peace. */
const outageShare = 0.2;
/** What is usual at a time of day is learnt from this long before and after it. */
const aroundSeconds = 15 * secondsPerMinute;
/** Days whose same time of day counts, and the weeks of those that share its weekday. */
const lastDays = [1, 2, 3, 4, 5, 6, 7];
const sameWeekdays = [7, 14, 21, 28];

/**
 * True when the newest load is a small fraction of what is usual at its time: a collapse is more
 * often a broken measurement or a dead dependency, with a rush of retries to follow, than peace.
 * It holds for as long as the load stays down. Usual is the median of the last days at this time of
 * day, or of this weekday in the last weeks if that is lower, so that no night and no weekend is
 * taken for an outage; on the first day it is the median of everything seen.
 */
export function looksLikeOutage(recent: TimeSeries): boolean {
  const newest = recent.values.findLastIndex((value) => value >= 0);
  if (newest < 0) return false;
  const usual = usualByDay(recent, newest) ?? median(recent.values.subarray(0, newest + 1));
  return usual !== null && recent.values[newest]! < usual * outageShare;
}

/** What is usual at the time of day of step `at`; null where no earlier day was observed then. */
function usualByDay(recent: TimeSeries, at: number): number | null {
  const usual = [lastDays, sameWeekdays].flatMap((days) => {
    const levels = days.map((ago) => levelAround(recent, at, ago) ?? Number.NaN);
    return median(Float64Array.from(levels)) ?? [];
  });
  return usual.length === 0 ? null : Math.min(...usual);
}

/** Median load around the time of day of step `at`, `ago` days earlier; null = not observed. */
function levelAround({ values, stepSeconds }: TimeSeries, at: number, ago: number): number | null {
  const middle = at - Math.round((ago * secondsPerDay) / stepSeconds);
  const reach = Math.round(aroundSeconds / stepSeconds);
  return middle - reach < 0 ? null : median(values.subarray(middle - reach, middle + reach + 1));
}

/** The middle of the values that were observed, the lower of two; null = none was. */
function median(values: Float64Array): number | null {
  const sorted = values.filter((value) => value >= 0).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
