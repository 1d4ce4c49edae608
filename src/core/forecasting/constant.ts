/** The distribution of recent load, whatever the time: right for noise, and always able to answer. */

import { secondsPerDay } from '../units.ts';
import type { FittedForecaster, Forecaster, ModelState } from './forecaster.ts';
import { gridLevels } from './levels.ts';
import { scaleOf } from './load-history.ts';
import { emptyGrid, forecastFrom, observedSteps } from './member.ts';
import { pack, unpack } from './packed.ts';
import { weightedQuantiles } from './questions.ts';

export const constantName = 'constant';
const halfLifeDays = 3;
const stepsLeast = 3;

export const constant: Forecaster = {
  name: constantName,
  async fit(history) {
    const steps = observedSteps(history);
    if (steps < stepsLeast) return { kind: 'insufficient-history', steps, required: stepsLeast };
    const scale = scaleOf(history.values);
    const [values, weights]: [number[], number[]] = [[], []];
    history.values.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      const ageSeconds = (history.values.length - 1 - i) * history.stepSeconds;
      values.push(Math.asinh(value / scale));
      weights.push(0.5 ** (ageSeconds / (halfLifeDays * secondsPerDay)));
    });
    return { kind: 'fitted', model: fitted(scale, weightedQuantiles(values, weights, gridLevels)) };
  },
};

function fitted(scale: number, quantiles: Float64Array): FittedForecaster {
  return {
    name: constantName,
    predict(recent, horizon, levels) {
      const grid = emptyGrid(horizon);
      grid.forEach((row, l) => {
        row.fill(quantiles[l]!);
      });
      return forecastFrom(recent, scale, grid, levels);
    },
    state: { member: constantName, version: 1, parameters: { scale, quantiles: pack(quantiles) } },
  };
}

export function restoreConstant({ parameters }: ModelState): FittedForecaster {
  const { scale, quantiles } = parameters as { scale: number; quantiles: string };
  return fitted(scale, unpack(quantiles));
}
