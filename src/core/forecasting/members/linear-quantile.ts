/**
 * Linear quantile regression on the features of a question, one model for each horizon bucket:
 * the portfolio's strongest member wherever there are a few days of history.
 */
import { assert } from '../../assert.ts';
import { type Random, seededRandom } from '../../random.ts';
import { bucketOf, type HorizonBucket, horizonBuckets } from '../buckets.ts';
import { featureColumns, featureNames, leanFeatures } from '../features/features.ts';
import { weightedQuantiles } from '../features/questions.ts';
import { dot } from '../fitting/linear-algebra.ts';
import { checkCount, type PackedNumbers, pack, unpackExactly } from '../fitting/packed.ts';
import { fitQuantiles } from '../fitting/quantile-regression.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import {
  columnsOf,
  designOf,
  featuresAt,
  type LessonRows,
  lessonRows,
  type RowWeighing,
  rowsLeast,
} from './lesson-rows.ts';
import { type FittedMember, gridOfRows, type Lesson, type Member, type View } from './member.ts';

export interface LinearOptions extends RowWeighing {
  readonly name: string;
  /** Features that are read, column 0 among them. */
  readonly features: readonly string[];
  /** Pulls the forecast to the level of the last day. */
  readonly ridge: number;
}

/** Levels that are regressed; those further out follow from the spread of these. */
const bodyLevels = gridLevels.filter((level) => level >= 0.05 && level <= 0.95);
const middle = bodyLevels.indexOf(0.5);
const lowLevels = gridLevels.filter((level) => level < 0.05);
const highLevels = gridLevels.filter((level) => level > 0.95);

interface BucketModel {
  readonly bucket: HorizonBucket;
  /** Zero for features that are not read. Shape [bodyLevels][featureColumns]. */
  readonly coefficients: readonly Float64Array[];
  /** Distance of each outer level from the median, in distances of the outermost body level. */
  readonly lowTail: Float64Array;
  readonly highTail: Float64Array;
}

export function linearQuantile(options: LinearOptions): Member {
  const unknown = options.features.filter((name) => !featureNames.includes(name));
  assert(unknown.length === 0, `no features ${unknown.join()}`);
  return {
    name: options.name,
    async fit(lesson, { horizon, seed }) {
      const { series, stepsPerDay } = lesson.history;
      const random = seededRandom(seed, options.name);
      const models: BucketModel[] = [];
      for (const bucket of horizonBuckets(series.stepSeconds, horizon)) {
        const model = fitBucket(lesson, bucket, options, random);
        if (model !== null) models.push(model);
      }
      if (models.length === 0) {
        const required = stepsPerDay + rowsLeast;
        return { kind: 'insufficient-history', steps: lesson.until, required };
      }
      return { kind: 'fitted', model: fitted(options.name, models) };
    },
  };
}

function fitBucket(
  lesson: Lesson,
  bucket: HorizonBucket,
  options: LinearOptions,
  random: Random,
): BucketModel | null {
  const rows = lessonRows(lesson, bucket, options, random);
  if (rows === null) return null;
  const { target, weights } = rows;
  const read = columnsOf(options.features);
  const design = designOf(rows, read);
  const found = fitQuantiles(design, target, weights, bodyLevels, { ridge: options.ridge });
  const coefficients = found.map((some) => widened(some, read));
  return { bucket, coefficients, ...tails(rows, coefficients) };
}

/** Coefficients of all features: `found` for those that are `read`. */
function widened(found: Float64Array, read: readonly number[]): Float64Array {
  const all = new Float64Array(featureColumns);
  read.forEach((column, j) => {
    all[column] = found[j]!;
  });
  return all;
}

/** Quantiles of the residuals beyond the body, in units of the body's spread at each row. */
function tails(
  rows: LessonRows,
  coefficients: readonly Float64Array[],
): Pick<BucketModel, 'lowTail' | 'highTail'> {
  const { target, weights } = rows;
  const low = new Float64Array(rows.count);
  const high = new Float64Array(rows.count);
  for (let i = 0; i < rows.count; i++) {
    const row = featuresAt(rows, i);
    const centre = dot(row, coefficients[middle]!);
    low[i] = (centre - target[i]!) / Math.max(1e-6, centre - dot(row, coefficients[0]!));
    high[i] = (target[i]! - centre) / Math.max(1e-6, dot(row, coefficients.at(-1)!) - centre);
  }
  const far = (ratio: number) => Math.min(4, Math.max(1, ratio));
  const mirrored = lowLevels.map((level) => 1 - level).reverse();
  return {
    lowTail: weightedQuantiles(low, weights, mirrored).map(far).reverse(),
    highTail: weightedQuantiles(high, weights, highLevels).map(far),
  };
}

function fitted(name: string, models: readonly BucketModel[]): FittedMember {
  return {
    name,
    quantilesAt: (view, origin, ahead) => gridAt(models, view, origin, ahead),
    get state() {
      return stateOf(name, models);
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
  return gridOfRows(features.rowsOf(origin, ahead), { level }, (row, step) =>
    rowQuantiles(models[bucketOf(buckets, ahead[step]!)]!, row),
  );
}

/** Grid quantiles of one row, relative to the level. Shape [gridLevels]. */
function rowQuantiles(model: BucketModel, row: Float64Array): Float64Array {
  const { coefficients, lowTail, highTail } = model;
  const quantiles = new Float64Array(gridLevels.length);
  const body = quantiles.subarray(lowTail.length, lowTail.length + coefficients.length);
  for (let l = 0; l < body.length; l++) body[l] = dot(coefficients[l]!, row);
  body.sort();
  const centre = body[middle]!;
  const [down, up] = [centre - body[0]!, body.at(-1)! - centre];
  const firstHigh = lowTail.length + body.length;
  for (let l = 0; l < lowTail.length; l++) quantiles[l] = centre - lowTail[l]! * down;
  for (let l = 0; l < highTail.length; l++) quantiles[firstHigh + l] = centre + highTail[l]! * up;
  return quantiles;
}

interface LinearState {
  readonly buckets: readonly {
    readonly bucket: HorizonBucket;
    readonly coefficients: readonly PackedNumbers[];
    readonly lowTail: PackedNumbers;
    readonly highTail: PackedNumbers;
  }[];
}

function stateOf(name: string, models: readonly BucketModel[]): ModelState {
  const parameters: LinearState = {
    buckets: models.map(({ bucket, coefficients, lowTail, highTail }) => ({
      bucket,
      coefficients: coefficients.map(pack),
      lowTail: pack(lowTail),
      highTail: pack(highTail),
    })),
  };
  return { member: name, version: 2, parameters };
}

/** @throws RangeError for a state of other features or levels than today's. */
export function restoreLinear({ member, parameters }: ModelState): FittedMember {
  const { buckets } = parameters as LinearState;
  const models = buckets.map(({ bucket, coefficients, lowTail, highTail }) => {
    checkCount(coefficients, bodyLevels.length);
    return {
      bucket,
      coefficients: coefficients.map((some) => unpackExactly(some, featureColumns)),
      lowTail: unpackExactly(lowTail, lowLevels.length),
      highTail: unpackExactly(highTail, highLevels.length),
    };
  });
  return fitted(member, models);
}

/** One that reads everything, and one that reads little and is hardly held back. */
const variants: readonly LinearOptions[] = [
  { name: 'linear', features: featureNames, halfLifeDays: 21, ridge: 2e-3, busyPower: 1 },
  { name: 'linear-lean', features: leanFeatures, halfLifeDays: 30, ridge: 1e-3, busyPower: 0.5 },
];
export const linearMembers: readonly Member[] = variants.map(linearQuantile);

/** Trained by earlier versions, whose models are still read. */
const retired = ['linear-yesterday'];
export const linearNames: readonly string[] = [...variants.map(({ name }) => name), ...retired];
