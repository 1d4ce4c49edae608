/**
 * Linear quantile regression on the features of a question, one model for each horizon bucket:
 * the portfolio's strongest member wherever there are a few days of history.
 */
import { type Random, seededRandom } from '../random.ts';
import { bucketOf, type HorizonBucket, horizonBuckets } from './buckets.ts';
import { featureColumns, featureNames } from './features.ts';
import type { ModelState } from './forecaster.ts';
import { gridLevels } from './levels.ts';
import { dot } from './linear-algebra.ts';
import { emptyGrid, type FittedMember, type Lesson, type Member, type View } from './member.ts';
import { type PackedNumbers, pack, unpack } from './packed.ts';
import { fitQuantiles } from './quantile-regression.ts';
import { drawQuestions, recency, weightedQuantiles } from './questions.ts';

export interface LinearOptions {
  readonly name: string;
  /** Age at which a question counts half. */
  readonly halfLifeDays: number;
  /** Questions for each bucket. */
  readonly rows: number;
  readonly ridge: number;
  /** Feature the ridge pulls the forecast to; null = the level of the last day. */
  readonly anchor: string | null;
  /** Weight of a question grows with this power of its ordinary load. */
  readonly busyPower: number;
}

/** Levels that are regressed; those further out follow from the spread of these. */
const bodyLevels = gridLevels.filter((level) => level >= 0.05 && level <= 0.95);
const middle = bodyLevels.indexOf(0.5);
const lowLevels = gridLevels.filter((level) => level < 0.05);
const highLevels = gridLevels.filter((level) => level > 0.95);
const rowsLeast = 60;
const ordinary = featureNames.indexOf('mean14');

interface BucketModel {
  readonly bucket: HorizonBucket;
  /** Shape [bodyLevels][columns]. */
  readonly coefficients: readonly Float64Array[];
  /** Distance of each outer level from the median, in distances of the outermost body level. */
  readonly lowTail: Float64Array;
  readonly highTail: Float64Array;
}

interface LinearModel {
  readonly anchor: string | null;
  readonly buckets: readonly BucketModel[];
}

export function linearQuantile(options: LinearOptions): Member {
  return {
    name: options.name,
    async fit(lesson, { horizon, seed }) {
      const { series, stepsPerDay } = lesson.history;
      const random = seededRandom(seed, options.name);
      const buckets: BucketModel[] = [];
      for (const bucket of horizonBuckets(series.stepSeconds, horizon)) {
        const model = fitBucket(lesson, bucket, options, random);
        if (model !== null) buckets.push(model);
      }
      if (buckets.length === 0) {
        const required = stepsPerDay + rowsLeast;
        return { kind: 'insufficient-history', steps: lesson.until, required };
      }
      return { kind: 'fitted', model: fitted(options.name, { anchor: options.anchor, buckets }) };
    },
  };
}

function fitBucket(
  lesson: Lesson,
  bucket: HorizonBucket,
  options: LinearOptions,
  random: Random,
): BucketModel | null {
  const { history, features } = lesson;
  const questions = drawQuestions(lesson, bucket, options.rows, random);
  const values = new Float64Array(questions.length * featureColumns);
  const target = new Float64Array(questions.length);
  const weights = new Float64Array(questions.length);
  let rows = 0;
  for (const question of questions) {
    const { origin, ahead } = question;
    if (!features.write(origin, ahead, values, rows * featureColumns)) continue;
    const row = values.subarray(rows * featureColumns, (rows + 1) * featureColumns);
    const level = features.levelAt(origin);
    target[rows] = history.z[origin + ahead]! - level - anchorOf(row, options.anchor);
    const busy = Math.cosh(level + row[ordinary]!) ** options.busyPower;
    weights[rows] = recency(lesson, question, options.halfLifeDays) * busy;
    rows++;
  }
  if (rows < rowsLeast) return null;
  const design = {
    rows,
    columns: featureColumns,
    values: values.subarray(0, rows * featureColumns),
  };
  const [y, w] = [target.subarray(0, rows), weights.subarray(0, rows)];
  const coefficients = fitQuantiles(design, y, w, bodyLevels, { ridge: options.ridge });
  return { bucket, coefficients, ...tails(design.values, y, w, coefficients) };
}

function anchorOf(row: Float64Array, anchor: string | null): number {
  return anchor === null ? 0 : row[featureNames.indexOf(anchor)]!;
}

/** Quantiles of the residuals beyond the body, in units of the body's spread at each row. */
function tails(
  rows: Float64Array,
  target: Float64Array,
  weights: Float64Array,
  coefficients: readonly Float64Array[],
): Pick<BucketModel, 'lowTail' | 'highTail'> {
  const low = new Float64Array(target.length);
  const high = new Float64Array(target.length);
  for (let i = 0; i < target.length; i++) {
    const row = rows.subarray(i * featureColumns, (i + 1) * featureColumns);
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

function fitted(name: string, model: LinearModel): FittedMember {
  return {
    name,
    quantilesAt: (view, origin, ahead) => gridAt(model, view, origin, ahead),
    get state() {
      return stateOf(name, model);
    },
  };
}

function gridAt(
  model: LinearModel,
  { features }: View,
  origin: number,
  ahead: Int32Array,
): Float64Array[] {
  const buckets = model.buckets.map(({ bucket }) => bucket);
  const grid = emptyGrid(ahead.length);
  const row = new Float64Array(featureColumns);
  const level = features.levelAt(origin);
  ahead.forEach((steps, i) => {
    const known = features.write(origin, steps, row, 0);
    const base = level + anchorOf(row, model.anchor);
    const quantiles = rowQuantiles(model.buckets[bucketOf(buckets, steps)]!, row);
    for (let l = 0; l < grid.length; l++) grid[l]![i] = known ? base + quantiles[l]! : Number.NaN;
  });
  return grid;
}

/** Grid quantiles of one row, relative to the level. Shape [gridLevels]. */
function rowQuantiles(model: BucketModel, row: Float64Array): Float64Array {
  const body = Float64Array.from(model.coefficients, (c) => dot(c, row)).sort();
  const centre = body[middle]!;
  const [lowest, highest] = [body[0]!, body.at(-1)!];
  return Float64Array.of(
    ...model.lowTail.map((ratio) => centre - ratio * (centre - lowest)),
    ...body,
    ...model.highTail.map((ratio) => centre + ratio * (highest - centre)),
  );
}

interface LinearState {
  readonly anchor: string | null;
  readonly buckets: readonly {
    readonly bucket: HorizonBucket;
    readonly coefficients: readonly PackedNumbers[];
    readonly lowTail: PackedNumbers;
    readonly highTail: PackedNumbers;
  }[];
}

function stateOf(name: string, model: LinearModel): ModelState {
  const parameters: LinearState = {
    anchor: model.anchor,
    buckets: model.buckets.map(({ bucket, coefficients, lowTail, highTail }) => ({
      bucket,
      coefficients: coefficients.map(pack),
      lowTail: pack(lowTail),
      highTail: pack(highTail),
    })),
  };
  return { member: name, version: 2, parameters };
}

export function restoreLinear({ member, parameters }: ModelState): FittedMember {
  const { anchor, buckets } = parameters as LinearState;
  return fitted(member, {
    anchor,
    buckets: buckets.map(({ bucket, coefficients, lowTail, highTail }) => ({
      bucket,
      coefficients: coefficients.map(unpack),
      lowTail: unpack(lowTail),
      highTail: unpack(highTail),
    })),
  });
}

/**
 * Five that err apart: two that weigh the past differently, and three that a ridge pulls to what
 * one profile says. More rows than these, or a closer descent, measured no better.
 */
const rows = 2000;
const variants: readonly LinearOptions[] = [
  { name: 'linear', halfLifeDays: 21, rows, ridge: 1e-2, anchor: null, busyPower: 1 },
  { name: 'linear-recent', halfLifeDays: 8, rows, ridge: 2e-2, anchor: null, busyPower: 0.5 },
  {
    ...{ name: 'linear-shape', anchor: 'sameKind' },
    ...{ halfLifeDays: 21, rows, ridge: 6e-2, busyPower: 0.5 },
  },
  {
    ...{ name: 'linear-yesterday', anchor: 'yesterday' },
    ...{ halfLifeDays: 21, rows, ridge: 5e-2, busyPower: 0 },
  },
  {
    ...{ name: 'linear-weekday', anchor: 'sameWeekday' },
    ...{ halfLifeDays: 21, rows, ridge: 5e-2, busyPower: 0 },
  },
];
export const linearNames: readonly string[] = variants.map(({ name }) => name);
export const linearMembers: readonly Member[] = variants.map(linearQuantile);
