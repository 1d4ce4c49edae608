/**
 * A point method made probabilistic by its own past errors: for each horizon bucket the quantiles
 * of what it got wrong, in z, so that errors are multiplicative where load is large.
 */
import { seededRandom } from '../../random.ts';
import { bucketOf, type HorizonBucket, horizonBuckets } from '../buckets.ts';
import type { LoadHistory } from '../features/load-history.ts';
import { drawQuestions, recency, weightedQuantiles } from '../features/questions.ts';
import { type PackedNumbers, pack, unpackExactly } from '../fitting/packed.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { emptyGrid, type FittedMember, type Member } from './member.ts';

/** Says z at `origin + ahead` from what was known at `origin`; null where it cannot. */
export type PointMethod = (history: LoadHistory, origin: number, ahead: number) => number | null;

interface BucketErrors {
  readonly bucket: HorizonBucket;
  /** Shape [gridLevels]. */
  readonly errors: Float64Array;
}

const rows = 2000;
const rowsLeast = 30;
const halfLifeDays = 14;

export function empirical(name: string, point: PointMethod): Member {
  return {
    name,
    async fit(lesson, { horizon, seed }) {
      const { history, until } = lesson;
      const random = seededRandom(seed, name);
      const buckets: BucketErrors[] = [];
      for (const bucket of horizonBuckets(history.series.stepSeconds, horizon)) {
        const [errors, weights]: [number[], number[]] = [[], []];
        for (const question of drawQuestions(lesson, bucket, rows, random)) {
          const said = point(history, question.origin, question.ahead);
          if (said === null) continue;
          errors.push(history.z[question.origin + question.ahead]! - said);
          weights.push(recency(lesson, question, halfLifeDays));
        }
        if (errors.length < rowsLeast) continue;
        buckets.push({ bucket, errors: weightedQuantiles(errors, weights, gridLevels) });
      }
      if (buckets.length === 0) {
        const required = history.stepsPerDay + rowsLeast;
        return { kind: 'insufficient-history', steps: until, required };
      }
      return { kind: 'fitted', model: fitted(name, point, buckets) };
    },
  };
}

function fitted(name: string, point: PointMethod, models: readonly BucketErrors[]): FittedMember {
  const buckets = models.map(({ bucket }) => bucket);
  return {
    name,
    quantilesAt({ history }, origin, ahead) {
      const grid = emptyGrid(ahead.length);
      ahead.forEach((steps, i) => {
        const said = point(history, origin, steps) ?? Number.NaN;
        const { errors } = models[bucketOf(buckets, steps)]!;
        for (let l = 0; l < grid.length; l++) grid[l]![i] = said + errors[l]!;
      });
      return grid;
    },
    get state() {
      const packed = models.map(({ bucket, errors }) => ({ bucket, errors: pack(errors) }));
      return { member: name, version: 2, parameters: { buckets: packed } };
    },
  };
}

interface EmpiricalState {
  readonly buckets: readonly { readonly bucket: HorizonBucket; readonly errors: PackedNumbers }[];
}

/** @throws RangeError for a state of other levels than today's. */
export function restoreEmpirical(
  point: PointMethod,
  { member, parameters }: ModelState,
): FittedMember {
  const { buckets } = parameters as EmpiricalState;
  const unpacked = buckets.map(({ bucket, errors }) => ({
    bucket,
    errors: unpackExactly(errors, gridLevels.length),
  }));
  return fitted(member, point, unpacked);
}
