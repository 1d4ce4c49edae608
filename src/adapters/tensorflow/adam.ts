import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './bundle.ts';

const meanDecay = 0.9;
const squareDecay = 0.999;
const epsilon = 1e-7;

/** A variable to be learnt, and how fast. */
export interface Learnable {
  readonly variable: Variable;
  readonly rate: number;
}

interface Slot extends Learnable {
  readonly mean: Variable;
  readonly square: Variable;
}

/**
 * Adam with a rate for each variable and step. The optimizer of TensorFlow.js has one fixed rate,
 * and two of its tensors outlive its `dispose`. Source: Kingma and Ba, Adam (2015), algorithm 1.
 */
export class Adam {
  readonly #tf: TensorFlow;
  readonly #slots: readonly Slot[];
  #steps = 0;

  constructor(tf: TensorFlow, learnables: readonly Learnable[]) {
    this.#tf = tf;
    const still = (variable: Variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
    this.#slots = learnables.map(({ variable, rate }) => {
      return { variable, rate, mean: still(variable), square: still(variable) };
    });
  }

  /** Moves each variable against its gradient, found by its name, at `share` of its rate. */
  step(gradients: NamedTensorMap, share: number): void {
    this.#steps += 1;
    const squareBias = 1 - squareDecay ** this.#steps;
    const correction = Math.sqrt(squareBias) / (1 - meanDecay ** this.#steps);
    const tf = this.#tf;
    for (const { variable, rate, mean, square } of this.#slots) {
      tf.tidy(() => {
        const gradient = gradients[variable.name]!;
        mean.assign(tf.add(tf.mul(mean, meanDecay), tf.mul(gradient, 1 - meanDecay)));
        const squared = tf.mul(tf.square(gradient), 1 - squareDecay);
        square.assign(tf.add(tf.mul(square, squareDecay), squared));
        const direction = tf.div(mean, tf.add(tf.sqrt(square), epsilon));
        variable.assign(tf.sub(variable, tf.mul(direction, rate * share * correction)));
      });
    }
  }

  dispose(): void {
    for (const { mean, square } of this.#slots) {
      mean.dispose();
      square.dispose();
    }
  }
}
