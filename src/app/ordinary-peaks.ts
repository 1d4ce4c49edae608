import { type KnownEvent, withoutEvents } from '../core/forecasting/events/events.ts';
import { ordinaryLoad } from '../core/forecasting/ordinary/ordinary.ts';
import { filledAsUsual } from '../core/forecasting/ordinary/usual-fill.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import type { TimeSeries } from '../core/series/series.ts';

/**
 * `peaks` as ordinary days would have had them: without announced events, outages and the storms
 * after them. A forecaster leaves out what it must not learn; a sizing rule looks back on every
 * step, so here usual load stands in for it.
 */
export function ordinaryPeaks(
  peaks: TimeSeries,
  events: readonly KnownEvent[],
  { zone }: Pick<GroupPolicy, 'zone'>,
): TimeSeries {
  return filledAsUsual(ordinaryLoad(withoutEvents(peaks, events), zone), zone);
}
