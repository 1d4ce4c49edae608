import { instancesFor } from '../capacity/demand.ts';
import { isWeekend, type LocalGrid, timeOf } from '../series/local-grid.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../units.ts';
import type { PoolCount } from './replay.ts';
import type { RivalScene } from './rivals.ts';
import { dayRanges } from './scorecard.ts';
import { stepsOf } from './trace.ts';

/** Days of load that the forecast looks at. Source: EC2 Auto Scaling, predictive scaling. */
const historyDays = 14;

/**
 * What predictive scaling would do by itself, on each day of the span: it has no pool, it raises
 * capacity in service to an hourly forecast made at midnight. A climb below the forecast is a hit,
 * above it a miss; the instances beyond demand are held. Capacity is ready when its hour of the clock
 * begins.
 */
export function awsPredictive(scene: RivalScene, grid: LocalGrid): PoolCount[] {
  const forecast = hourlyForecast(scene, grid);
  const { active } = scene.trace;
  return dayRanges(scene.trace).map(([from, to]) => {
    let [hits, misses, heldSteps] = [0, 0, 0];
    for (let t = from; t < to; t++) {
      const before = active[Math.max(0, t - 1)]!;
      const climb = Math.max(0, active[t]! - before);
      const covered = Math.min(climb, Math.max(0, forecast[t]! - before));
      hits += covered;
      misses += climb - covered;
      heldSteps += Math.max(0, forecast[t]! - active[t]!);
    }
    return { hits, misses, boots: 0, heldSteps };
  });
}

/**
 * Instances for the mean load of each hour, as the same hour had it on the earlier days of the same
 * kind, workdays and weekends apart; 0 where no such hour is known. Shape [steps of the span].
 */
function hourlyForecast({ trace, from, load }: RivalScene, grid: LocalGrid): Int32Array {
  const { stepSeconds } = trace;
  const day = stepsOf(secondsPerDay, stepSeconds);
  const hour = stepsOf(secondsPerHour, stepSeconds);
  const sums = new Float64Array(load.length + 1);
  for (let t = 0; t < load.length; t++) sums[t + 1] = sums[t]! + load[t]!;
  const hourMean = (t: number): number => (sums[t + hour]! - sums[t]!) / hour;
  const forecast = new Int32Array(trace.active.length);
  for (const [start, end] of clockHours(grid, from)) {
    const past = daysLike(grid, start, day).filter((t) => t + hour <= lastMidnight(grid, start));
    if (past.length === 0) continue;
    const mean = past.reduce((sum, t) => sum + hourMean(t), 0) / past.length;
    forecast.fill(instancesFor(mean, 1), Math.max(from, start) - from, end - from);
  }
  return forecast;
}

/** Steps [start, end) of each hour of the clock from the one that step `from` lies in. */
function clockHours(grid: LocalGrid, from: number): [number, number][] {
  const stepFrom = (at: EpochSeconds) => Math.ceil((at - grid.start) / grid.stepSeconds);
  const hours: [number, number][] = [];
  let at = timeOf(grid, from) - (timeOf(grid, from) % secondsPerHour);
  for (let start = stepFrom(at); start < grid.steps; start = stepFrom(at)) {
    at += secondsPerHour;
    const end = Math.min(grid.steps, stepFrom(at));
    if (start < end) hours.push([start, end]);
  }
  return hours;
}

/** The same time on the earlier days of the kind of step `t`, on any day where there is none. */
function daysLike(grid: LocalGrid, t: number, day: number): number[] {
  const weekend = isWeekend(grid, timeOf(grid, t));
  const past = Array.from({ length: historyDays }, (_, d) => t - (d + 1) * day);
  const known = past.filter((step) => step >= 0);
  const alike = known.filter((step) => isWeekend(grid, timeOf(grid, step)) === weekend);
  return alike.length > 0 ? alike : known;
}

/** The step with which the local day of step `t` began, not before the grid. */
function lastMidnight(grid: LocalGrid, t: number): number {
  const at = timeOf(grid, t);
  const local = at + grid.clock.offsetAt(at);
  const into = ((local % secondsPerDay) + secondsPerDay) % secondsPerDay;
  return Math.max(0, t - Math.floor(into / grid.stepSeconds));
}
