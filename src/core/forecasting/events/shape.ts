import type { AnnouncedEvent } from '../../calendar/occurrences.ts';
import { indexOf, type TimeSeries } from '../../series/series.ts';
import type { EpochSeconds } from '../../units.ts';

/** Where an event does not say otherwise, it grows and fades so long: clocks and people are late. */
export const rampSeconds = 600;

/** Seconds before its start in which the event grows. */
export function rampOf(event: AnnouncedEvent): number {
  return event.rampSeconds ?? rampSeconds;
}

/** Seconds after its end in which the event fades. */
export function decayOf(event: AnnouncedEvent): number {
  return event.decaySeconds ?? rampSeconds;
}

/** How much of the event is felt at `at`: 1 from start to end, less in ramp and decay, else 0. */
export function shareAt(event: AnnouncedEvent, at: EpochSeconds): number {
  const { start, end } = event;
  if (at < start) return Math.max(0, 1 - (start - at) / Math.max(1, rampOf(event)));
  return at <= end ? 1 : Math.max(0, 1 - (at - end) / Math.max(1, decayOf(event)));
}

/** Whether anything of the event is felt in [from, to). */
export function reaches(event: AnnouncedEvent, from: EpochSeconds, to: EpochSeconds): boolean {
  return event.start - rampOf(event) < to && event.end + decayOf(event) > from;
}

/** Steps of `series` in which anything of the event is felt: [first, end), clipped to the series. */
export function stepsReached(event: AnnouncedEvent, series: TimeSeries): [number, number] {
  const first = indexOf(series, event.start - rampOf(event));
  const last = indexOf(series, event.end + decayOf(event) - 1);
  return [Math.max(0, first), Math.min(series.values.length, last + 1)];
}
