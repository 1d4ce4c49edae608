import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './bundle.ts';

/** The part of a backend that the patch touches. */
interface TensorMemory {
  disposeData(dataId: TensorInfo['dataId']): boolean;
}

type MatMulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

const patched = new WeakSet<TensorFlow>();

/**
 * Makes training on wasm about six times faster: transposes an operand before the product instead
 * of inside it. The stock kernel reaches XNNPACK only when neither operand is transposed, and
 * every gradient of a product transposes one. Results agree up to the order of summation.
 * Idempotent; call once the wasm backend is set. Source: tensorflow/tfjs issue 2532.
 */
export function installFastMatMul(tf: TensorFlow): void {
  if (patched.has(tf)) return;
  patched.add(tf);
  const product = kernelOf(tf, 'BatchMatMul');
  const transpose = kernelOf(tf, 'Transpose');

  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...product,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { transposeA, transposeB } = attrs as unknown as MatMulAttributes;
      if (!transposeA && !transposeB) return product.kernelFunc({ inputs, attrs: attrs!, backend });

      const turned: TensorInfo[] = [];
      const turn = (x: TensorInfo): TensorInfo => {
        const perm = swapLastTwo(x.shape.length);
        const result = transpose.kernelFunc({ inputs: { x }, attrs: { perm }, backend });
        turned.push(result as TensorInfo);
        return result as TensorInfo;
      };
      const a = transposeA ? turn(inputs.a!) : inputs.a!;
      const b = transposeB ? turn(inputs.b!) : inputs.b!;
      const plain = { transposeA: false, transposeB: false };
      const result = product.kernelFunc({ inputs: { a, b }, attrs: plain, backend });
      for (const { dataId } of turned) (backend as TensorMemory).disposeData(dataId);
      return result;
    },
  });
}

function kernelOf(tf: TensorFlow, name: string): KernelConfig {
  const kernel = tf.getKernel(name, 'wasm');
  if (kernel === undefined) throw new Error(`the wasm backend has no kernel ${name}`);
  return kernel;
}

function swapLastTwo(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}
