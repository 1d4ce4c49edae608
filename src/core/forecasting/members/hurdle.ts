/**
 * For loads that are mostly nothing: how likely the step is to be busy, and how busy such steps are.
 * A zero is a load of its own kind there, which no quantile between zeros and loads can say.
 */
import { type Random, seededRandom } from '../../random.ts';
import { bucketOf, type HorizonBucket, horizonBuckets } from '../buckets.ts';
import { leanFeatures } from '../features/features.ts';
import { weightedQuantiles } from '../features/questions.ts';
import type { Matrix } from '../fitting/linear-algebra.ts';
import { fitLogistic, logistic } from '../fitting/logistic-regression.ts';
import { type PackedNumbers, pack, unpackExactly } from '../fitting/packed.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { busyLeast, isIdle } from './idle.ts';
import { columnsOf, designOf, type LessonRows, lessonRows, rowsLeast } from './lesson-rows.ts';
import { type FittedMember, gridOfRows, type Lesson, type Member, type View } from './member.ts';

export const hurdleName = 'hurdle';
const weighing = { halfLifeDays: 21, busyPower: 0 };
const ridge = 0.005;
/** Sizes of busy steps are known at so many levels, evenly between 0 and 1. */
const sizeLevels = Array.from({ length: 41 }, (_, i) => (i + 0.5) / 41);

const read = columnsOf(leanFeatures);

interface BucketModel {
  readonly bucket: HorizonBucket;
  /** Log-odds of a busy step: one for each of `leanFeatures`, and one for the level. */
  readonly coefficients: Float64Array;
  /** Quantiles of z of busy steps. Shape [sizeLevels]. */
  readonly sizes: Float64Array;
}

/** Declines loads that are busy more often than not: quantiles of their own serve them better. */
export const hurdle: Member = {
  name: hurdleName,
  async fit(lesson, { horizon, seed }) {
    const { series, stepsPerDay } = lesson.history;
    const required = stepsPerDay + rowsLeast;
    if (lesson.until < required) {
      return { kind: 'insufficient-history', steps: lesson.until, required };
    }
    if (!isIdle(lesson)) return { kind: 'unsuited' };
    const random = seededRandom(seed, hurdleName);
    const models = horizonBuckets(series.stepSeconds, horizon)
      .map((bucket) => fitBucket(lesson, bucket, random))
      .filter((model) => model !== null);
    return models.length === 0 ? { kind: 'unsuited' } : { kind: 'fitted', model: fitted(models) };
  },
};

function fitBucket(lesson: Lesson, bucket: HorizonBucket, random: Random): BucketModel | null {
  const rows = lessonRows(lesson, bucket, weighing, random);
  if (rows === null) return null;
  const z = rows.target.map((value, i) => value + rows.levels[i]!);
  const hits = z.map((value) => (value > busyLeast ? 1 : 0));
  const coefficients = fitLogistic(designWithLevel(rows), hits, rows.weights, ridge);
  const busy = Array.from(hits.keys()).filter((i) => hits[i] === 1);
  if (busy.length === 0) return null;
  const sizes = weightedQuantiles(
    busy.map((i) => z[i]!),
    busy.map((i) => rows.weights[i]!),
    sizeLevels,
  );
  return { bucket, coefficients, sizes };
}

/** Lean features, and the level that they are relative to. */
function designWithLevel(rows: LessonRows): Matrix {
  const lean = designOf(rows, read);
  const columns = lean.columns + 1;
  const values = new Float64Array(rows.count * columns);
  for (let i = 0; i < rows.count; i++) {
    values.set(lean.values.subarray(i * lean.columns, (i + 1) * lean.columns), i * columns);
    values[(i + 1) * columns - 1] = rows.levels[i]!;
  }
  return { rows: rows.count, columns, values };
}

function fitted(models: readonly BucketModel[]): FittedMember {
  return {
    name: hurdleName,
    quantilesAt: (view, origin, ahead) => gridAt(models, view, origin, ahead),
    get state() {
      return stateOf(models);
    },
  };
}

function gridAt(
  models: readonly BucketModel[],
  { features }: View,
  origin: number,
  ahead: Int32Array,
): Float64Array[] {
  const buckets = models.map(({ bucket }) => bucket);
  const level = features.levelAt(origin);
  return gridOfRows(features.rowsOf(origin, ahead), { level: 0 }, (row, step) => {
    const { coefficients, sizes } = models[bucketOf(buckets, ahead[step]!)]!;
    let logit = coefficients[read.length]! * level;
    read.forEach((column, j) => {
      logit += coefficients[j]! * row[column]!;
    });
    const idle = 1 - logistic(logit);
    return gridLevels.map((quantile) =>
      quantile <= idle ? 0 : sizeAt(sizes, (quantile - idle) / (1 - idle)),
    );
  });
}

/** The size that the share `level` in (0, 1) of busy steps stays below. */
function sizeAt(sizes: Float64Array, level: number): number {
  const last = sizes.length - 1;
  const at = Math.min(last, Math.max(0, level * sizes.length - 0.5));
  const [below, above] = [sizes[Math.floor(at)]!, sizes[Math.ceil(at)]!];
  return below + (at - Math.floor(at)) * (above - below);
}

interface HurdleState {
  readonly buckets: readonly {
    readonly bucket: HorizonBucket;
    readonly coefficients: PackedNumbers;
    readonly sizes: PackedNumbers;
  }[];
}

function stateOf(models: readonly BucketModel[]): ModelState {
  const parameters: HurdleState = {
    buckets: models.map(({ bucket, coefficients, sizes }) => ({
      bucket,
      coefficients: pack(coefficients),
      sizes: pack(sizes),
    })),
  };
  return { member: hurdleName, version: 2, parameters };
}

/** @throws RangeError for a state of other features than today's. */
export function restoreHurdle({ parameters }: ModelState): FittedMember {
  const { buckets } = parameters as HurdleState;
  return fitted(
    buckets.map(({ bucket, coefficients, sizes }) => ({
      bucket,
      coefficients: unpackExactly(coefficients, read.length + 1),
      sizes: unpackExactly(sizes, sizeLevels.length),
    })),
  );
}
