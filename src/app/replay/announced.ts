/**
 * Announced events in a replay: what is left of the load without them, which the sizing law learns
 * from, and what they do to its totals, as far as that was known at each step.
 *
 * The daemon forgets an event when it is over, and divides a running one out by what it has shown.
 * A replay is one pass over the whole span, so here an event is forgotten from its beginning, and
 * what it shows as it runs raises the totals instead.
 */

import {
  type AnnouncedEvent,
  type EventPlan,
  occurrencesOf,
} from '../../core/calendar/occurrences.ts';
import {
  type MeasuredUplift,
  measureUplifts,
  withoutSteps,
} from '../../core/forecasting/events/measured-uplift.ts';
import { decayOf, rampOf, shareAt, stepsReached } from '../../core/forecasting/events/shape.ts';
import { updatedUplift, upliftFrom } from '../../core/forecasting/events/uplift.ts';
import { filledAsUsual } from '../../core/forecasting/ordinary/usual-fill.ts';
import { endOf, indexOf, slice, stepAt, type TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';

export interface AnnouncedLoad {
  /** The load with what is usual where events were felt. */
  readonly ordinary: TimeSeries;
  /** What the events that a step must prepare for do to the load, at most; 1 = nothing. Shape [steps]. */
  readonly multiples: Float64Array;
}

/**
 * `series` apart from the events of `plans`. Nothing after a step changes its multiple, nor its
 * ordinary load.
 * @param coverSeconds After a step, in which an event must already be prepared for.
 */
export function announcedLoad(
  series: TimeSeries,
  plans: readonly EventPlan[],
  { zone, coverSeconds }: { readonly zone: string; readonly coverSeconds: number },
): AnnouncedLoad {
  const multiples = new Float64Array(series.values.length).fill(1);
  const events = occurrencesOf(plans, series.start, endOf(series) + coverSeconds);
  if (events.length === 0) return { ordinary: series, multiples };
  const ordinary = withUsual(series, events, zone);
  const past = events.flatMap((event): Brought[] => {
    const over = event.end + decayOf(event);
    const seen = slice(series, 0, Math.min(series.values.length, indexOf(series, over)));
    return measureUplifts([event], events, seen, zone).map((each) => ({ ...each, over }));
  });
  const believed = events.map((event) => believedMultiple(event, past, { series, ordinary }));
  const cover = Math.ceil(coverSeconds / series.stepSeconds);
  for (const [t, near] of nearSteps(events, series, coverSeconds)) {
    const felt = near.map((i) => ({ event: events[i]!, excess: believed[i]!(t) - 1 }));
    let highest = 0;
    for (let ahead = 0; ahead <= cover; ahead++) {
      const at = stepAt(series, t + ahead);
      const multiple = felt.reduce(
        (product, { event, excess }) => product * (1 + excess * shareAt(event, at)),
        1,
      );
      highest = Math.max(highest, multiple);
    }
    multiples[t] = highest;
  }
  return { ordinary, multiples };
}

/** What an event brought, and when all of it was seen. */
interface Brought extends MeasuredUplift {
  readonly over: EpochSeconds;
}

/** `series` with what is usual, by earlier days alone, in the steps in which `events` are felt. */
function withUsual(
  series: TimeSeries,
  events: readonly AnnouncedEvent[],
  zone: string,
): TimeSeries {
  const usual = filledAsUsual(withoutSteps(series, events), zone);
  const values = series.values.slice();
  for (const event of events) {
    const [first, end] = stepsReached(event, series);
    if (first < end) values.set(usual.values.subarray(first, end), first);
  }
  return { ...series, values };
}

/**
 * The multiple of `event` as it is believed at the end of step t. Before it begins the announcement
 * and its like say it, then more and more what it has shown. One that nobody knows anything of is
 * believed as it runs, but not to lower the load.
 */
function believedMultiple(
  event: AnnouncedEvent,
  past: readonly Brought[],
  { series, ordinary }: { readonly series: TimeSeries; readonly ordinary: TimeSeries },
): (t: number) => number {
  const { name, start, end } = event;
  const shown = shownBy(event, series, ordinary);
  const like = past.filter((one) => one.name === name && one.start < start);
  const believed = (t: number): number => {
    const now = stepAt(series, t + 1);
    const over = like.filter((one) => one.over <= now);
    const uplift = upliftFrom(
      event.multiple,
      over.map(({ multiple }) => multiple),
    );
    const sofar = shown(t);
    if (uplift === null) return sofar === null ? 1 : Math.max(1, sofar);
    if (sofar === null) return uplift.multiple;
    const share = Math.min(1, (now - start) / (end - start));
    return updatedUplift(uplift, sofar, share).multiple;
  };
  return believed;
}

/** Load from the event's start to the end of step t, as a multiple of the usual; null = not seen. */
function shownBy(
  { start, end }: AnnouncedEvent,
  series: TimeSeries,
  ordinary: TimeSeries,
): (t: number) => number | null {
  const first = Math.max(0, indexOf(series, start + series.stepSeconds / 2));
  const last = indexOf(series, end - series.stepSeconds / 2);
  const sums: number[] = [];
  let [seen, usual] = [0, 0];
  for (let t = first; t <= Math.min(last, series.values.length - 1); t++) {
    const [value, expected] = [series.values[t]!, ordinary.values[t]!];
    if (!Number.isNaN(value) && !Number.isNaN(expected)) {
      seen += value;
      usual += expected;
    }
    sums.push(seen > 0 && usual > 0 ? seen / usual : Number.NaN);
  }
  return (t) => {
    const shown = sums[Math.min(t - first, sums.length - 1)] ?? Number.NaN;
    return Number.isNaN(shown) ? null : shown;
  };
}

/** Steps that events reach or come soon after, with the indices of those events. */
function nearSteps(
  events: readonly AnnouncedEvent[],
  series: TimeSeries,
  coverSeconds: number,
): ReadonlyMap<number, readonly number[]> {
  const near = new Map<number, number[]>();
  for (const [i, event] of events.entries()) {
    const first = Math.max(0, indexOf(series, event.start - rampOf(event) - coverSeconds));
    const last = indexOf(series, event.end + decayOf(event));
    for (let t = first; t <= Math.min(last, series.values.length - 1); t++) {
      const known = near.get(t);
      if (known === undefined) near.set(t, [i]);
      else known.push(i);
    }
  }
  return near;
}
