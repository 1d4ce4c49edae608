/** What a regression learns from: rows of features, what came of each, and how much it counts. */
import type { Random } from '../../random.ts';
import type { HorizonBucket } from '../buckets.ts';
import { featureColumns, featureNames } from '../features/features.ts';
import { drawQuestions, type Question, recency } from '../features/questions.ts';
import type { Matrix } from '../fitting/linear-algebra.ts';
import type { Lesson, View } from './member.ts';

/** Rows of one bucket, oldest first. */
export interface LessonRows {
  readonly count: number;
  /** All features of each row. Shape [count][featureColumns]. */
  readonly values: Float64Array;
  /** Mean z of the day before the origin. Shape [count]. */
  readonly levels: Float64Array;
  /** z that came, relative to that level. Shape [count]. */
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
  const levels = new Float64Array(questions.length);
  const target = new Float64Array(questions.length);
  const weights = new Float64Array(questions.length);
  let count = 0;
  for (const question of questions) {
    const { origin, ahead } = question;
    const start = count * featureColumns;
    if (!features.write(origin, ahead, values, start)) continue;
    const level = features.levelAt(origin);
    levels[count] = level;
    target[count] = history.z[origin + ahead]! - level;
    weights[count] = weightOf(question, Math.cosh(level + values[start + ordinary]!));
    count++;
  }
  return {
    count,
    values: values.subarray(0, count * featureColumns),
    levels: levels.subarray(0, count),
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

/** The columns `read` of all rows. */
export function designOf(rows: LessonRows, read: readonly number[]): Matrix {
  const values = new Float64Array(rows.count * read.length);
  for (let i = 0, at = 0; i < rows.count; i++) {
    const row = featuresAt(rows, i);
    for (const column of read) values[at++] = row[column]!;
  }
  return { rows: rows.count, columns: read.length, values };
}
