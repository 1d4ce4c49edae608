import { horizonBuckets } from '../../core/forecasting/buckets.ts';
import type { FitContext, FitOutcome, Forecaster } from '../../core/forecasting/forecaster.ts';
import { gridLevels } from '../../core/forecasting/levels.ts';
import { scaleOf } from '../../core/forecasting/load-history.ts';
import { observedSteps, viewOf } from '../../core/forecasting/member.ts';
import { fittedNetwork, networkName } from '../../core/forecasting/network.ts';
import { networkRows } from '../../core/forecasting/network-rows.ts';
import { startingWeights } from '../../core/forecasting/network-start.ts';
import { seededRandom } from '../../core/random.ts';
import type { TimeSeries } from '../../core/series/series.ts';
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
 * The quantile network of `core/forecasting/network.ts`, trained by `backend`. Fits of one thread
 * must follow one another: TensorFlow.js has one active backend.
 */
export function networkForecaster(
  backend: Backend,
  options: Partial<NetworkOptions> = {},
): Forecaster {
  const chosen = { ...standard, ...options };
  return {
    name: networkName,
    fit: (history, context) => fitNetwork(backend, history, context, chosen),
  };
}

async function fitNetwork(
  backend: Backend,
  history: TimeSeries,
  { zone, horizon, seed, signal }: FitContext,
  options: NetworkOptions,
): Promise<FitOutcome> {
  const steps = observedSteps(history);
  const required = Math.ceil((daysLeast * secondsPerDay) / history.stepSeconds);
  if (steps < required) return { kind: 'insufficient-history', steps, required };

  const scale = scaleOf(history.values);
  const buckets = horizonBuckets(history.stepSeconds, horizon);
  const random = seededRandom(seed, networkName);
  const view = viewOf(history, zone, scale);
  const rows = networkRows(view, buckets, options.rowsPerBucket, random.stream('rows'));
  if (rows.count === 0) return { kind: 'insufficient-history', steps, required };

  const shape = {
    columns: rows.columns,
    buckets: buckets.length,
    hidden: options.hidden,
    levels: gridLevels.length,
  };
  const start = startingWeights(shape, rows, gridLevels, random.stream('weights'));
  const task = { shape, rows, levels: gridLevels, start };
  const weights = await trainNetwork(backend, task, options, random.stream('batches'), signal);
  const { scaling } = rows;
  return {
    kind: 'fitted',
    model: fittedNetwork({ zone, scale, buckets, shape, scaling, weights }),
  };
}
