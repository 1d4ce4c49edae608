import type { Random } from '../../random.ts';
import { secondsPerDay } from '../../units.ts';
import type { HorizonBucket } from '../buckets.ts';
import type { Lesson } from '../members/member.ts';
import type { LoadHistory } from './load-history.ts';

/** What was asked at step `origin` about the step `ahead` of it, whose load is known. */
export interface Question {
  readonly origin: number;
  readonly ahead: number;
}

/**
 * At most `count` questions of one bucket, spread evenly over the lesson and over the bucket's
 * horizons, oldest first. Origins have a day of history; targets were observed.
 */
export function drawQuestions(
  { history, until }: Lesson,
  bucket: HorizonBucket,
  count: number,
  random: Random,
): Question[] {
  const firstOrigin = history.stepsPerDay;
  const origins = until - bucket.first - firstOrigin;
  const width = bucket.last - bucket.first + 1;
  const draws = Math.max(0, Math.min(count, origins * width));
  const questions: Question[] = [];
  const shift = random.next();
  for (let draw = 0; draw < draws; draw++) {
    const origin = firstOrigin + Math.floor(((draw + random.next()) / draws) * origins);
    const ahead = bucket.first + Math.floor(((draw * goldenRatio + shift) % 1) * width);
    const target = origin + ahead;
    if (target < until && history.observed[target] === 1) questions.push({ origin, ahead });
  }
  return questions;
}

/**
 * Questions asked at every `every`-th step of [first, end) about steps before `end`, spread evenly
 * over the bucket's horizons, oldest first. Targets were observed. Every bucket has the same
 * origins, whose features are then worked out once.
 */
export function questionsWithin(
  history: LoadHistory,
  bucket: HorizonBucket,
  { first, end, every }: { first: number; end: number; every: number },
): Question[] {
  const width = bucket.last - bucket.first + 1;
  const questions: Question[] = [];
  for (let nth = 0; first + nth * every < end; nth++) {
    const origin = first + Math.floor(nth * every);
    const ahead = bucket.first + Math.floor(((nth * goldenRatio) % 1) * width);
    const target = origin + ahead;
    const isKnown = target < end && history.observed[target] === 1;
    if (isKnown && origin >= history.stepsPerDay) questions.push({ origin, ahead });
  }
  return questions;
}

/** Multiples of it fill [0, 1) evenly at any count. */
const goldenRatio = 0.618033988749895;

/** Weight of a question by the age of its answer: a half every `halfLifeDays`. In (0, 1]. */
export function recency(
  { history, until }: Lesson,
  question: Question,
  halfLifeDays: number,
): number {
  const age = until - 1 - (question.origin + question.ahead);
  return 0.5 ** ((age * history.series.stepSeconds) / (halfLifeDays * secondsPerDay));
}

/** The value that splits the weight of `values` at `level`; `values` is not empty. */
export function weightedQuantile(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  level: number,
): number {
  return weightedQuantiles(values, weights, [level])[0]!;
}

/** Quantiles at ascending `levels`, with linear steps between the middles of the weights. */
export function weightedQuantiles(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  levels: readonly number[],
): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  const result = new Float64Array(levels.length);
  let [at, below] = [0, 0];
  levels.forEach((level, l) => {
    const goal = level * total;
    while (at < order.length - 1 && below + weights[order[at]!]! / 2 < goal) {
      below += weights[order[at]!]!;
      at++;
    }
    const [value, middle] = [values[order[at]!]!, below + weights[order[at]!]! / 2];
    if (at === 0 || middle <= goal) {
      result[l] = value;
      return;
    }
    const previous = values[order[at - 1]!]!;
    const previousMiddle = below - weights[order[at - 1]!]! / 2;
    const share = (goal - previousMiddle) / (middle - previousMiddle);
    result[l] = previous + Math.min(1, Math.max(0, share)) * (value - previous);
  });
  return result;
}
