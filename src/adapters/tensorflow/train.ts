import type { NetworkShape, NetworkWeights } from '../../core/forecasting/network/inference.ts';
import type { NetworkRows } from '../../core/forecasting/network/rows.ts';
import type { Random } from '../../core/random.ts';
import { Adam } from './adam.ts';
import type { Backend } from './backend.ts';
import { Batches, type BatchOptions } from './batches.ts';
import {
  disposeVariables,
  networkVariables,
  pinballLoss,
  quantilesOf,
  weightsOf,
} from './layers.ts';

export interface TrainingOptions extends BatchOptions {
  /** Batches to learn from. Few: days repeat, and a longer training learns them by heart. */
  readonly steps: number;
  /** Rates of the first step; both fall to zero along half a cosine. */
  readonly linearRate: number;
  readonly hiddenRate: number;
}

export interface TrainingTask {
  readonly shape: NetworkShape;
  readonly rows: NetworkRows;
  readonly levels: readonly number[];
  readonly start: NetworkWeights;
}

/**
 * The weights that `options.steps` steps of Adam on the pinball loss make of `task.start`. The
 * order of rows comes from `random` alone. Leaves no tensor behind, whether it ends or throws.
 */
export async function trainNetwork(
  backend: Backend,
  task: TrainingTask,
  options: TrainingOptions,
  random: Random,
): Promise<NetworkWeights> {
  await backend.activate();
  const { tf } = backend;
  const { shape, rows, levels } = task;
  const batches = new Batches(tf, shape, rows, options, random);
  const variables = networkVariables(tf, shape, task.start);
  const { linear, hidden, bias, residual } = variables;
  const adam = new Adam(tf, [
    { variable: linear, rate: options.linearRate },
    { variable: hidden, rate: options.hiddenRate },
    { variable: bias, rate: options.hiddenRate },
    { variable: residual, rate: options.hiddenRate },
  ]);
  const learn = (share: number) => {
    const { targets, weights, ...batch } = batches.next();
    const loss = () => {
      const quantiles = quantilesOf(tf, shape, variables, batch);
      return pinballLoss(tf, levels, quantiles, targets, weights);
    };
    adam.step(tf.variableGrads(loss, [linear, hidden, bias, residual]).grads, share);
  };
  try {
    for (let step = 0; step < options.steps; step++) {
      tf.tidy(() => learn((1 + Math.cos((Math.PI * step) / options.steps)) / 2));
    }
    return weightsOf(variables);
  } finally {
    adam.dispose();
    disposeVariables(variables);
  }
}
