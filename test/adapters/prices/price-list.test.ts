import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceListUrl, readPriceList } from '../../../src/adapters/prices/price-list.ts';
import type { PriceQuestion } from '../../../src/core/capacity/listed-prices.ts';
import { instanceRow, offerFile, volumeRow } from '../../support/offer-file.ts';

/** Rows that each differ in one field from what is asked for, and would give another price. */
const others = [
  { 'Instance Type': 'm5.xlarge' },
  { TermType: 'Reserved' },
  { MarketOption: 'CapacityBlock' },
  { 'Location Type': 'AWS Local Zone' },
  { Tenancy: 'Dedicated' },
  { CapacityStatus: 'UnusedCapacityReservation' },
  { 'Pre Installed S/W': 'SQL Web' },
  { 'Operating System': 'RHEL' },
  { 'License Model': 'Bring your own license' },
  { Unit: 'Quantity' },
  { Currency: 'CNY' },
  { PricePerUnit: '0.0000000000' },
].map((change) => ({ ...instanceRow, PricePerUnit: '9', ...change }));

const directory = mkdtempSync(join(tmpdir(), 'forewarm-prices-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const question = { instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' } as const;
const never = new AbortController().signal;
const whole = offerFile([
  ...others,
  volumeRow,
  instanceRow,
  { ...volumeRow, 'Volume API Name': 'gp2' },
]);

function ask(list: string, questions: readonly PriceQuestion[] = [question]) {
  const path = join(directory, 'index.csv');
  writeFileSync(path, list);
  return readPriceList(path, questions, never);
}

describe('readPriceList', () => {
  test('finds the one price on demand among all others', async () => {
    expect(await ask(whole)).toEqual([
      { published: '2026-11-19T20:14:02Z', instanceHourUsd: 0.096, gigabyteMonthUsd: 0.08 },
    ]);
  });

  test('answers several questions from one reading, in their order', async () => {
    const big = { ...instanceRow, 'Instance Type': 'm5.xlarge', PricePerUnit: '0.192' };
    const windows = { ...instanceRow, 'Operating System': 'Windows', PricePerUnit: '0.188' };
    const io2 = { ...volumeRow, 'Volume API Name': 'io2', PricePerUnit: '0.125' };
    const asked: PriceQuestion[] = [
      { ...question, instanceType: 'm5.xlarge', volumeType: 'io2' },
      { ...question, system: 'Windows' },
      question,
    ];
    const answers = await ask(offerFile([io2, instanceRow, windows, volumeRow, big]), asked);
    const prices = answers.map((one) => [one.instanceHourUsd, one.gigabyteMonthUsd]);
    expect(prices).toEqual([
      [0.192, 0.125],
      [0.188, 0.08],
      [0.096, 0.08],
    ]);
  });

  test.each(others.map((row, index) => ({ index, row })))(
    'takes nothing else for the price: $index',
    async ({ row }) => {
      const [answer] = await ask(offerFile([volumeRow, row, instanceRow]));
      expect(answer!.instanceHourUsd).toBe(0.096);
    },
  );

  test.each([
    {
      name: 'no such type',
      list: offerFile([volumeRow]),
      words: 'no price in dollars of m5.large',
    },
    {
      name: 'no such disk',
      list: offerFile([instanceRow]),
      words: 'no price in dollars of a GB of gp3',
    },
    {
      name: 'two prices',
      list: offerFile([volumeRow, instanceRow, { ...instanceRow, PricePerUnit: '0.1' }]),
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

  test('reads a line whole that comes in two pieces', async () => {
    const pieceLength = 65_536;
    const filling = (length: number) => ({ ...volumeRow, PriceDescription: 'x'.repeat(length) });
    const bare = offerFile([filling(1), instanceRow]);
    const missing = pieceLength - bare.indexOf('0.0960000000') - 4;
    const list = offerFile([filling(1 + missing), instanceRow]);
    expect(list.slice(0, pieceLength).endsWith('"0.09')).toBe(true);
    const [answer] = await ask(list);
    expect(answer!.instanceHourUsd).toBe(0.096);
  });

  test('does not wait for the end of a line that has none', async () => {
    await expect(ask('"'.repeat(3_000_000))).rejects.toThrow('it has a line without end');
  });

  test('names a file that is not there', async () => {
    const missing = readPriceList(join(directory, 'none.csv'), [question], never);
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
      const prices = await readPriceList(at('/index.csv'), [question], never);
      expect(prices[0]!.instanceHourUsd).toBe(0.096);
    });

    test('names what AWS answered', async () => {
      await expect(readPriceList(at('/mars/index.csv'), [question], never)).rejects.toMatchObject({
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
      await expect(readPriceList(nobody, [question], never)).rejects.toMatchObject({
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
