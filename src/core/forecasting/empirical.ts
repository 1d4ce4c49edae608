/**
 * A point method made probabilistic by its own past errors: for each horizon bucket the quantiles
 * of what it got wrong, in z, so that errors are multiplicative where load is large.
 */
import { seededRandom } from '../random.ts';
import { bucketIndex, type HorizonBucket, horizonBuckets } from './buckets.ts';
import type { FittedForecaster, Forecaster, ModelState } from './forecaster.ts';
import { gridLevels } from './levels.ts';
import { type LoadHistory, scaleOf } from './load-history.ts';
import { emptyGrid, forecastFrom, viewOf } from './member.ts';
import { type PackedNumbers, pack, unpack } from './packed.ts';
import { drawQuestions, recency, weightedQuantiles } from './questions.ts';

/** Says z at `origin + ahead` from what was known at `origin`; null where it cannot. */
export type PointMethod = (history: LoadHistory, origin: number, ahead: number) => number | null;

interface EmpiricalModel {
  readonly zone: string;
  readonly scale: number;
  readonly buckets: readonly { readonly bucket: HorizonBucket; readonly errors: Float64Array }[];
}

const rows = 2000;
const rowsLeast = 30;
const halfLifeDays = 14;

export function empirical(name: string, point: PointMethod): Forecaster {
  return {
    name,
    async fit(series, { zone, horizon, seed }) {
      const scale = scaleOf(series.values);
      const { history } = viewOf(series, zone, scale);
      const random = seededRandom(seed, name);
      const buckets: { bucket: HorizonBucket; errors: Float64Array }[] = [];
      for (const bucket of horizonBuckets(series.stepSeconds, horizon)) {
        const [errors, weights]: [number[], number[]] = [[], []];
        for (const question of drawQuestions(history, bucket, rows, random)) {
          const said = point(history, question.origin, question.ahead);
          if (said === null) continue;
          errors.push(history.z[question.origin + question.ahead]! - said);
          weights.push(recency(history, question, halfLifeDays));
        }
        if (errors.length < rowsLeast) continue;
        buckets.push({ bucket, errors: weightedQuantiles(errors, weights, gridLevels) });
      }
      const steps = history.steps;
      if (buckets.length === 0) {
        return { kind: 'insufficient-history', steps, required: history.stepsPerDay + rowsLeast };
      }
      return { kind: 'fitted', model: fitted(name, point, { zone, scale, buckets }) };
    },
  };
}

function fitted(name: string, point: PointMethod, model: EmpiricalModel): FittedForecaster {
  const { zone, scale, buckets } = model;
  return {
    name,
    predict(recent, horizon, levels) {
      const { history } = viewOf(recent, zone, scale);
      const index = bucketIndex(
        buckets.map(({ bucket }) => bucket),
        horizon,
      );
      const grid = emptyGrid(horizon);
      for (let step = 0; step < horizon; step++) {
        const said = point(history, history.steps - 1, step + 1) ?? Number.NaN;
        const { errors } = buckets[index[step]!]!;
        for (let l = 0; l < grid.length; l++) grid[l]![step] = said + errors[l]!;
      }
      return forecastFrom(recent, scale, grid, levels);
    },
    get state() {
      const packed = buckets.map(({ bucket, errors }) => ({ bucket, errors: pack(errors) }));
      return { member: name, version: 1, parameters: { zone, scale, buckets: packed } };
    },
  };
}

interface EmpiricalState {
  readonly zone: string;
  readonly scale: number;
  readonly buckets: readonly { readonly bucket: HorizonBucket; readonly errors: PackedNumbers }[];
}

export function restoreEmpirical(
  point: PointMethod,
  { member, parameters }: ModelState,
): FittedForecaster {
  const { zone, scale, buckets } = parameters as EmpiricalState;
  const unpacked = buckets.map(({ bucket, errors }) => ({ bucket, errors: unpack(errors) }));
  return fitted(member, point, { zone, scale, buckets: unpacked });
}
