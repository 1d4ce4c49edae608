/** The distribution of recent load, whatever the time: right for noise, and always able to answer. */
import { secondsPerDay } from '../../units.ts';
import { weightedQuantiles } from '../features/questions.ts';
import { pack, unpackExactly } from '../fitting/packed.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { emptyGrid, type FittedMember, learntSteps, type Member } from './member.ts';

export const constantName = 'constant';
const halfLifeDays = 3;
const stepsLeast = 3;

export const constant: Member = {
  name: constantName,
  async fit(lesson) {
    const steps = learntSteps(lesson);
    if (steps < stepsLeast) return { kind: 'insufficient-history', steps, required: stepsLeast };
    const { history, until } = lesson;
    const [values, weights]: [number[], number[]] = [[], []];
    for (let step = 0; step < until; step++) {
      if (history.observed[step] !== 1) continue;
      const ageSeconds = (until - 1 - step) * history.series.stepSeconds;
      values.push(history.z[step]!);
      weights.push(0.5 ** (ageSeconds / (halfLifeDays * secondsPerDay)));
    }
    return { kind: 'fitted', model: fitted(weightedQuantiles(values, weights, gridLevels)) };
  },
};

function fitted(quantiles: Float64Array): FittedMember {
  return {
    name: constantName,
    quantilesAt(_view, _origin, ahead) {
      const grid = emptyGrid(ahead.length);
      grid.forEach((row, l) => {
        row.fill(quantiles[l]!);
      });
      return grid;
    },
    state: { member: constantName, version: 2, parameters: { quantiles: pack(quantiles) } },
  };
}

/** @throws RangeError for a state of other levels than today's. */
export function restoreConstant({ parameters }: ModelState): FittedMember {
  const { quantiles } = parameters as { quantiles: string };
  return fitted(unpackExactly(quantiles, gridLevels.length));
}
