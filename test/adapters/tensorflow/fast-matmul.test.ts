import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadBundle } from '../../../src/adapters/tensorflow/bundle.ts';
import { installFastMatMul } from '../../../src/adapters/tensorflow/fast-matmul.ts';
import { seededRandom } from '../../../src/core/random.ts';

const tf = await loadBundle();
await tf.setBackend('wasm');
const turns = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Products of random matrices under every transposition, of plain and of stacked ones. */
function products(): Float32Array[] {
  const random = seededRandom(3);
  const matrix = (shape: number[]): Tensor => {
    const size = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(Float32Array.from({ length: size }, random.normal), shape);
  };
  return [[], [3]].flatMap((stack) =>
    turns.map(([turnA, turnB]) => {
      const a = matrix([...stack, ...(turnA ? [40, 33] : [33, 40])]);
      const b = matrix([...stack, ...(turnB ? [21, 40] : [40, 21])]);
      const product = tf.matMul(a, b, turnA, turnB);
      const values = Float32Array.from(product.dataSync());
      tf.dispose([a, b, product]);
      return values;
    }),
  );
}

test('gives the products of the stock kernel, twice installed too, and leaks nothing', () => {
  const stock = products();
  const stockKernel = tf.getKernel('BatchMatMul', 'wasm');
  installFastMatMul(tf);
  const fastKernel = tf.getKernel('BatchMatMul', 'wasm');
  installFastMatMul(tf);
  expect(fastKernel).not.toBe(stockKernel);
  expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(fastKernel);

  const before = tf.engine().backend.numDataIds();
  products().forEach((values, i) => {
    expect(values).toHaveLength(33 * 21 * (i < turns.length ? 1 : 3));
    values.forEach((value, j) => {
      expect(Math.abs(value - stock[i]![j]!)).toBeLessThan(1e-4);
    });
  });
  expect(tf.engine().backend.numDataIds()).toBe(before);
});
