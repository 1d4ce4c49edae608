// Writes config/forewarm.schema.json from the built configuration schema: `npm run build` first.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonSchema } from '../dist/config/json-schema.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'config/forewarm.schema.json');
writeFileSync(file, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', file], { cwd: root });
