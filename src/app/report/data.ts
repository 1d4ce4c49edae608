import { historyTier } from '../../core/forecasting/history-tier.ts';
import { gapsOf } from '../../core/series/gaps.ts';
import { endOf, slice, stepAt, type TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import type { DataReport } from './report.ts';

/**
 * How old and how whole the data are.
 * @param searched The part of the history that is searched for gaps, see `observedPart`.
 * @param extent First and end of all that is known; null = nothing is.
 */
export function dataReport(
  searched: TimeSeries,
  extent: DataReport['extent'],
  at: EpochSeconds,
): DataReport {
  const gaps = gapsOf(searched).map(({ first, end }) => ({
    from: stepAt(searched, first),
    seconds: (end - first) * searched.stepSeconds,
  }));
  const missing = gaps.reduce((sum, { seconds }) => sum + seconds / searched.stepSeconds, 0);
  const [longestGap = null] = gaps.toSorted((a, b) => b.seconds - a.seconds);
  return {
    extent,
    ageSeconds: extent === null ? null : Math.max(0, at - extent.end),
    steps: searched.values.length,
    missing,
    gaps: gaps.length,
    longestGap,
    tier: historyTier(extent === null ? 0 : extent.end - extent.first),
  };
}

/** `series` without the unobserved steps at either edge: they lie before or after what is known. */
export function observedPart(series: TimeSeries): TimeSeries {
  const { values } = series;
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return slice(series, values.length, values.length);
  const last = values.findLastIndex((value) => !Number.isNaN(value));
  return slice(series, first, last + 1);
}

/** First and end of what `series` has observed; null = nothing. */
export function extentOf(series: TimeSeries): DataReport['extent'] {
  const known = observedPart(series);
  return known.values.length === 0 ? null : { first: known.start, end: endOf(known) };
}
