#!/usr/bin/env node
// Set before any AWS import: on Node 20 the SDK would print eight lines above every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { terminal } from './io.ts';
import { runCommand } from './program.ts';

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  process.exitCode = await runCommand(process.argv.slice(2), terminal());
}
