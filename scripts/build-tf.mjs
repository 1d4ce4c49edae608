// Bundles TensorFlow.js (core, gradients, cpu and wasm backends) into dist/tensorflow.
//
// tfjs-core by itself registers no gradients under Node, and the whole of @tensorflow/tfjs is 308 MB;
// this bundle is 1.6 MB, loads in 50 ms and needs no package at run time.
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const entry = `
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
export * from '@tensorflow/tfjs-core';
export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
`;

/** CommonJS globals that the bundled packages expect of an ES module under Node. */
const globals = `
import { createRequire } from 'node:module';
import { dirname as directoryOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = directoryOf(__filename);
`;

/** Writes the bundle, its two wasm files and its licence notices to `target`, all or nothing. */
export async function buildTensorFlow(target = join(root, 'dist/tensorflow')) {
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: 'tensorflow.js' },
      outfile: join(draft, 'tensorflow.mjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      mainFields: ['module', 'main'],
      banner: { js: globals.trim() },
      legalComments: 'linked',
      logLevel: 'warning',
    });
    const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
    for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
      copyFileSync(join(wasm, name), join(draft, name));
    }
    copyFileSync(join(root, 'node_modules/long/LICENSE'), join(draft, 'LICENSE')); // Apache-2.0
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildTensorFlow();
