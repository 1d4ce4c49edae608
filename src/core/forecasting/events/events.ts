/**
 * Announced events, kept out of what is learnt and put back into what is forecast. Steps of events
 * that are over teach nothing about ordinary days: they count as unobserved. A forecast is
 * multiplied by the uplift of the events ahead of it, and widened by how far that may be wrong. A
 * running event is divided out by what it has shown so far, so one that falls short of its
 * announcement is forecast as it really runs.
 */

import { assert } from '../../assert.ts';
import { type AnnouncedEvent, type EventPlan, occurrencesOf } from '../../calendar/occurrences.ts';
import { endOf, stepAt, type TimeSeries } from '../../series/series.ts';
import { normalQuantile } from '../../statistics/normal.ts';
import { type EpochSeconds, secondsPerDay } from '../../units.ts';
import type { Forecast } from '../forecaster.ts';
import { type MeasuredUplift, measureUplifts, withoutSteps } from './measured-uplift.ts';
import { decayOf, reaches, shareAt } from './shape.ts';
import { type Uplift, updatedUplift, upliftFrom } from './uplift.ts';

/** An event with its uplift; multiple 1 and deviation 0 where nobody knows what it brings. */
export interface KnownEvent extends AnnouncedEvent, Uplift {
  readonly multiple: number;
}

export interface EventKnowledge {
  readonly zone: string;
  /** What earlier events brought that `history` may be too short to show. */
  readonly learnt?: readonly MeasuredUplift[] | undefined;
}

/** Furthest ahead that anything is forecast, with the ramp of what comes then. */
const aheadSeconds = 8 * secondsPerDay;

/**
 * Occurrences of `plans` from the start of `history` to a week after it, each with what past events
 * of its name, and its own beginning, say of its uplift.
 */
export function knownEvents(
  plans: readonly EventPlan[],
  history: TimeSeries,
  { zone, learnt = [] }: EventKnowledge,
): readonly KnownEvent[] {
  if (plans.length === 0) return [];
  const end = endOf(history);
  const events = occurrencesOf(plans, history.start - secondsPerDay, end + aheadSeconds);
  const isLearnt = ({ name, start }: AnnouncedEvent) =>
    learnt.some((one) => one.name === name && one.start === start);
  const over = events.filter((event) => isOver(event, end) && !isLearnt(event));
  const past = [...learnt, ...measureUplifts(over, events, history, zone)];
  return events.map((event) => {
    const brought = past.filter(({ name }) => name === event.name).map(({ multiple }) => multiple);
    const uplift = upliftFrom(event.multiple, brought);
    if (uplift === null) return { ...event, multiple: 1, deviation: 0 };
    const isRunning = event.start < end && !isOver(event, end);
    const [shown] = isRunning ? measureUplifts([event], events, history, zone) : [];
    if (shown === undefined) return { ...event, ...uplift };
    const share = Math.min(1, (end - event.start) / (event.end - event.start));
    return { ...event, ...updatedUplift(uplift, shown.multiple, share) };
  });
}

/** What every event of `plans` that is over brought, as far as `history` saw it. */
export function learntUplifts(
  plans: readonly EventPlan[],
  history: TimeSeries,
  zone: string,
): readonly MeasuredUplift[] {
  const events = occurrencesOf(plans, history.start, endOf(history));
  const over = events.filter((event) => isOver(event, endOf(history)));
  return over.length === 0 ? [] : measureUplifts(over, events, history, zone);
}

/** `series` as it would have been without `events`: unobserved where they are over. */
export function withoutEvents(series: TimeSeries, events: readonly KnownEvent[]): TimeSeries {
  const touching = events.filter((event) => reaches(event, series.start, endOf(series)));
  if (touching.length === 0) return series;
  const over = touching.filter((event) => isOver(event, endOf(series)));
  const running = touching.filter((event) => !over.includes(event));
  const { values, ...clear } = withoutSteps(series, over);
  return {
    ...clear,
    values: values.map((value, step) => {
      const at = stepAt(series, step) + series.stepSeconds / 2;
      return value / multipleAt(running, at);
    }),
  };
}

/** `forecast` of ordinary days, its median among its levels, with the events that lie ahead of it. */
export function withEvents(forecast: Forecast, events: readonly KnownEvent[]): Forecast {
  const { origin, stepSeconds, levels, quantiles } = forecast;
  const first = origin + stepSeconds;
  const horizon = quantiles[0]?.length ?? 0;
  const ahead = events.filter((event) => reaches(event, first, first + horizon * stepSeconds));
  if (ahead.length === 0) return forecast;
  const middle = quantiles[levels.indexOf(0.5)];
  assert(middle !== undefined, 'a forecast under events needs its median');
  const effects = Array.from({ length: horizon }, (_, step) =>
    effectAt(ahead, first + (step + 0.5) * stepSeconds),
  );
  return {
    ...forecast,
    quantiles: quantiles.map((row, level) => {
      const tail = normalQuantile(levels[level]!);
      return row.map((load, step) => uplifted(load, middle[step]!, effects[step]!, tail));
    }),
  };
}

/** What all of `events` together do to the load at `at`: multiple 1 and deviation 0 = nothing. */
function effectAt(events: readonly KnownEvent[], at: EpochSeconds): Uplift {
  let [multiple, variance] = [1, 0];
  for (const event of events) {
    const share = shareAt(event, at);
    multiple *= 1 + (event.multiple - 1) * share;
    variance += (event.deviation * share) ** 2;
  }
  return { multiple, deviation: Math.sqrt(variance) };
}

/** Product of what every event does to the load at `at`; 1 = nothing. */
export function multipleAt(events: readonly KnownEvent[], at: EpochSeconds): number {
  return effectAt(events, at).multiple;
}

/**
 * One quantile under an event. In logarithms the spread of the ordinary load and that of the uplift
 * are independent, so they add up like the sides of a right angle; `tail` is the standard normal
 * quantile of the level. What raises the load lowers no quantile.
 */
function uplifted(
  load: number,
  middle: number,
  { multiple, deviation }: Uplift,
  tail: number,
): number {
  if (load <= 0 || middle <= 0) return load * multiple;
  const ordinary = Math.abs(Math.log(load) - Math.log(middle));
  const widening = Math.hypot(ordinary, tail * deviation) - ordinary;
  const widened = load * multiple * Math.exp(Math.sign(tail) * widening);
  return multiple >= 1 ? Math.max(load, widened) : widened;
}

function isOver(event: AnnouncedEvent, end: EpochSeconds): boolean {
  return event.end + decayOf(event) <= end;
}
