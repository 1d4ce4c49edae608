import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isoOf } from '../../src/core/units.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { configText } from '../support/configs.ts';
import { aLedgerEntry } from '../support/decisions.ts';
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
  const yesterday = Math.floor(Date.now() / 300_000) * 300 - 86_400;
  const rows = Array.from({ length: 30 }, (_, i) => `${yesterday + 300 * i},${i}`);

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
    expect(read.out).not.toMatch(/warning|note/);
  });

  test('of times without a zone says how they were read, and takes none that is still to come', async () => {
    const { config, file } = installed();
    const localTimes = (from: number) =>
      rows.map((row, i) => row.replace(/^\d+/, isoOf(from + 300 * i).replace('Z', '')));
    writeFileSync(file('web.csv'), `timestamp,value\n${localTimes(yesterday).join('\n')}\n`);
    const read = await printed('import', 'csv', file('web.csv'), '-c', config);
    expect(read).toMatchObject({ code: 0 });
    expect(read.out).toMatch(/^note: times without a zone were read as UTC$/m);
    const tomorrow = localTimes(yesterday + 2 * 86_400).join('\n');
    writeFileSync(file('web.csv'), `timestamp,value\n${tomorrow}\n`);
    const ahead = await printed('import', 'csv', file('web.csv'), '-c', config);
    expect(ahead.code).toBe(2);
    expect(ahead.out).toContain('web.csv:2: time');
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

describe('before anything is stored', () => {
  test.each([
    ['status'],
    ['why', 'web'],
    ['budget'],
    ['experiment'],
    ['report'],
    ['pause', 'web'],
    ['resume', 'web'],
  ])('%s says where it looked and how to begin, and makes nothing', async (...command) => {
    const { config, state } = installed();
    rmSync(state, { recursive: true });
    const { code, out } = await printed(...command, '-c', config);
    expect(code).toBe(5);
    expect(out).toContain(`nothing is stored yet: no database ${state}/forewarm.db`);
    expect(out).toContain('`forewarm import` or `forewarm run`');
    expect(existsSync(state)).toBe(false);
  });
});

describe('pause and resume', () => {
  test('name the database that they concern, and claim nothing where there is no pause', async () => {
    const { config, state } = installed();
    const where = `  in the database ${state}/forewarm.db\n`;
    const paused = await printed('pause', 'web', '--reason', 'a sale', '-c', config);
    expect(paused.out).toBe(`web is paused until \`resume\`: a sale\n${where}`);
    const { out } = await printed('resume', 'web', '-c', config);
    const ended = 'the pause of web has ended (a sale); its mode counts from the next step\n';
    expect(out).toBe(`${ended}${where}`);
    const again = await printed('resume', 'web', '-c', config);
    expect(again).toEqual({ code: 0, out: `web is not paused: nothing to resume\n${where}` });
  });

  test('find the state of a configuration from wherever they are called', async () => {
    const { config, state } = installed();
    writeFileSync(config, configText('', 'state: { directory: state }'));
    const { out } = await printed('pause', 'web', '-c', relative(process.cwd(), config));
    expect(out).toContain(`${state}/forewarm.db`);
  });
});

describe('why --at', () => {
  const day = 86_400;
  const first = Date.UTC(2026, 0, 1) / 1000;

  /** A ledger with a decision of new year's day, and one of thirty days later. */
  async function asked(at: string) {
    const { config, state } = installed();
    const stores = openStores(state, { create: false });
    for (const after of [0, 30 * day]) stores.ledger.append(aLedgerEntry({ at: first + after }));
    stores.close();
    return printed('why', 'web', '--at', at, '--json', '-c', config);
  }

  test('tells what was in force then, however long ago it was decided', async () => {
    const { code, out } = await asked('2026-01-30T23:59:59Z');
    expect([code, JSON.parse(out).at]).toEqual([0, '2026-01-01T00:00:00Z']);
  });

  test('before the first decision says when that was', async () => {
    const { code, out } = await asked('2025-12-31');
    expect(code).toBe(5);
    expect(out).toContain('no decision for web at 2025-12-31T00:00:00Z or before');
    expect(out).toContain('the first is of 2026-01-01T00:00:00Z');
  });
});

describe('report refuses', () => {
  test.each([
    { name: 'what only a file needs', argv: ['--per-instance', '50', '--serving', '3'] },
    { name: 'a zone of its own', argv: ['--zone', 'Europe/Berlin'] },
    { name: 'two formats', argv: ['--format', 'csv', '--json'] },
    { name: 'a file and a configuration', argv: ['--input', 'load.csv'] },
  ])('$name', async ({ argv }) => {
    const { config } = installed();
    const { code, out } = await printed('report', '-c', config, ...argv);
    expect(code).toBe(2);
    for (const option of argv.filter((each) => each.startsWith('--')))
      expect(out).toContain(option);
  });
});

describe('a file to write', () => {
  const replay = ['replay', '--per-instance', '1', '--price', '1', '--stopped-price', '1'];
  test.each([
    { name: 'replay', argv: [...replay, '--html'] },
    { name: 'report', argv: ['report', '--output'] },
  ])('of $name is looked at before the work begins', async ({ argv }) => {
    const { file } = installed();
    const lost = ['--input', file('no-such-input.csv')];
    const nowhere = await printed(...argv, file('none/x.html'), ...lost);
    expect(nowhere.code).toBe(2);
    expect(nowhere.out).toContain(
      `x.html cannot be written: there is no directory ${file('none')}`,
    );
    mkdirSync(file('x.html'));
    expect((await printed(...argv, file('x.html'), ...lost)).out).toContain('it is a directory');
    expect((await printed(...argv, file('y.html'), ...lost)).out).toContain('no-such-input.csv');
  });
});

describe('the state of a replayed pool', () => {
  const replayed = [
    '--input',
    'x.csv',
    '--per-instance',
    '1',
    '--price',
    '1',
    '--stopped-price',
    '1',
  ];

  test('auto is no assumption of whatif, and it says why', async () => {
    const { code, out } = await printed('whatif', ...replayed, '--if', 'state=auto');
    expect(code).toBe(2);
    expect(out).toContain('auto is no assumption but a choice among these');
  });

  test('a limit to the start means nothing to a state that is named', async () => {
    const { file } = installed();
    writeFileSync(file('x.csv'), 'timestamp,value\n2026-01-05,1\n2026-01-06,1\n');
    const argv = replayed.with(1, file('x.csv'));
    const { code, out } = await printed('replay', ...argv, '--start-within', '20s');
    expect([code, out.split('\n')[0]]).toEqual([2, 'forewarm: --start-within needs --state auto']);
  });
});
