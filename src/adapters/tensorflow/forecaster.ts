import { horizonBuckets } from '../../core/forecasting/buckets.ts';
import type { FitContext } from '../../core/forecasting/forecaster.ts';
import { gridLevels } from '../../core/forecasting/levels.ts';
import {
  type Lesson,
  learntSteps,
  type Member,
  type MemberOutcome,
} from '../../core/forecasting/members/member.ts';
import { fittedNetwork, networkName } from '../../core/forecasting/network/network.ts';
import { networkRows } from '../../core/forecasting/network/rows.ts';
import { startingWeights } from '../../core/forecasting/network/start.ts';
import { seededRandom } from '../../core/random.ts';
import { secondsPerDay } from '../../core/units.ts';
import type { Backend } from './backend.ts';
import { type TrainingOptions, trainNetwork } from './train.ts';

export interface NetworkOptions extends TrainingOptions {
  /** Units of the hidden layer. */
  readonly hidden: number;
  /** Questions drawn for each horizon bucket. */
  readonly rowsPerBucket: number;
}

/**
 * Chosen by backtests on public traces: more steps or less noise forecast a day ahead worse and
 * cover less, more noise forecasts the first hour worse.
 */
const standard: NetworkOptions = {
  hidden: 32,
  rowsPerBucket: 6000,
  steps: 250,
  batch: 512,
  inputNoise: 0.3,
  linearRate: 0.01,
  hiddenRate: 0.005,
};

/** Fewer observed days than this teach a network nothing that the last of them does not show. */
const daysLeast = 3;

/**
 * The quantile network of `core/forecasting/network/inference.ts`, trained by `backend`. Fits of one thread
 * must follow one another: TensorFlow.js has one active backend.
 */
export function networkMember(backend: Backend, options: Partial<NetworkOptions> = {}): Member {
  const chosen = { ...standard, ...options };
  return {
    name: networkName,
    fit: (lesson, context) => fitNetwork(backend, lesson, context, chosen),
  };
}

async function fitNetwork(
  backend: Backend,
  lesson: Lesson,
  { horizon, seed }: FitContext,
  options: NetworkOptions,
): Promise<MemberOutcome> {
  const { stepSeconds } = lesson.history.series;
  const steps = learntSteps(lesson);
  const required = Math.ceil((daysLeast * secondsPerDay) / stepSeconds);
  if (steps < required) return { kind: 'insufficient-history', steps, required };

  const buckets = horizonBuckets(stepSeconds, horizon);
  const random = seededRandom(seed, networkName);
  const rows = networkRows(lesson, buckets, options.rowsPerBucket, random.stream('rows'));
  if (rows.count === 0) return { kind: 'insufficient-history', steps, required };

  const shape = {
    columns: rows.columns,
    buckets: buckets.length,
    hidden: options.hidden,
    levels: gridLevels.length,
  };
  const start = startingWeights(shape, rows, gridLevels, random.stream('weights'));
  const task = { shape, rows, levels: gridLevels, start };
  const weights = await trainNetwork(backend, task, options, random.stream('batches'));
  const { scaling } = rows;
  return { kind: 'fitted', model: fittedNetwork({ buckets, shape, scaling, weights }) };
}
