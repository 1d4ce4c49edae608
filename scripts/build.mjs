// Compiles src to dist, bundles TensorFlow.js beside it, and links the `forewarm` command for npx.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const bundle = 'tensorflow';

mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) {
  if (name !== bundle) rmSync(join(dist, name), { recursive: true });
}
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
run(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json');
run(join(root, 'scripts/build-tf.mjs'));

const command = join(dist, 'cli/main.js');
chmodSync(command, 0o755);
const link = join(root, 'node_modules/.bin/forewarm');
rmSync(link, { force: true });
symlinkSync('../../dist/cli/main.js', link);
