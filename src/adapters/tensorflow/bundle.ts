import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as core from '@tensorflow/tfjs-core';
import { ForewarmError } from '../../errors.ts';

/** The functions of tfjs-core; its types alone are imported, its code comes from the bundle. */
export type TensorFlow = typeof core;

/** What `scripts/build-tf.mjs` exports. */
export interface Bundle extends TensorFlow {
  setWasmPaths(prefix: string): void;
}

const prepared = new WeakSet<Bundle>();

/**
 * The project's own build of TensorFlow.js, pointed at the wasm files beside it.
 * @throws ForewarmError FW_BACKEND_ABSENT when it was never built.
 */
export async function loadBundle(directory: string = bundleDirectory()): Promise<Bundle> {
  const file = join(directory, 'tensorflow.mjs');
  if (!existsSync(file)) {
    throw new ForewarmError('FW_BACKEND_ABSENT', `TensorFlow.js is not built: no ${file}`, {
      hint: 'run npm run build',
    });
  }
  const bundle: Bundle = await import(pathToFileURL(file).href);
  if (!prepared.has(bundle)) {
    prepared.add(bundle);
    bundle.setWasmPaths(`${directory}/`); // refused once wasm has started
    bundle.enableProdMode(); // no advice on standard error to install another package
  }
  return bundle;
}

/** `dist/tensorflow` of the package, whether this file runs from `src` or from `dist`. */
function bundleDirectory(): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root);
  return join(root, 'dist/tensorflow');
}
