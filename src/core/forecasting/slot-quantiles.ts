/**
 * Quantiles of what the same slots of earlier days held, each relative to the day before it: no
 * parameters, so nothing to overfit, and the shape of the distribution comes from the data.
 */
import { gridLevels } from './levels.ts';
import { isWeekend, type LoadHistory, lagIndex, meanOver } from './load-history.ts';
import { emptyGrid, type FittedMember, type Member, type View } from './member.ts';
import { weightedQuantiles } from './questions.ts';

export const slotQuantilesName = 'slot-quantiles';
const days = 21;
const dayDecay = 0.93;
const otherKindOfDay = 0.25;
const halfWidthSeconds = 20 * 60;

export const slotQuantiles: Member = {
  name: slotQuantilesName,
  async fit({ history, until: steps }) {
    const required = 2 * history.stepsPerDay + 3;
    if (steps < required) return { kind: 'insufficient-history', steps, required };
    return { kind: 'fitted', model: fitted };
  },
};

const fitted: FittedMember = {
  name: slotQuantilesName,
  quantilesAt: slotGrid,
  state: { member: slotQuantilesName, version: 2, parameters: {} },
};

function slotGrid({ history }: View, origin: number, ahead: Int32Array): Float64Array[] {
  const grid = emptyGrid(ahead.length);
  const now = dayLevel(history, origin);
  ahead.forEach((steps, i) => {
    const [values, weights] = slotSamples(history, origin, steps);
    const quantiles = values.length === 0 ? null : weightedQuantiles(values, weights, gridLevels);
    for (let l = 0; l < grid.length; l++) {
      grid[l]![i] = quantiles === null ? Number.NaN : now + quantiles[l]!;
    }
  });
  return grid;
}

/** z around the same slot of earlier days, relative to the level a forecast made then would know. */
function slotSamples(history: LoadHistory, origin: number, ahead: number): [number[], number[]] {
  const { z, observed, series, stepsPerDay } = history;
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

export function restoreSlotQuantiles(): FittedMember {
  return fitted;
}
