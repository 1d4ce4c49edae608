import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PriceFile } from '../../../src/adapters/prices/price-file.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { priceReading } from '../../support/price-readings.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

describe('the file of prices', () => {
  test('is empty where nothing was read yet, and makes its directory', () => {
    const directory = join(temporaryDirectory(), 'state');
    const prices = new PriceFile(directory);
    expect(prices.readings()).toEqual([]);
    prices.replace([priceReading()]);
    expect(new PriceFile(directory).readings()).toEqual([priceReading()]);
  });

  test('holds what was put last, and nothing else lies about', () => {
    const directory = temporaryDirectory();
    const prices = new PriceFile(directory);
    prices.replace([priceReading({ instanceHourUsd: 0.1 })]);
    const later = [priceReading({ instanceHourUsd: 0.2 }), priceReading({ region: 'us-east-1' })];
    prices.replace(later);
    expect(prices.readings()).toEqual(later);
    expect(readdirSync(directory)).toEqual(['prices.json']);
  });

  test('is never written in place: who has it open reads the old one to its end', () => {
    const prices = new PriceFile(temporaryDirectory());
    prices.replace([priceReading({ instanceHourUsd: 0.1 })]);
    const before = readFileSync(prices.path, 'utf8');
    const reader = openSync(prices.path, 'r');
    prices.replace([priceReading({ instanceHourUsd: 0.2 })]);
    expect(readFileSync(reader, 'utf8')).toBe(before);
    closeSync(reader);
  });

  test('stays as it was when it cannot be replaced', () => {
    const prices = new PriceFile(temporaryDirectory());
    prices.replace([priceReading()]);
    const unwritable = priceReading({ instanceHourUsd: 1n as unknown as number });
    expect(() => prices.replace([unwritable])).toThrow(/prices.json cannot be written/);
    expect(prices.readings()).toEqual([priceReading()]);
  });

  test('leaves no draft when it cannot be put in its place', () => {
    const directory = temporaryDirectory();
    const prices = new PriceFile(directory);
    mkdirSync(join(prices.path, 'in-the-way'), { recursive: true });
    expect(() => prices.replace([])).toThrow(/prices.json cannot be written/);
    expect(readdirSync(directory)).toEqual(['prices.json']);
  });

  test('is written beside the draft of a container whose process has the same id', () => {
    const prices = new PriceFile(temporaryDirectory());
    mkdirSync(`${prices.path}.${process.pid}`);
    prices.replace([priceReading()]);
    expect(prices.readings()).toEqual([priceReading()]);
  });

  const damaged = (changes: object) => [priceReading(), { ...priceReading(), ...changes }];
  test.each([
    { name: 'nothing', readings: [null], words: 'readings.0 is no reading' },
    { name: 'a text', readings: ['m5.large'], words: 'readings.0 is no reading' },
    { name: 'no field', readings: [{}], words: 'readings.0.region is not text' },
    { name: 'a price of nothing', readings: damaged({ instanceHourUsd: null }) },
    { name: 'no price', readings: damaged({ instanceHourUsd: undefined }) },
    { name: 'a price of 0', readings: damaged({ instanceHourUsd: 0 }) },
    { name: 'a price below 0', readings: damaged({ gigabyteMonthUsd: -1 }) },
    { name: 'a price in words', readings: damaged({ gigabyteMonthUsd: '0.08' }) },
    { name: 'no time', readings: damaged({ readAt: null }) },
    { name: 'another system', readings: damaged({ system: 'RHEL' }) },
    { name: 'no source', readings: damaged({ source: undefined }) },
    {
      name: 'an infinite price',
      text: JSON.stringify(damaged({})).replace(/0\.0952}\]/, '1e999}]'),
    },
  ])('takes no reading on trust: $name', ({ readings, text, words }) => {
    const prices = new PriceFile(temporaryDirectory());
    const written = text ?? JSON.stringify(readings);
    writeFileSync(prices.path, `{"format":1,"readings":${written}}`);
    const refused = expect.objectContaining({
      code: 'FW_DB_BROKEN',
      message: expect.stringMatching(words ?? /cannot be read: readings\.1\.\w+ is not /),
      hint: expect.stringContaining('prices --save'),
    });
    expect(() => prices.readings()).toThrow(refused);
  });

  test.each(['{"format":1,"readings":[', 'null', '{"format":2,"readings":[]}', '{"format":1}'])(
    'is refused, with advice, when it holds %s',
    (text) => {
      const prices = new PriceFile(temporaryDirectory());
      writeFileSync(prices.path, text);
      const thrown = expect(() => prices.readings());
      thrown.toThrow(ForewarmError);
      thrown.toThrow(expect.objectContaining({ code: 'FW_DB_BROKEN' }));
      thrown.toThrow(expect.objectContaining({ hint: expect.stringContaining('moved away') }));
    },
  );
});
