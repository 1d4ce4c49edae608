/** What a series would have been where it was not observed: as the same time of earlier days. */
import { daysBefore, isRestDay, type LocalClock, localClock } from '../../series/calendar.ts';
import { gapsOf } from '../../series/gaps.ts';
import { indexOf, stepAt, type TimeSeries } from '../../series/series.ts';
import { secondsPerHour } from '../../units.ts';

/** Days back at which a step looks for its like, the best first: the same weekday, then the nearest. */
const daysBack = [7, 14, 1, 2, 3, 4, 5, 6] as const;
/** An earlier day is scaled by how this long before the gap compares with it … */
const comparedSeconds = secondsPerHour;
/** … within these: an hour is a small sample … */
const ratioRange = { min: 0.5, max: 2 } as const;
/** … for this long, and by half as much after each time as long: it tells nothing of days to come. */
const ratioSeconds = 6 * secondsPerHour;

/**
 * `series` with every unobserved step as an earlier day of its kind had that time, at the level of
 * the hour before the gap as long as that tells anything. A step without such a day repeats the value
 * before it; leading ones stay unobserved. Days are those of the IANA `zone`; a holiday is of the weekend's kind.
 */
export function filledAsUsual(series: TimeSeries, zone: string): TimeSeries {
  const gaps = gapsOf(series);
  if (gaps.length === 0) return series;
  const clock = localClock(zone);
  const filled = { ...series, values: series.values.slice() };
  const weightAfter = (steps: number) =>
    0.5 ** Math.max(0, (steps * series.stepSeconds) / ratioSeconds - 1);
  for (const { first, end } of gaps) {
    const ratioOf = levelRatios(series, first);
    for (let step = first; step < end; step++) {
      const like = likeOf(series, step, clock);
      filled.values[step] =
        like === null
          ? (filled.values[step - 1] ?? Number.NaN)
          : series.values[like]! * ratioOf(step - like) ** weightAfter(step - first);
    }
  }
  return filled;
}

/** The step of an earlier day that stands in for `step`, of its kind where there is one; null = none. */
function likeOf(series: TimeSeries, step: number, clock: LocalClock): number | null {
  const at = stepAt(series, step);
  const isRest = isRestDay(clock, at, series.holidays);
  let other: number | null = null;
  for (const days of daysBack) {
    const like = indexOf(series, daysBefore(clock, at, days));
    if (!(series.values[like]! >= 0)) continue;
    if (isRestDay(clock, stepAt(series, like), series.holidays) === isRest) return like;
    other ??= like;
  }
  return other;
}

/** How the load before step `first` compares with that `lag` steps earlier; 1 where nothing tells. */
function levelRatios({ values, stepSeconds }: TimeSeries, first: number): (lag: number) => number {
  const width = Math.max(1, Math.round(comparedSeconds / stepSeconds));
  const known = new Map<number, number>();
  const ratioAt = (lag: number): number => {
    let [now, then] = [0, 0];
    for (let step = Math.max(lag, first - width); step < first; step++) {
      if (!(values[step]! >= 0 && values[step - lag]! >= 0)) continue;
      now += values[step]!;
      then += values[step - lag]!;
    }
    if (now === 0 || then === 0) return 1;
    return Math.min(ratioRange.max, Math.max(ratioRange.min, now / then));
  };
  return (lag) => {
    const ratio = known.get(lag) ?? ratioAt(lag);
    known.set(lag, ratio);
    return ratio;
  };
}
