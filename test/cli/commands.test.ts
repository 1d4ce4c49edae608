import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStores } from '../../src/daemon/stores.ts';
import { configText } from '../support/configs.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** A configuration with the group `web` and an empty database, by their paths. */
function installed(): {
  readonly config: string;
  readonly state: string;
  file(name: string): string;
} {
  const directory = temporaryDirectory();
  const state = join(directory, 'state');
  const config = join(directory, 'forewarm.yaml');
  writeFileSync(config, configText('', `state: { directory: ${state} }`));
  openStores(state, { create: true }).close();
  return { config, state, file: (name) => join(directory, name) };
}

describe('a group that nobody has', () => {
  test.each(['pause', 'resume', 'why', 'experiment'])('is refused by %s', async (command) => {
    const { config, state } = installed();
    const { code, out } = await printed(command, 'nope', '-c', config);
    expect([code, out]).toEqual([2, 'forewarm: no group nope; the configuration has web\n']);
    const stores = openStores(state, { create: false });
    expect(stores.pauses.get('nope', 0)).toBeNull();
    stores.close();
  });

  test('does not keep pause from one that there is', async () => {
    const { config } = installed();
    expect(await printed('pause', 'web', '-c', config)).toMatchObject({ code: 0 });
  });
});

describe('import csv', () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${1_780_000_000 + 300 * i},${i}`);

  test('into a series that no group reads says which are read, within eighty columns', async () => {
    const { config, file } = installed();
    for (const name of ['lost', 'web']) {
      writeFileSync(file(`${name}.csv`), `timestamp,value\n${rows.join('\n')}\n`);
    }
    const lost = await printed('import', 'csv', file('lost.csv'), '-c', config);
    expect(lost.code).toBe(0);
    expect(lost.out).toMatch(/^warning: nothing reads the series lost; .* read web:/m);
    expect(Math.max(...lost.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const read = await printed('import', 'csv', file('web.csv'), '-c', config);
    expect(read.out).not.toContain('warning');
  });
});

test('every problem of a configuration begins a line', async () => {
  const { file } = installed();
  const wrong = file('wrong.yaml');
  writeFileSync(wrong, configText('mode: aktiv'));
  const { code, out } = await printed('check-config', '-c', wrong);
  expect(code).toBe(3);
  const [first, second] = out.split('\n');
  expect(first).toBe('forewarm: the configuration is wrong');
  expect(second!.startsWith(`${wrong}:`)).toBe(true);
});

test('a region is not put into an address unread', async () => {
  const asked = ['prices', '--type', 'm5.large', '--disk', '8', '--region', 'us-east-1/../x'];
  const { code, out } = await printed(...asked);
  expect(code).toBe(2);
  expect(out).toContain('Write a region such as eu-central-1.');
});

test('train tells a failure once', async () => {
  const { config } = installed();
  const { code, out } = await printed('train', '-c', config);
  expect(code).toBe(5);
  expect(out).toMatchInlineSnapshot(`
    "web: not trained
      nothing is stored of the series web
      run \`forewarm import\` or check the traffic of group web

    0 of 1 models trained
    forewarm: training failed for web
    "
  `);
});
