import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each room of the house may import; a path ends in `/` for all below it. */
const rules: readonly { room: string; may: readonly string[]; packages: readonly RegExp[] }[] = [
  { room: 'core/', may: ['core/'], packages: [] },
  { room: 'app/', may: ['app/', 'core/', 'errors.ts'], packages: [] },
  {
    room: 'config/',
    may: ['config/', 'core/', 'errors.ts', 'app/ports/'],
    packages: [/^(zod|yaml)$/, /^node:(fs|path)$/],
  },
  {
    room: 'emulator/',
    may: ['emulator/', 'core/', 'errors.ts'],
    packages: [/^node:(http|zlib|crypto|net)$/],
  },
];
const adapterMay = ['app/ports/', 'core/', 'errors.ts'];
const adapterVendors: Record<string, RegExp> = {
  augurs: /^@bsull\/augurs/,
  aws: /^@(aws-sdk|smithy)\//,
  csv: /^csv-parse/,
  prices: /^csv-parse/,
  sqlite: /^better-sqlite3$/,
  telemetry: /^pino$/,
  tensorflow: /^@tensorflow\//,
  cron: /^node-cron$/,
};

const root = join(import.meta.dirname, '..');
const sources = (readdirSync(join(root, 'src'), { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'));

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, 'src', path), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm)]
    .map((match) => match[1] ?? match[2]!)
    .map((to) => (to.startsWith('.') ? posix.join(posix.dirname(path), to) : to));
}

function allowed(path: string, to: string): boolean {
  const isOwn = to.endsWith('.ts');
  const within = (rooms: readonly string[]) =>
    rooms.some((room) => to === room || (room.endsWith('/') && to.startsWith(room)));
  const [layer, folder] = path.split('/');
  if (layer === 'adapters') {
    if (isOwn) return within([...adapterMay, `adapters/${folder}/`]);
    return to.startsWith('node:') || (adapterVendors[folder!]?.test(to) ?? false);
  }
  const rule = rules.find(({ room }) => path.startsWith(room));
  if (rule === undefined) return true;
  return isOwn ? within(rule.may) : rule.packages.some((known) => known.test(to));
}

describe('the house', () => {
  test('no arrow runs the wrong way', () => {
    const wrong = sources.flatMap((path) =>
      importsOf(path)
        .filter((to) => !allowed(path, to))
        .map((to) => `${path} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the rooms of core form no circle', () => {
    const beneath = new Map<string, Set<string>>();
    for (const path of sources) {
      const [layer, room, rest] = path.split('/');
      if (layer !== 'core' || rest === undefined) continue;
      const others = importsOf(path).flatMap((to) => {
        const [, other, file] = to.split('/');
        return file === undefined || other === room ? [] : [other!];
      });
      beneath.set(room!, new Set([...(beneath.get(room!) ?? []), ...others]));
    }
    const order: string[] = [];
    const ready = () =>
      [...beneath.keys()].filter(
        (room) =>
          !order.includes(room) && [...beneath.get(room)!].every((other) => order.includes(other)),
      );
    for (let next = ready(); next.length > 0; next = ready()) order.push(...next);
    expect([...beneath.keys()].filter((room) => !order.includes(room))).toEqual([]);
  });

  test('core reads no clock, no chance and no process', () => {
    const impure = sources
      .filter((path) => path.startsWith('core/'))
      .filter((path) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bconsole\./.test(
          readFileSync(join(root, 'src', path), 'utf8'),
        ),
      );
    expect(impure).toEqual([]);
  });
});
