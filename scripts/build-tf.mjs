// Bundles TensorFlow.js (core, gradients, cpu and wasm backends) into dist/tensorflow.
//
// tfjs-core by itself registers no gradients under Node, and the whole of @tensorflow/tfjs is 308 MB;
// this bundle is 1.6 MB, loads in 50 ms and needs no package at run time. One that was made of the same
// packages by the same script is left as it is.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** What a bundle is made of: the versions of its packages, and this script. */
function ingredients() {
  const names = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm'].map(
    (n) => `@tensorflow/${n}`,
  );
  const versions = [...names, 'esbuild'].map((name) => {
    const file = join(root, 'node_modules', name, 'package.json');
    return [name, JSON.parse(readFileSync(file, 'utf8')).version];
  });
  const script = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  return JSON.stringify({ ...Object.fromEntries(versions), script: script.digest('hex') }, null, 2);
}

/** Whether the bundle in `target` is made of what there is now. */
function isCurrent(target) {
  try {
    return readFileSync(join(target, 'made-of.json'), 'utf8') === ingredients();
  } catch {
    return false; // there is none, or none that says what it is made of
  }
}

/** Writes the bundle, its two wasm files and its licence notices to `target`, all or nothing. */
export async function buildTensorFlow(target = join(root, 'dist/tensorflow')) {
  if (isCurrent(target)) return;
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
    writeFileSync(join(draft, 'made-of.json'), ingredients());
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildTensorFlow();
