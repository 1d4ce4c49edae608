import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { backendChoices } from '../../src/app/ports/models.ts';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { nearestOf } from '../../src/config/messages.ts';
import { ConfigFile } from '../../src/config/schema.ts';
import { sections } from '../../src/config/sections.ts';
import { duration } from '../../src/config/values.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

/** Paths of keys that say nothing about themselves. */
function undescribed(node: Node, path = ''): string[] {
  const inside = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    ...(child.description === undefined ? [`${path}${key}`] : []),
    ...undescribed(child, `${path}${key}.`),
  ]);
  const listed = node.items === undefined ? [] : undescribed(node.items, path);
  return [...inside, ...listed];
}

describe('the schema', () => {
  test('the file for editors is current: npm run build && node scripts/build-schema.mjs', () => {
    const shipped = JSON.parse(readFileSync('config/forewarm.schema.json', 'utf8'));
    expect(shipped).toEqual(jsonSchema());
  });

  test('every key of the file says what it is for', () => {
    expect(undescribed(jsonSchema() as Node)).toEqual([]);
  });

  test('the example is right for editors too', () => {
    const example = parse(readFileSync('config/example.yaml', 'utf8'));
    expect(ConfigFile.safeParse(example).error).toBeUndefined();
  });

  test('the backends are those of the trainer', () => {
    const { backend } = sections.forecast.shape;
    expect(backend.def.innerType.options).toEqual([...backendChoices]);
  });
});

describe('duration', () => {
  test('reads every whole number of seconds, in any mix of units', () => {
    const parts = fc.tuple(fc.nat(9), fc.nat(50), fc.nat(90), fc.nat(90));
    const law = fc.property(parts, ([d, h, m, s]) => {
      const units = [`${d}d`, `${h}h`, `${m}m`, `${s}s`];
      const text = units.filter((_, index) => [d, h, m, s][index] !== 0).join('') || '0s';
      expect(duration('0s').parse(text)).toBe(d * 86_400 + h * 3600 + m * 60 + s);
    });
    fc.assert(law);
  });

  test.each(['', '5', 'm', '1m2h', '-5m', '1.h', '5 m', '5M', 5, null])('refuses %j', (value) => {
    expect(duration('0s').safeParse(value).success).toBe(false);
  });

  test.each([
    { text: '59s', fits: false },
    { text: '60s', fits: true },
    { text: '1h', fits: true },
    { text: '3601s', fits: false },
  ])('$text within 1m to 1h: $fits', ({ text, fits }) => {
    expect(duration('1m', '1h').safeParse(text).success).toBe(fits);
  });
});

describe('nearestOf', () => {
  test.each([
    { word: 'regoin', want: 'region' },
    { word: 'Region', want: 'region' },
    { word: 'endpoints', want: 'endpoint' },
    { word: 'xyz', want: null },
  ])('$word: $want', ({ word, want }) => {
    expect(nearestOf(word, ['region', 'endpoint', 'profile'])).toBe(want);
  });
});
