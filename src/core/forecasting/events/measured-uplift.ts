/** What past events did to the load, measured against what would have been ordinary. */

import type { AnnouncedEvent } from '../../calendar/occurrences.ts';
import { daysBefore, isRestDay, localClock } from '../../series/calendar.ts';
import { indexOf, stepAt, type TimeSeries } from '../../series/series.ts';
import { type EpochSeconds, secondsPerHour } from '../../units.ts';
import { decayOf, rampOf, stepsReached } from './shape.ts';

/** Load during one event as a multiple of the ordinary, > 0. */
export interface MeasuredUplift {
  readonly name: string;
  readonly start: EpochSeconds;
  readonly multiple: number;
}

/** Days before an event that say what would have been ordinary. */
const ordinaryDays = 28;
/** The level of the day is read from so long before the event. */
const levelSeconds = 3 * secondsPerHour;
/** Without such days the hour before and the hour after the event say it. */
const aroundSeconds = secondsPerHour;

/**
 * The multiple of each of `events` as far as `history` saw them. Ordinary is the median of the same
 * slots on earlier days of the same kind, workday or day of rest, raised or lowered as the hours
 * before the event were; no step that any of `all` touches counts. Events that were not seen, or in
 * less than half of their steps, are left out.
 */
export function measureUplifts(
  events: readonly AnnouncedEvent[],
  all: readonly AnnouncedEvent[],
  history: TimeSeries,
  zone: string,
): MeasuredUplift[] {
  const clear = withoutSteps(history, all);
  const ordinary = usualLoadAt(clear, zone);
  return events.flatMap((event) => {
    const load = loadDuring(event, history, ordinary);
    const multiple = load.seen / (load.ordinary * levelBefore(event, clear, ordinary));
    const measured = Number.isFinite(multiple)
      ? multiple
      : load.seen / load.steps / loadAround(event, clear);
    if (load.seen <= 0 || !Number.isFinite(measured)) return [];
    return [{ name: event.name, start: event.start, multiple: measured }];
  });
}

/** `series` with the steps that `events` touch unobserved. */
export function withoutSteps(series: TimeSeries, events: readonly AnnouncedEvent[]): TimeSeries {
  const values = series.values.slice();
  for (const event of events) {
    const [first, end] = stepsReached(event, series);
    if (first < end) values.fill(Number.NaN, first, end);
  }
  return { ...series, values };
}

/** Load that is usual at a step, from earlier days alone; NaN = unknown. */
type UsualLoad = (index: number) => number;

function usualLoadAt(clear: TimeSeries, zone: string): UsualLoad {
  const clock = localClock(zone);
  return (index) => {
    const at = stepAt(clear, index);
    const isRest = isRestDay(clock, at, clear.holidays);
    const [alike, other]: [number[], number[]] = [[], []];
    for (let day = 1; day <= ordinaryDays; day++) {
      const earlier = daysBefore(clock, at, day);
      const value = clear.values[indexOf(clear, earlier)] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      (isRestDay(clock, earlier, clear.holidays) === isRest ? alike : other).push(value);
    }
    return medianOf(alike.length > 0 ? alike : other);
  };
}

interface Sums {
  readonly seen: number;
  /** NaN when ordinary is not known of every step that was seen. */
  readonly ordinary: number;
  readonly steps: number;
}

/** Sums over the steps of [from, to) that were observed. */
function sumsOver(series: TimeSeries, ordinary: UsualLoad, from: number, to: number): Sums {
  let [seen, usual, steps] = [0, 0, 0];
  for (let index = Math.max(0, from); index < Math.min(to, series.values.length); index++) {
    const value = series.values[index]!;
    if (Number.isNaN(value)) continue;
    seen += value;
    usual += ordinary(index);
    steps++;
  }
  return { seen, ordinary: usual, steps };
}

/** What the steps between start and end brought; nothing where less than half was observed. */
function loadDuring(event: AnnouncedEvent, history: TimeSeries, ordinary: UsualLoad): Sums {
  const { stepSeconds, values } = history;
  const first = indexOf(history, event.start + stepSeconds / 2);
  const end = Math.max(first + 1, indexOf(history, event.end + stepSeconds / 2));
  const sums = sumsOver(history, ordinary, first, end);
  const passed = Math.min(end, values.length) - first;
  return sums.steps >= passed / 2 ? sums : { seen: 0, ordinary: Number.NaN, steps: 0 };
}

/** How the hours before the event compare with what is ordinary then; 1 where that is not known. */
function levelBefore(event: AnnouncedEvent, clear: TimeSeries, ordinary: UsualLoad): number {
  const to = indexOf(clear, event.start - rampOf(event));
  const before = sumsOver(clear, ordinary, to - Math.ceil(levelSeconds / clear.stepSeconds), to);
  const level = before.seen / before.ordinary;
  return level > 0 && Number.isFinite(level) ? level : 1;
}

/** Mean load of the hours just before and just after all that is felt of the event; NaN = unknown. */
function loadAround(event: AnnouncedEvent, clear: TimeSeries): number {
  const from = event.start - rampOf(event) - aroundSeconds;
  const to = event.end + decayOf(event) + aroundSeconds;
  const first = Math.max(0, firstStepFrom(clear, from));
  const end = Math.min(clear.values.length, firstStepFrom(clear, to));
  let [sum, steps] = [0, 0];
  for (let index = first; index < end; index++) {
    const value = clear.values[index]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    steps++;
  }
  return sum / steps;
}

/** Index of the first step that begins at or after `at`; may lie outside [0, steps). */
function firstStepFrom(series: TimeSeries, at: EpochSeconds): number {
  return Math.ceil((at - series.start) / series.stepSeconds);
}

/** NaN for none. */
function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
