/**
 * The ordinary part of a history: what is left when outages and broken values are taken out.
 * Members learn from it and see the rest as unobserved.
 */
import type { TimeSeries } from '../series/series.ts';
import { secondsPerDay, secondsPerHour } from '../units.ts';

/** A copy of `series` with NaN for outages and for whatever is not a load. */
export function ordinaryPart(series: TimeSeries): TimeSeries {
  const values = series.values.map((value) =>
    value >= 0 && value < Infinity ? value : Number.NaN,
  );
  takeOutOutages(values, series.stepSeconds);
  return { ...series, values };
}

const daysCompared = 7;
const daysLeast = 3;
const lowShare = 0.2;
const neighbourSeconds = 30 * 60;
/** A dip that lasts longer is the new level. */
const outageSecondsMax = 6 * secondsPerHour;

/**
 * Replaces outages by NaN, in place: runs of load below a fifth of the least that the same slots of
 * the last week held. Where such a low is ordinary, as at night or in sparse traffic, that least is
 * near zero and nothing is taken out.
 */
function takeOutOutages(values: Float64Array, stepSeconds: number): void {
  const perDay = Math.round(secondsPerDay / stepSeconds);
  const half = Math.floor(neighbourSeconds / stepSeconds);
  const longest = Math.floor(outageSecondsMax / stepSeconds);
  let run: { step: number; value: number }[] = [];
  for (let step = perDay * daysLeast; step < values.length; step++) {
    const value = values[step]!;
    if (Number.isNaN(value)) continue;
    if (!isOutage(values, step, perDay, half)) {
      run = [];
      continue;
    }
    run.push({ step, value });
    values[step] = Number.NaN;
    if (run.length <= longest) continue;
    for (const kept of run) values[kept.step] = kept.value;
    run = [];
  }
}

function isOutage(values: Float64Array, step: number, perDay: number, half: number): boolean {
  const value = values[step]!;
  if (value >= lowShare * values[step - perDay]!) return false;
  let days = 0;
  for (let day = 1; day <= daysCompared; day++) {
    const slot = step - day * perDay;
    if (slot - half < 0) break;
    let seen = 0;
    for (let i = slot - half; i <= Math.min(slot + half, step - 1); i++) {
      const other = values[i]!;
      if (Number.isNaN(other)) continue;
      if (value >= lowShare * other) return false;
      seen++;
    }
    days += seen > 0 ? 1 : 0;
  }
  return days >= daysLeast;
}
