/**
 * Announced events, kept out of what is learnt and put back into what is forecast: the history is
 * divided by each event's multiple and the forecast multiplied by it. So an event teaches nothing
 * about ordinary days, and one that falls short of its announcement is forecast as it really runs.
 */
import { endOf, indexOf, stepAt, type TimeSeries } from '../series/series.ts';
import { type EpochSeconds, secondsPerDay } from '../units.ts';
import type { AnnouncedEvent, Forecast } from './forecaster.ts';

/** Before its start and after its end an event grows and fades this long: clocks and people are late. */
export const rampSeconds = 600;

/** An event with its multiple known. */
export interface KnownEvent extends AnnouncedEvent {
  readonly multiple: number;
}

/**
 * Events with every multiple filled in: one that was not announced is the median of what past
 * events of that name, itself among them, brought in `history`; without one it is left out.
 */
export function knownEvents(
  events: readonly AnnouncedEvent[],
  history: TimeSeries,
): readonly KnownEvent[] {
  return events.flatMap((event) => {
    const multiple = event.multiple ?? learntMultiple(event, events, history);
    return multiple === null ? [] : [{ ...event, multiple }];
  });
}

/** `series` as it would have been without `events`. */
export function withoutEvents(series: TimeSeries, events: readonly KnownEvent[]): TimeSeries {
  const touched = events.filter((event) => reaches(event, series.start, endOf(series)));
  if (touched.length === 0) return series;
  const values = series.values.map((value, step) => {
    const at = stepAt(series, step) + series.stepSeconds / 2;
    return value / multipleAt(touched, at);
  });
  return { ...series, values };
}

/** `forecast` with the events that lie ahead of it. */
export function withEvents(forecast: Forecast, events: readonly KnownEvent[]): Forecast {
  const { origin, stepSeconds, quantiles } = forecast;
  const first = origin + stepSeconds;
  const horizon = quantiles[0]?.length ?? 0;
  const ahead = events.filter((event) => reaches(event, first, first + horizon * stepSeconds));
  if (ahead.length === 0) return forecast;
  const multiples = Float64Array.from({ length: horizon }, (_, step) =>
    multipleAt(ahead, first + (step + 0.5) * stepSeconds),
  );
  return {
    ...forecast,
    quantiles: quantiles.map((row) => row.map((load, i) => load * multiples[i]!)),
  };
}

/** Product of what every event does to the load at `at`; 1 = nothing. */
export function multipleAt(events: readonly KnownEvent[], at: EpochSeconds): number {
  return events.reduce((product, { start, end, multiple }) => {
    const outside = Math.max(start - at, at - end, 0);
    const share = Math.max(0, 1 - outside / rampSeconds);
    return product * (1 + (multiple - 1) * share);
  }, 1);
}

function reaches({ start, end }: AnnouncedEvent, from: EpochSeconds, to: EpochSeconds): boolean {
  return start - rampSeconds < to && end + rampSeconds > from;
}

/** Median over past events of the same name of their load against the same hours a week earlier. */
function learntMultiple(
  event: AnnouncedEvent,
  events: readonly AnnouncedEvent[],
  history: TimeSeries,
): number | null {
  const ratios = events
    .filter(({ name, end }) => name === event.name && end <= endOf(history))
    .map(({ start, end }) => {
      const during = meanOf(history, start, end);
      const before = meanOf(history, start - 7 * secondsPerDay, end - 7 * secondsPerDay);
      return during / before;
    })
    .filter((ratio) => ratio > 0 && Number.isFinite(ratio))
    .sort((a, b) => a - b);
  if (ratios.length === 0) return null;
  const middle = ratios.length >> 1;
  return ratios.length % 2 === 1 ? ratios[middle]! : (ratios[middle - 1]! + ratios[middle]!) / 2;
}

/** Mean of what was observed of [from, to); NaN when nothing was. */
function meanOf(series: TimeSeries, from: EpochSeconds, to: EpochSeconds): number {
  const values = series.values
    .subarray(Math.max(0, indexOf(series, from)), Math.max(0, indexOf(series, to)))
    .filter(Number.isFinite);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
