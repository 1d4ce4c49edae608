/**
 * Ridge regression that goes on learning between fits: it keeps the sums of least squares, and every
 * forecast adds what came since. Where other members know the days up to their fit, this one knows
 * today. Its quantiles are those of its errors, in units of how large they usually are in such a
 * moment.
 */
import { type Random, seededRandom } from '../../random.ts';
import { type EpochSeconds, secondsPerDay } from '../../units.ts';
import { bucketOf, type HorizonBucket, horizonBuckets } from '../buckets.ts';
import { featureColumns } from '../features/features.ts';
import { questionsWithin } from '../features/questions.ts';
import { dot } from '../fitting/linear-algebra.ts';
import {
  addEquation,
  addRidge,
  copyOf,
  emptyEquations,
  type NormalEquations,
  ridgePulls,
  solve,
} from '../fitting/normal-equations.ts';
import { type PackedNumbers, pack, unpackExactly } from '../fitting/packed.ts';
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { type ErrorLaw, errorLaw, sizeAt, sizeColumns } from './error-law.ts';
import { isIdle } from './idle.ts';
import { featuresAt, type LessonRows, lessonRows, rowsAbout, rowsLeast } from './lesson-rows.ts';
import { type FittedMember, gridOfRows, type Lesson, type Member, type View } from './member.ts';

export const onlineRidgeName = 'online-ridge';
const halfLifeDays = 21;
const weighing = { halfLifeDays, busyPower: 0.5 };
const ridge = 5e-3;
/** A law of as many numbers as there are features, learnt from one day of questions went astray on the next. */
const daysLeast = 3;
/** At most so many questions of what came since the fit are added, spread over it. */
const freshMost = 30;

interface BucketModel {
  readonly bucket: HorizonBucket;
  /** Least squares of z, relative to the level at the origin, on its features. */
  readonly equations: NormalEquations;
  /** Steps of the lesson for each question that was drawn from it, > 0. */
  readonly stepsPerRow: number;
  readonly errors: ErrorLaw;
}

interface Ridge {
  /** End of what the fit learnt from. */
  readonly trainedTo: EpochSeconds;
  readonly buckets: readonly BucketModel[];
}

/** Declines loads that are mostly nothing: their mean, which least squares finds, is no load of theirs. */
export const onlineRidge: Member = {
  name: onlineRidgeName,
  async fit(lesson, { horizon, seed }) {
    const { series, stepsPerDay } = lesson.history;
    const required = Math.max(daysLeast * stepsPerDay, stepsPerDay + rowsLeast);
    if (lesson.until < required) {
      return { kind: 'insufficient-history', steps: lesson.until, required };
    }
    if (isIdle(lesson)) return { kind: 'unsuited' };
    const random = seededRandom(seed, onlineRidgeName);
    const buckets = horizonBuckets(series.stepSeconds, horizon)
      .map((bucket) => fitBucket(lesson, bucket, random))
      .filter((model) => model !== null);
    if (buckets.length === 0) return { kind: 'unsuited' };
    const trainedTo = series.start + lesson.until * series.stepSeconds;
    return { kind: 'fitted', model: fitted({ trainedTo, buckets }) };
  },
};

function fitBucket(lesson: Lesson, bucket: HorizonBucket, random: Random): BucketModel | null {
  const rows = lessonRows(lesson, bucket, weighing, random);
  if (rows === null) return null;
  const equations = emptyEquations(featureColumns);
  const design = { rows: rows.count, columns: featureColumns, values: rows.values };
  addRidge(equations, ridgePulls(design, rows.weights, ridge));
  addRows(equations, rows);
  const errors = errorLaw(rows, solve(equations));
  const stepsPerRow = (lesson.until - lesson.history.stepsPerDay) / rows.count;
  return { bucket, equations, stepsPerRow, errors };
}

function addRows(equations: NormalEquations, rows: LessonRows): void {
  for (let i = 0; i < rows.count; i++) {
    addEquation(equations, featuresAt(rows, i), rows.target[i]!, rows.weights[i]!);
  }
}

function fitted(model: Ridge): FittedMember {
  return {
    name: onlineRidgeName,
    quantilesAt: (view, origin, ahead) => gridAt(model, view, origin, ahead),
    get state() {
      return stateOf(model);
    },
  };
}

function gridAt(model: Ridge, view: View, origin: number, ahead: Int32Array): Float64Array[] {
  const buckets = model.buckets.map(({ bucket }) => bucket);
  const level = view.features.levelAt(origin);
  const coefficients: Float64Array[] = [];
  return gridOfRows(view.features.rowsOf(origin, ahead), { level: 0 }, (row, step) => {
    const bucket = bucketOf(buckets, ahead[step]!);
    const own = model.buckets[bucket]!;
    coefficients[bucket] ??= coefficientsAt(own, model.trainedTo, view, origin);
    const centre = level + dot(row, coefficients[bucket]);
    const size = sizeAt(own.errors, row);
    return own.errors.ratios.map((ratio) => centre + size * ratio);
  });
}

/** Coefficients as they would be, had the fit seen everything up to `origin`. */
function coefficientsAt(
  { bucket, equations, stepsPerRow }: BucketModel,
  trainedTo: EpochSeconds,
  view: View,
  origin: number,
): Float64Array {
  const { series } = view.history;
  const first = Math.round((trainedTo - series.start) / series.stepSeconds);
  if (first > origin) return solve(equations);
  const every = Math.max(stepsPerRow, (origin + 1 - first) / freshMost);
  const questions = questionsWithin(view.history, bucket, { first, end: origin + 1, every });
  const growth = every / stepsPerRow;
  const rows = rowsAbout(view, questions, ({ origin: from, ahead }, busy) => {
    const days = ((from + ahead - first + 1) * series.stepSeconds) / secondsPerDay;
    return growth * 2 ** (days / halfLifeDays) * busy ** weighing.busyPower;
  });
  const grown = copyOf(equations);
  addRows(grown, rows);
  return solve(grown);
}

interface RidgeState {
  readonly trainedTo: EpochSeconds;
  readonly buckets: readonly {
    readonly bucket: HorizonBucket;
    readonly gram: PackedNumbers;
    readonly right: PackedNumbers;
    readonly stepsPerRow: number;
    readonly size: number;
    readonly sizes: PackedNumbers;
    readonly ratios: PackedNumbers;
  }[];
}

function stateOf({ trainedTo, buckets }: Ridge): ModelState {
  const parameters: RidgeState = {
    trainedTo,
    buckets: buckets.map(({ bucket, equations: { gram, right }, stepsPerRow, errors }) => ({
      bucket,
      gram: pack(gram),
      right: pack(right),
      stepsPerRow,
      size: errors.size,
      sizes: pack(errors.sizes),
      ratios: pack(errors.ratios),
    })),
  };
  return { member: onlineRidgeName, version: 2, parameters };
}

/** @throws RangeError for a state of other features or levels than today's. */
export function restoreOnlineRidge({ parameters }: ModelState): FittedMember {
  const { trainedTo, buckets } = parameters as RidgeState;
  const models = buckets.map(({ bucket, gram, right, stepsPerRow, size, sizes, ratios }) => ({
    bucket,
    equations: {
      gram: unpackExactly(gram, (featureColumns * (featureColumns + 1)) / 2),
      right: unpackExactly(right, featureColumns),
    },
    stepsPerRow,
    errors: {
      size,
      sizes: unpackExactly(sizes, sizeColumns),
      ratios: unpackExactly(ratios, gridLevels.length),
    },
  }));
  return fitted({ trainedTo, buckets: models });
}
