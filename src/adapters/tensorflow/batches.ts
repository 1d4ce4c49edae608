import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { NetworkShape } from '../../core/forecasting/network/inference.ts';
import type { NetworkRows } from '../../core/forecasting/network/rows.ts';
import type { Random } from '../../core/random.ts';
import type { TensorFlow } from './bundle.ts';
import type { Batch } from './layers.ts';

export interface TrainingBatch extends Batch {
  /** Shape [rows][1]. */
  readonly targets: Tensor2D;
  readonly weights: Tensor2D;
}

export interface BatchOptions {
  /** Rows of a batch. */
  readonly batch: number;
  /**
   * Standard deviation of the noise that is added to a row each time it is seen, in spreads of its
   * columns; 0 = none. It keeps a network from learning a few days by heart.
   */
  readonly inputNoise: number;
}

/** Numbers of noise drawn at the start; each row takes a run of them from a random place. */
const noiseLength = 65_536;

/** Batches without end: every row once in a random order, then again in another. */
export class Batches {
  readonly #tf: TensorFlow;
  readonly #shape: NetworkShape;
  readonly #rows: NetworkRows;
  readonly #random: Random;
  readonly #order: Uint32Array;
  readonly #noise: Float32Array;
  /** Filled anew for each batch: garbage of this size would outgrow the heap between collections. */
  readonly #wide: Float32Array;
  readonly #dense: Float32Array;
  #next = 0;

  constructor(
    tf: TensorFlow,
    shape: NetworkShape,
    rows: NetworkRows,
    { batch, inputNoise }: BatchOptions,
    random: Random,
  ) {
    const { columns, buckets } = shape;
    const rowsEach = Math.min(batch, rows.count);
    this.#tf = tf;
    this.#shape = shape;
    this.#rows = rows;
    this.#random = random;
    this.#order = Uint32Array.from({ length: rows.count }, (_, i) => i);
    const noisy = inputNoise > 0 ? noiseLength : 0;
    this.#noise = Float32Array.from({ length: noisy }, () => inputNoise * random.normal());
    this.#wide = new Float32Array(rowsEach * buckets * columns);
    this.#dense = new Float32Array(rowsEach * (columns + buckets));
    shuffle(this.#order, random);
  }

  /** The next batch. Its tensors are the caller's to dispose of before asking for another. */
  next(): TrainingBatch {
    const { columns, buckets } = this.#shape;
    const picks = this.#picks();
    const rows = picks.length;
    const targets = new Float32Array(rows);
    const weights = new Float32Array(rows);
    this.#wide.fill(0);
    this.#dense.fill(0);
    for (const [i, pick] of picks.entries()) {
      const row = this.#noisyRow(pick);
      const bucket = this.#rows.buckets[pick]!;
      this.#wide.set(row, (i * buckets + bucket) * columns);
      this.#dense.set(row, i * (columns + buckets));
      this.#dense[i * (columns + buckets) + columns + bucket] = 1;
      targets[i] = this.#rows.targets[pick]!;
      weights[i] = this.#rows.weights[pick]!;
    }
    return {
      wide: this.#tf.tensor2d(this.#wide, [rows, buckets * columns]),
      dense: this.#tf.tensor2d(this.#dense, [rows, columns + buckets]),
      targets: this.#tf.tensor2d(targets, [rows, 1]),
      weights: this.#tf.tensor2d(weights, [rows, 1]),
    };
  }

  /** Row `pick`, blurred but for its intercept. */
  #noisyRow(pick: number): Float32Array {
    const { columns } = this.#shape;
    const row = this.#rows.values.subarray(pick * columns, (pick + 1) * columns);
    if (this.#noise.length === 0) return row;
    const start = this.#random.below(noiseLength - columns);
    return row.map((value, j) => (j === 0 ? value : value + this.#noise[start + j]!));
  }

  #picks(): Uint32Array {
    const { columns, buckets } = this.#shape;
    const size = this.#dense.length / (columns + buckets);
    if (this.#next + size > this.#order.length) {
      shuffle(this.#order, this.#random);
      this.#next = 0;
    }
    this.#next += size;
    return this.#order.subarray(this.#next - size, this.#next);
  }
}

/** Fisher and Yates. */
function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
