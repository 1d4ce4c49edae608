/** What the network learns from: questions of every bucket as standardised rows, with answers. */
import type { Random } from '../../random.ts';
import type { HorizonBucket } from '../buckets.ts';
import { drawQuestions, recency } from '../features/questions.ts';
import type { Lesson } from '../members/member.ts';

export interface NetworkRows {
  readonly count: number;
  readonly columns: number;
  /** Standardised features, column 0 all ones. Shape [count][columns]. */
  readonly values: Float32Array;
  /** Index of the bucket of each row's horizon. Shape [count]. */
  readonly buckets: Uint8Array;
  /** z at the target less the level at the origin. Shape [count]. */
  readonly targets: Float32Array;
  /** > 0 with mean 1. Shape [count]. */
  readonly weights: Float32Array;
  readonly scaling: Scaling;
}

/** Column by column: standardised = (value − centre) ÷ spread. */
export interface Scaling {
  readonly centre: Float64Array;
  readonly spread: Float64Array;
}

/** Age at which a row counts half. */
const halfLifeDays = 21;

/** Furthest from the mean, in spreads, that a column may lie: what lies further was never learnt. */
const reach = 6;

/** Up to `perBucket` rows of each bucket, in the order of buckets; fewer where history is short. */
export function networkRows(
  lesson: Lesson,
  buckets: readonly HorizonBucket[],
  perBucket: number,
  random: Random,
): NetworkRows {
  const { history, features } = lesson;
  const { columns } = features;
  const capacity = buckets.length * perBucket;
  const values = new Float64Array(capacity * columns);
  const bucketOf = new Uint8Array(capacity);
  const targets = new Float32Array(capacity);
  const weights = new Float32Array(capacity);
  let count = 0;
  for (const [index, bucket] of buckets.entries()) {
    for (const question of drawQuestions(lesson, bucket, perBucket, random)) {
      const { origin, ahead } = question;
      if (!features.write(origin, ahead, values, count * columns)) continue;
      bucketOf[count] = index;
      targets[count] = history.z[origin + ahead]! - features.levelAt(origin);
      weights[count] = recency(lesson, question, halfLifeDays);
      count++;
    }
  }
  const scaling = scalingOf(values, count, columns);
  for (let i = 0; i < count; i++) {
    standardise(values.subarray(i * columns, (i + 1) * columns), scaling);
  }
  return {
    count,
    columns,
    values: Float32Array.from(values.subarray(0, count * columns)),
    buckets: bucketOf.subarray(0, count),
    targets: targets.subarray(0, count),
    weights: withMeanOne(weights.subarray(0, count)),
    scaling,
  };
}

/** Standardises one row of raw features in place. */
export function standardise(row: Float64Array | Float32Array, { centre, spread }: Scaling): void {
  for (let j = 0; j < row.length; j++) {
    row[j] = Math.max(-reach, Math.min(reach, (row[j]! - centre[j]!) / spread[j]!));
  }
}

/**
 * Mean and standard deviation of each column of `values`, shape [count][columns] or longer; a
 * constant column stays as it is.
 */
export function scalingOf(values: ArrayLike<number>, count: number, columns: number): Scaling {
  const centre = new Float64Array(columns);
  const spread = new Float64Array(columns).fill(1);
  for (let j = 0; j < columns; j++) {
    let [sum, squares] = [0, 0];
    for (let at = j; at < count * columns; at += columns) sum += values[at]!;
    const mean = sum / count;
    for (let at = j; at < count * columns; at += columns) squares += (values[at]! - mean) ** 2;
    const deviation = Math.sqrt(squares / count);
    if (deviation > 1e-9) [centre[j], spread[j]] = [mean, deviation];
  }
  return { centre, spread };
}

function withMeanOne(weights: Float32Array): Float32Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
