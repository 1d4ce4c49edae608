/** What a regression learns from: rows of features, what came of each, and how much it counts. */
import type { Random } from '../../random.ts';
import type { HorizonBucket } from '../buckets.ts';
import { featureColumns, featureNames } from '../features/features.ts';
import { drawQuestions, type Question, recency } from '../features/questions.ts';
import type { Lesson, View } from './member.ts';

/** Rows of one bucket, oldest first. */
export interface LessonRows {
  readonly count: number;
  /** All features of each row. Shape [count][featureColumns]. */
  readonly values: Float64Array;
  /** z that came, relative to the level at the origin. Shape [count]. */
  readonly target: Float64Array;
  /** Shape [count]. */
  readonly weights: Float64Array;
}

export interface RowWeighing {
  /** Age at which a question counts half. */
  readonly halfLifeDays: number;
  /** Weight of a question grows with this power of its ordinary load. */
  readonly busyPower: number;
}

/** Questions for each bucket: twice as many measured no better. */
const rowsMost = 2000;
/** Fewer teach nothing. */
export const rowsLeast = 60;
const ordinary = featureNames.indexOf('mean14');

/** Rows of `bucket` out of `lesson`; null where there are too few. */
export function lessonRows(
  lesson: Lesson,
  bucket: HorizonBucket,
  weighing: RowWeighing,
  random: Random,
): LessonRows | null {
  const questions = drawQuestions(lesson, bucket, rowsMost, random);
  const rows = rowsAbout(lesson, questions, (question, busy) => {
    return recency(lesson, question, weighing.halfLifeDays) * busy ** weighing.busyPower;
  });
  return rows.count < rowsLeast ? null : rows;
}

/** Rows of those `questions` that the history reaches back for. */
export function rowsAbout(
  { history, features }: View,
  questions: readonly Question[],
  weightOf: (question: Question, busy: number) => number,
): LessonRows {
  const values = new Float64Array(questions.length * featureColumns);
  const target = new Float64Array(questions.length);
  const weights = new Float64Array(questions.length);
  let count = 0;
  for (const question of questions) {
    const { origin, ahead } = question;
    const start = count * featureColumns;
    if (!features.write(origin, ahead, values, start)) continue;
    const level = features.levelAt(origin);
    target[count] = history.z[origin + ahead]! - level;
    weights[count] = weightOf(question, Math.cosh(level + values[start + ordinary]!));
    count++;
  }
  return {
    count,
    values: values.subarray(0, count * featureColumns),
    target: target.subarray(0, count),
    weights: weights.subarray(0, count),
  };
}

/** Features of row `i`, in place. */
export function featuresAt({ values }: LessonRows, i: number): Float64Array {
  return values.subarray(i * featureColumns, (i + 1) * featureColumns);
}

/** Columns of the features `names`. */
export function columnsOf(names: readonly string[]): number[] {
  return names.map((name) => featureNames.indexOf(name));
}

/** A column that varied less says nothing until the next fit. */
const varianceLeast = 1e-10;

/**
 * How strongly the coefficients of `columns` are pulled to zero, alike in any unit; the first column
 * is the intercept and goes free.
 */
export function ridgePulls(
  rows: LessonRows,
  columns: readonly number[],
  strength: number,
): Float64Array {
  const { count, weights } = rows;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(columns, (column, j) => {
    if (j === 0) return 0;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      const value = featuresAt(rows, i)[column]!;
      sum += weights[i]! * value;
      squares += weights[i]! * value * value;
    }
    const variance = squares / total - (sum / total) ** 2;
    return total * (variance > varianceLeast ? strength * variance : 1);
  });
}
