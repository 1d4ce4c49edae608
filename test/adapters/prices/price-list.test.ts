import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceListUrl, readPriceList } from '../../../src/adapters/prices/price-list.ts';
import type { ListAnswer } from '../../../src/app/ports/prices.ts';
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
const region = 'eu-central-1';
const question = { instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' } as const;
const never = new AbortController().signal;
const whole = offerFile([
  ...others,
  volumeRow,
  instanceRow,
  { ...volumeRow, 'Volume API Name': 'gp2' },
]);

/** What a list says, as a file. */
function ask(list: string, questions: readonly PriceQuestion[] = [question]) {
  const path = join(directory, 'index.csv');
  writeFileSync(path, list);
  return read(path, questions);
}

function read(source: string, questions: readonly PriceQuestion[] = [question], signal = never) {
  return readPriceList({ source, region, questions }, signal);
}

/** The prices that were answered; a question without them is a failure of the test. */
function pricesIn(answers: readonly ListAnswer[]) {
  return answers.map((answer) => {
    if (answer.kind === 'unlisted') throw new Error(answer.lack);
    return answer.prices;
  });
}

describe('readPriceList', () => {
  test('finds the one price on demand among all others', async () => {
    expect(pricesIn(await ask(whole))).toEqual([
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
    const prices = pricesIn(answers).map((one) => [one.instanceHourUsd, one.gigabyteMonthUsd]);
    expect(prices).toEqual([
      [0.192, 0.125],
      [0.188, 0.08],
      [0.096, 0.08],
    ]);
  });

  test.each(others.map((row, index) => ({ index, row })))(
    'takes nothing else for the price: $index',
    async ({ row }) => {
      const [answer] = pricesIn(await ask(offerFile([volumeRow, row, instanceRow])));
      expect(answer!.instanceHourUsd).toBe(0.096);
    },
  );

  test.each([
    {
      name: 'no such type',
      rows: [volumeRow],
      lack: 'no price in dollars of m5.large with Linux on demand',
    },
    { name: 'no such disk', rows: [instanceRow], lack: 'no price in dollars of a GB of gp3' },
    {
      name: 'two prices',
      rows: [volumeRow, instanceRow, { ...instanceRow, PricePerUnit: '0.1' }],
      lack: '2 prices in dollars of m5.large with Linux on demand',
    },
  ])('refuses to guess: $name, and answers what else was asked', async ({ rows, lack }) => {
    const io2 = { ...volumeRow, 'Volume API Name': 'io2' };
    const big = { ...instanceRow, 'Instance Type': 'm5.xlarge', PricePerUnit: '0.192' };
    const other = { ...question, instanceType: 'm5.xlarge', volumeType: 'io2' };
    const answers = await ask(offerFile([...rows, io2, big]), [question, other]);
    expect(answers).toMatchObject([
      { kind: 'unlisted', lack },
      { kind: 'listed', prices: { instanceHourUsd: 0.192 } },
    ]);
  });

  test('names all that it lacks of one question', async () => {
    expect(await ask(offerFile([]))).toEqual([
      {
        kind: 'unlisted',
        lack: 'no price in dollars of m5.large with Linux on demand and no price in dollars of a GB of gp3',
      },
    ]);
  });

  test.each([
    { name: 'another file', list: 'timestamp,value\n2026-01-01,3\n' },
    { name: 'an empty file', list: '' },
  ])('refuses $name', async ({ list }) => {
    await expect(ask(list)).rejects.toMatchObject({
      code: 'FW_INPUT_INVALID',
      message: expect.stringContaining('is no price list'),
    });
  });

  describe('by the region that a price holds in', () => {
    const elsewhere = { Location: 'US East (N. Virginia)', 'Region Code': 'us-east-1' };
    const foreign = [instanceRow, volumeRow].map((row) => ({
      ...{ ...row, ...elsewhere, PricePerUnit: '0.01' },
    }));

    test('refuses the list of another, with its name and a remedy', async () => {
      await expect(ask(offerFile(foreign))).rejects.toMatchObject({
        code: 'FW_INPUT_INVALID',
        message: expect.stringMatching(/is the price list of us-east-1, not of eu-central-1$/),
        hint: 'give the list of eu-central-1, or leave --list out to fetch it',
      });
    });

    test('takes from a list of all regions only what is of the one', async () => {
      expect(await ask(offerFile([...foreign, instanceRow, volumeRow]))).toEqual(await ask(whole));
      const [answer] = await ask(offerFile([...foreign, volumeRow]));
      expect(answer).toMatchObject({ kind: 'unlisted', lack: expect.stringMatching(/^no price/) });
    });

    test('believes a list without that column', async () => {
      const bare = offerFile([instanceRow, volumeRow]).replaceAll(
        /"(Region Code|eu-central-1)"/g,
        '',
      );
      expect(pricesIn(await ask(bare))[0]!.instanceHourUsd).toBe(0.096);
    });
  });

  test('reads a line whole that comes in two pieces', async () => {
    const pieceLength = 65_536;
    const filling = (length: number) => ({ ...volumeRow, PriceDescription: 'x'.repeat(length) });
    const bare = offerFile([filling(1), instanceRow]);
    const missing = pieceLength - bare.indexOf('0.0960000000') - 4;
    const list = offerFile([filling(1 + missing), instanceRow]);
    expect(list.slice(0, pieceLength).endsWith('"0.09')).toBe(true);
    const [answer] = pricesIn(await ask(list));
    expect(answer!.instanceHourUsd).toBe(0.096);
  });

  test('does not wait for the end of a line that has none', async () => {
    await expect(ask('"'.repeat(3_000_000))).rejects.toThrow('it has a line without end');
  });

  test.each([
    {
      name: 'the daemon stops',
      reason: undefined,
      words: /cannot be read: reading it was aborted$/,
    },
    {
      name: 'its time is over',
      reason: new DOMException('it took too long', 'TimeoutError'),
      words: /cannot be read: it took longer than the time limit$/,
    },
  ])('says in words why it ended when $name', async ({ reason, words }) => {
    writeFileSync(join(directory, 'index.csv'), whole);
    const ended = AbortSignal.abort(reason);
    for (const source of [join(directory, 'index.csv'), 'http://127.0.0.1:9/index.csv']) {
      await expect(read(source, [question], ended)).rejects.toThrow(words);
    }
  });

  test('names a file that is not there', async () => {
    const missing = read(join(directory, 'none.csv'));
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
      const prices = pricesIn(await read(at('/index.csv')));
      expect(prices[0]!.instanceHourUsd).toBe(0.096);
    });

    test('names what AWS answered', async () => {
      await expect(read(at('/mars/index.csv'))).rejects.toMatchObject({
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
      await expect(read(nobody)).rejects.toMatchObject({
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
