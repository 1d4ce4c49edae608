// Makes a bare clone ready to run: installs what the lock file names, then builds. Silent when done before.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(root, 'node_modules/.package-lock.json');
const lock = join(root, 'package-lock.json');

function step(what, command, args) {
  process.stderr.write(`forewarm: ${what}\n`);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(
    `${stdout}${stderr}forewarm: ${what} failed (${command} ${args.join(' ')})\n`,
  );
  process.exit(status ?? 1);
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  step('installing packages, a minute or two the first time', 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
  ]);
}
step('building', process.execPath, [join(root, 'scripts/build.mjs')]);
