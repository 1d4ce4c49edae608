import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/server.ts';
import type { World } from '../../src/emulator/world.ts';
import {
  configFor,
  emulated,
  finished,
  forewarm,
  logged,
  scenarioFromNow,
  start,
} from './world.ts';

const scenario = scenarioFromNow(4);
const { name: group } = scenario.group;
let world: World;
let emulator: Emulator;
let config: string;
const directory = mkdtempSync(join(tmpdir(), 'forewarm-e2e-'));

beforeAll(async () => {
  ({ world, emulator } = await emulated(scenario));
  config = configFor(scenario, emulator, directory);
});
afterAll(async () => {
  await emulator.close();
  rmSync(directory, { recursive: true });
});

const poolOfGroup = () => world.group(group)!.group.pool;
const documentOf = (text: string) => JSON.parse(text) as Record<string, unknown>;

/** What is read of one group's report as JSON. */
interface Shown {
  readonly outlook: { readonly kind: string; readonly points: readonly { readonly at: string }[] };
  readonly managed: { readonly planned: { readonly setting: object } };
  readonly capacity: { readonly source: string };
}

describe('the way through, one command at a time', () => {
  test('a command that reads refuses where there is no database, with advice', async () => {
    const { code, err } = await forewarm('status', '-c', config);
    expect(code).toBe(5);
    expect(err).toContain('nothing is stored yet');
  });

  test('import cloudwatch reads the history, and the second time nothing new', async () => {
    const first = await forewarm('import', 'cloudwatch', '-c', config, '--json');
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(documentOf(first.out).inserted).toBeGreaterThan(5000);
    const again = await forewarm('import', 'cloudwatch', '-c', config, '--json');
    expect(documentOf(again.out).inserted).toBeLessThan(5);
  });

  test('train makes a model', async () => {
    const { code, out, err } = await forewarm('train', '-c', config);
    expect(err).toBe('');
    expect(out).toContain('serves from now on');
    expect(out).toMatch(/1 of 1 models trained\n$/);
    expect(code).toBe(0);
  });

  test('plan shows a predictive plan and writes nothing', async () => {
    const { code, out } = await forewarm('plan', '-c', config);
    expect(code).toBe(0);
    expect(out).toContain(`~  ${group}  no pool → MinSize`);
    expect(out).toMatch(/predictive: .*portfolio/s);
    expect(poolOfGroup()).toBeNull();
  });

  test('apply sets the pool, and status and why tell of it', async () => {
    const { code, out } = await forewarm('apply', '-c', config);
    expect(code).toBe(0);
    expect(out).toContain('applied');
    expect(poolOfGroup()!.minSize).toBeGreaterThanOrEqual(2);
    const status = (await forewarm('status', '-c', config)).out;
    expect(status).toMatch(/^last step .* ago: applied 1$/m);
    expect(status).toContain('hit rate');
    const why = await forewarm('why', group, '-c', config);
    expect(why.out).toContain('candidates over the time this decision covers');
    expect(why.out).toContain('runner-up');
  });

  test('status says how much history there is, and what so much allows', async () => {
    const text = (await forewarm('status', '-c', config)).out;
    expect(text).toMatch(/^ {2}history +[34] d.*, tier days$/m);
    expect(text).toContain('weekdays are all alike');
    const document = documentOf((await forewarm('status', '-c', config, '--json')).out);
    expect(document.groups).toMatchObject([{ group, history: { tier: 'days' } }]);
  });

  test('status and report of a renamed group go on from its older series', async () => {
    const renamed = join(directory, 'renamed.yaml');
    const text = readFileSync(config, 'utf8').replace(`name: ${group}`, 'name: new-name');
    const traffic = `historyFrom: ${group}`;
    writeFileSync(
      renamed,
      text.replace('source: cloudwatch', `source: cloudwatch\n      ${traffic}`),
    );
    const status = documentOf((await forewarm('status', '-c', renamed, '--json')).out);
    expect(status.groups).toMatchObject([{ group: 'new-name', history: { tier: 'days' } }]);
    const report = documentOf((await forewarm('report', '-c', renamed, '--json')).out);
    expect(report.groups).toMatchObject([{ name: 'new-name', data: { tier: { name: 'days' } } }]);
  });

  test('plan --json of groups that AWS does not know is a document too', async () => {
    const unknown = join(directory, 'unknown.yaml');
    writeFileSync(unknown, readFileSync(config, 'utf8').replace(`name: ${group}`, 'name: nobody'));
    const { code, out } = await forewarm('plan', '-c', unknown, '--json');
    expect(code).toBe(0);
    expect(documentOf(out)).toMatchObject({ schemaVersion: 1, command: 'plan', plan: null });
  });

  test('why of a group that has no decision says what to do, and knows one that was dropped', async () => {
    const renamed = join(directory, 'unknown.yaml');
    const { code, err } = await forewarm('why', 'nobody', '-c', renamed);
    expect(code).toBe(5);
    expect(err).toContain('`forewarm apply`');
    expect((await forewarm('why', group, '-c', renamed)).code).toBe(0);
  });

  test.each([['pause'], ['resume'], ['why'], ['experiment']])(
    '%s of a group that nobody has is refused, with those that there are',
    async (command) => {
      const { code, out, err } = await forewarm(command, 'nobody', '-c', config);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`no group nobody; the configuration has ${group}`);
    },
  );
});

describe('report', () => {
  test('tells a person what is coming, what serves it and what it costs', async () => {
    const { code, out, err } = await forewarm('report', '-c', config);
    expect(err).toBe('');
    expect(code).toBe(0);
    const titles = [
      'Load and capacity',
      'Pool',
      'Money',
      'Accuracy',
      'Data',
      'What moves the load',
    ];
    const found = titles.map((title) => out.indexOf(`\n${title}\n`));
    expect(Math.min(...found)).toBeGreaterThan(0);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(out).toMatch(/^ {2}mode +act$/m);
    expect(out).toMatch(/^ {2}group day +\$.* of \$50\.00/m);
    expect(out).toMatch(/^ {2}planned +MinSize /m);
  });

  test('gives programs a day of points from what was last measured', async () => {
    const { code, out } = await forewarm('report', '-c', config, '--group', group, '--json');
    expect(code).toBe(0);
    const { schemaVersion, command, groups, at } = documentOf(out);
    expect([schemaVersion, command]).toEqual([1, 'report']);
    const [{ outlook, managed, capacity }] = groups as [Shown];
    expect(outlook.kind).toBe('forecast');
    expect(outlook.points.length).toBeGreaterThanOrEqual(288);
    expect(Math.abs(Date.parse(outlook.points[0]!.at) - Date.parse(String(at)))).toBeLessThan(
      900e3,
    );
    expect(managed.planned.setting).toMatchObject({ minSize: poolOfGroup()!.minSize });
    expect(capacity.source).toBe('observed');
  });

  test('writes a page that needs nothing else', async () => {
    const page = join(directory, 'report.html');
    const { code, out } = await forewarm('report', '-c', config, '--output', page);
    expect([code, out]).toEqual([0, '']);
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>.*<\/html>\s*$/s);
    expect(html).toContain('>Money</h2>');
    expect(html).not.toMatch(/https?:|\/\/\w|<script|<link|\bsrc=/i);
  });

  test('refuses a group that is not there, and a directory that cannot be written', async () => {
    const unknown = await forewarm('report', '-c', config, '--group', 'nobody');
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    expect(unknown.err).toContain(group);
    const nowhere = join(directory, 'no-such-directory', 'report.html');
    const unwritten = await forewarm('report', '-c', config, '--output', nowhere);
    expect(unwritten.code).toBe(2);
    expect(unwritten.err).toContain('cannot be written');
  });
});

describe('the daemon', () => {
  test('holds the database alone, survives kill -9, and ends cleanly on SIGTERM', async () => {
    const first = start('run', '-c', config);
    await logged(first, 'forewarm started');
    const second = await forewarm('run', '-c', config);
    expect(second.code).toBe(7);
    expect(second.err).toContain(`${first.pid}`);
    expect((await forewarm('status', '-c', config)).code).toBe(0);

    const killed = finished(first);
    first.kill('SIGKILL');
    await killed;

    const third = start('run', '-c', config);
    await logged(third, 'forewarm started');
    const ended = finished(third);
    const began = Date.now();
    third.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  test('a wrong configuration ends it with 3 and names the line', async () => {
    const file = join(directory, 'none.yaml');
    const { code, err } = await forewarm('run', '-c', file);
    expect(code).toBe(3);
    expect(err).toContain('there is no such file');
  });
});
