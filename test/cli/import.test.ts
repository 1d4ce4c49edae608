import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configText, plainGroup } from '../support/configs.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** A CloudWatch that knows every metric but `Lost`, for which it refuses the permission. */
async function cloudWatch(): Promise<string> {
  const server = createServer((request, reply) => {
    let asked = '';
    request.on('data', (chunk: Buffer) => (asked += chunk));
    request.on('end', () => {
      const isLost = asked.includes('Lost');
      const id = /"Id":"(\w+)"/.exec(asked)?.[1];
      const found = { Id: id, StatusCode: 'Complete', Timestamps: [], Values: [] };
      const refused = { __type: 'com.amazonaws.cloudwatch#AccessDenied', message: 'not allowed' };
      reply.writeHead(isLost ? 400 : 200, { 'content-type': 'application/json' });
      reply.end(JSON.stringify(isLost ? refused : { MetricDataResults: [found] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const measured = (metric: string) =>
  plainGroup
    .replace(
      '{ source: imported, series: web }',
      `{ source: cloudwatch, namespace: N, metric: ${metric}, statistic: Sum }`,
    )
    .replace('name: web', `name: ${metric.toLowerCase()}`);

describe('import cloudwatch', () => {
  test('goes on to the next group where one cannot be read, and fails at the end', async () => {
    const config = join(temporaryDirectory(), 'forewarm.yaml');
    const groups = ['Lost', 'Found'].map(measured).join('');
    const aws = `{ region: eu-west-1, endpoint: '${await cloudWatch()}' }`;
    writeFileSync(config, `version: 1\naws: ${aws}\ngroups:${groups}\n`);
    const { code, out } = await printed('import', 'cloudwatch', '-c', config);
    expect(code).toBe(4);
    expect(out).toMatch(/^lost: .*not allowed/m);
    expect(out).toContain('found: 0 new samples, 0 replaced; nothing is stored\n');
    expect(out).toContain('forewarm: CloudWatch could not be read for lost\n');
  });

  test('is refused where no group reads it, and makes no database', async () => {
    const directory = temporaryDirectory();
    const config = join(directory, 'forewarm.yaml');
    writeFileSync(config, configText());
    const { code, out } = await printed('import', 'cloudwatch', '--json', '-c', config);
    expect(code).toBe(2);
    expect(out).toContain('no group of the configuration reads CloudWatch');
    expect(out).toContain('`forewarm import csv`');
    expect(existsSync(join(directory, 'state'))).toBe(false);
  });
});

describe('import csv', () => {
  const load = 'timestamp,value\n2026-01-05T00:00,1\n2026-01-05T00:05,2\n2026-01-05T00:10,3\n';

  test('into a series without a name is wrong usage', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'load.csv');
    writeFileSync(file, load);
    const { code, out } = await printed(
      'import',
      'csv',
      file,
      '--series',
      '',
      '--state',
      directory,
    );
    expect(code).toBe(2);
    expect(out).toContain('Write the name of a series.');
  });

  test('of a file that is called .csv alone takes that for the name', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, '.csv');
    writeFileSync(file, load);
    const { code, out } = await printed('import', 'csv', file, '--state', directory);
    expect([code, out]).toEqual([0, expect.stringContaining('3 rows into series .csv')]);
  });
});
