import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceListUrl, readPriceList } from '../../../src/adapters/prices/price-list.ts';

const names = [
  ...['SKU', 'TermType', 'PriceDescription', 'Unit', 'PricePerUnit', 'Currency'],
  ...['Product Family', 'Instance Type', 'Tenancy', 'Operating System', 'License Model'],
  ...['CapacityStatus', 'Pre Installed S/W', 'Volume API Name'],
];
const instance: Readonly<Record<string, string>> = {
  ...{ TermType: 'OnDemand', Unit: 'Hrs', PricePerUnit: '0.0960000000', Currency: 'USD' },
  ...{ 'Product Family': 'Compute Instance', 'Instance Type': 'm5.large', Tenancy: 'Shared' },
  ...{ 'Operating System': 'Linux', 'License Model': 'No License required' },
  ...{ CapacityStatus: 'Used', 'Pre Installed S/W': 'NA' },
  PriceDescription: '$0.096 per ""On Demand"" m5.large, Linux',
};
const volume: Readonly<Record<string, string>> = {
  ...{ TermType: 'OnDemand', Unit: 'GB-Mo', PricePerUnit: '0.0800000000', Currency: 'USD' },
  ...{ 'Product Family': 'Storage', 'Volume API Name': 'gp3' },
};
/** Rows that each differ in one field from what is asked for, and would give another price. */
const others = [
  { 'Instance Type': 'm5.xlarge' },
  { TermType: 'Reserved' },
  { Tenancy: 'Dedicated' },
  { CapacityStatus: 'UnusedCapacityReservation' },
  { 'Pre Installed S/W': 'SQL Web' },
  { 'Operating System': 'RHEL' },
  { Unit: 'Quantity' },
  { Currency: 'CNY' },
  { PricePerUnit: '0.0000000000' },
].map((change) => ({ ...instance, PricePerUnit: '9', ...change }));

function listOf(rows: readonly Readonly<Record<string, string>>[]): string {
  const line = (fields: readonly string[]) => fields.map((field) => `"${field}"`).join(',');
  return [
    line(['FormatVersion', 'v1.0']),
    line(['Disclaimer', 'For informational purposes only.']),
    line(['Publication Date', '2026-11-19T20:14:02Z']),
    line(['Version', '20261119201402']),
    line(['OfferCode', 'AmazonEC2']),
    line(names),
    ...rows.map((row) => line(names.map((name) => row[name] ?? ''))),
    '',
  ].join('\n');
}

const directory = mkdtempSync(join(tmpdir(), 'forewarm-prices-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const question = { instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' } as const;
const never = new AbortController().signal;
const whole = listOf([...others, volume, instance, { ...volume, 'Volume API Name': 'gp2' }]);

function ask(list: string) {
  const path = join(directory, 'index.csv');
  writeFileSync(path, list);
  return readPriceList(path, question, never);
}

describe('readPriceList', () => {
  test('finds the one price on demand among all others', async () => {
    expect(await ask(whole)).toEqual({
      published: '2026-11-19T20:14:02Z',
      instanceHourUsd: 0.096,
      gigabyteMonthUsd: 0.08,
    });
  });

  test.each([
    { name: 'no such type', list: listOf([volume]), words: 'no price in dollars of m5.large' },
    { name: 'no such disk', list: listOf([instance]), words: 'no price in dollars of a GB of gp3' },
    {
      name: 'two prices',
      list: listOf([volume, instance, { ...instance, PricePerUnit: '0.1' }]),
      words: '2 prices in dollars of m5.large',
    },
    { name: 'another file', list: 'timestamp,value\n2026-01-01,3\n', words: 'is no price list' },
    { name: 'an empty file', list: '', words: 'is no price list' },
  ])('refuses to guess: $name', async ({ list, words }) => {
    await expect(ask(list)).rejects.toMatchObject({
      code: 'FW_INPUT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  test('names a file that is not there', async () => {
    const missing = readPriceList(join(directory, 'none.csv'), question, never);
    await expect(missing).rejects.toMatchObject({ code: 'FW_INPUT_INVALID' });
  });

  describe('from an address', () => {
    const server = createServer((request, response) => {
      if (request.url !== '/index.csv') response.writeHead(404);
      response.end(request.url === '/index.csv' ? whole : '');
    });
    beforeAll(async () => {
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    });
    afterAll(() => server.close());
    const at = (path: string) =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

    test('reads the same', async () => {
      const prices = await readPriceList(at('/index.csv'), question, never);
      expect(prices.instanceHourUsd).toBe(0.096);
    });

    test('names what AWS answered', async () => {
      await expect(readPriceList(at('/mars/index.csv'), question, never)).rejects.toMatchObject({
        code: 'FW_AWS_UNREACHABLE',
        message: expect.stringContaining('HTTP 404'),
        hint: expect.stringMatching(/no such region.*--list/),
      });
    });

    test('says why nobody answers, and what else there is', async () => {
      const gone = createServer();
      await new Promise<void>((ready) => gone.listen(0, '127.0.0.1', ready));
      const nobody = `http://127.0.0.1:${(gone.address() as AddressInfo).port}/index.csv`;
      await new Promise((closed) => gone.close(closed));
      await expect(readPriceList(nobody, question, never)).rejects.toMatchObject({
        code: 'FW_AWS_UNREACHABLE',
        message: expect.stringMatching(/: ECONNREFUSED$/),
        hint: expect.stringContaining('--list'),
      });
    });
  });

  test('the list of a region has its own address', () => {
    expect(priceListUrl('eu-central-1')).toMatch(/^https:.*\/AmazonEC2\/current\/eu-central-1\//);
  });
});
