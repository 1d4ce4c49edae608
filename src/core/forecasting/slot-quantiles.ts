/**
 * Quantiles of what the same slots of earlier days held, each relative to the day before it: no
 * parameters, so nothing to overfit, and the shape of the distribution comes from the data.
 */
import type { TimeSeries } from '../series/series.ts';
import type { FittedForecaster, Forecaster, ModelState } from './forecaster.ts';
import { gridLevels } from './levels.ts';
import { isWeekend, type LoadHistory, lagIndex, meanOver, scaleOf } from './load-history.ts';
import { emptyGrid, forecastFrom, viewOf } from './member.ts';
import { weightedQuantiles } from './questions.ts';

export const slotQuantilesName = 'slot-quantiles';
const days = 21;
const dayDecay = 0.93;
const otherKindOfDay = 0.25;
const halfWidthSeconds = 20 * 60;

export const slotQuantiles: Forecaster = {
  name: slotQuantilesName,
  async fit(history, { zone }) {
    const scale = scaleOf(history.values);
    const { stepsPerDay, steps } = viewOf(history, zone, scale).history;
    if (steps < 2 * stepsPerDay + 3) {
      return { kind: 'insufficient-history', steps, required: 2 * stepsPerDay + 3 };
    }
    return { kind: 'fitted', model: fitted(zone, scale) };
  },
};

function fitted(zone: string, scale: number): FittedForecaster {
  return {
    name: slotQuantilesName,
    predict: (recent, horizon, levels) =>
      forecastFrom(recent, scale, slotGrid(recent, zone, scale, horizon), levels),
    state: { member: slotQuantilesName, version: 1, parameters: { zone, scale } },
  };
}

function slotGrid(
  recent: TimeSeries,
  zone: string,
  scale: number,
  horizon: number,
): Float64Array[] {
  const { history } = viewOf(recent, zone, scale);
  const grid = emptyGrid(horizon);
  const now = dayLevel(history, history.steps - 1);
  for (let ahead = 1; ahead <= horizon; ahead++) {
    const [values, weights] = slotSamples(history, ahead);
    const quantiles = values.length === 0 ? null : weightedQuantiles(values, weights, gridLevels);
    for (let l = 0; l < grid.length; l++) {
      grid[l]![ahead - 1] = quantiles === null ? Number.NaN : now + quantiles[l]!;
    }
  }
  return grid;
}

/** z around the same slot of earlier days, relative to the level a forecast made then would know. */
function slotSamples(history: LoadHistory, ahead: number): [number[], number[]] {
  const { z, observed, series, stepsPerDay } = history;
  const origin = history.steps - 1;
  const half = Math.floor(halfWidthSeconds / series.stepSeconds);
  const weekend = isWeekend(history, origin + ahead);
  const [values, weights]: [number[], number[]] = [[], []];
  for (let day = 1; day <= days; day++) {
    const slot = lagIndex(history, origin + ahead, day);
    if (slot - half - ahead - stepsPerDay / 2 < 0) break;
    const alike = isWeekend(history, slot) === weekend ? 1 : otherKindOfDay;
    for (let i = slot - half; i <= Math.min(slot + half, origin); i++) {
      if (observed[i] !== 1) continue;
      values.push(z[i]! - dayLevel(history, i - ahead));
      weights.push(dayDecay ** day * alike);
    }
  }
  return [values, weights];
}

function dayLevel(history: LoadHistory, origin: number): number {
  return meanOver(history, origin - history.stepsPerDay + 1, origin + 1);
}

export function restoreSlotQuantiles({ parameters }: ModelState): FittedForecaster {
  const { zone, scale } = parameters as { zone: string; scale: number };
  return fitted(zone, scale);
}
