import { describe, expect, test } from 'vitest';
import type { ListAnswer, PriceList } from '../../src/app/ports/prices.ts';
import { refreshPrices, unansweredSince } from '../../src/app/prices.ts';
import type { ListedPrices, PriceQuestion } from '../../src/core/capacity/listed-prices.ts';
import { ForewarmError } from '../../src/errors.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { MemoryPriceStore, priceReading } from '../support/price-readings.ts';

const day = 86_400;
const { region, instanceType, system, volumeType } = priceReading();
const question: PriceQuestion = { instanceType, system, volumeType };
const asked = { region, questions: [question] };
const { signal } = new AbortController();

const lack = 'no price in dollars of m5.huge';

/** A list that says one price for everything but an m5.huge, or fails. */
function listSaying(price: number | ForewarmError): PriceList {
  return {
    read: async (_region, questions) => {
      if (price instanceof ForewarmError) throw price;
      const prices: ListedPrices = {
        ...{ published: '2026-11-19T20:14:02Z', instanceHourUsd: price, gigabyteMonthUsd: 0.08 },
      };
      const answers = questions.map(
        (one): ListAnswer =>
          one.instanceType === 'm5.huge' ? { kind: 'unlisted', lack } : { kind: 'listed', prices },
      );
      return { source: 'index.csv', answers };
    },
  };
}

describe('reading the list anew', () => {
  test('adds what it says to what is kept, dated', async () => {
    const old = priceReading({ readAt: 1000 * day });
    const prices = new MemoryPriceStore([old]);
    const clock = fixedClock(1010 * day);
    const ports = { list: listSaying(0.2), prices, clock };
    const { read } = await refreshPrices(asked, ports, signal);
    const fresh = { instanceHourUsd: 0.2, gigabyteMonthUsd: 0.08, readAt: 1010 * day };
    expect(read).toEqual([priceReading(fresh)]);
    expect(prices.readings()).toEqual([old, ...read]);
  });

  test('forgets what counts in no month any more, and nothing of other questions', async () => {
    const elsewhere = priceReading({ region: 'us-east-1', readAt: 1 });
    const days = [800, 900, 945, 970];
    const prices = new MemoryPriceStore([
      elsewhere,
      ...days.map((at) => priceReading({ readAt: at * day })),
    ]);
    const clock = fixedClock(1000 * day);
    await refreshPrices(asked, { list: listSaying(0.2), prices, clock }, signal);
    const kept = prices.readings().filter((one) => one.region === region);
    expect(kept.map(({ readAt }) => readAt / day)).toEqual([900, 945, 970, 1000]);
    expect(prices.readings()).toContainEqual(elsewhere);
  });

  test('keeps what it answers, and names what it does not', async () => {
    const huge = { ...question, instanceType: 'm5.huge' };
    const prices = new MemoryPriceStore();
    const ports = { list: listSaying(0.2), prices, clock: fixedClock(1000 * day) };
    const refreshed = await refreshPrices({ region, questions: [huge, question] }, ports, signal);
    expect(refreshed.unlisted).toEqual([{ question: huge, lack }]);
    expect(refreshed.read).toMatchObject([question]);
    expect(prices.readings()).toEqual(refreshed.read);
  });

  test('is not begun when what it says could not be kept', async () => {
    const broken = new ForewarmError('FW_DB_BROKEN', 'prices.json cannot be read');
    const prices = new MemoryPriceStore();
    prices.readings = () => {
      throw broken;
    };
    let wasRead = false;
    const list: PriceList = {
      read: async (...args) => {
        wasRead = true;
        return listSaying(0.2).read(...args);
      },
    };
    const ports = { list, prices, clock: fixedClock(1000 * day) };
    await expect(refreshPrices(asked, ports, signal)).rejects.toBe(broken);
    expect(wasRead).toBe(false);
  });

  test('that fails leaves all as it was', async () => {
    const prices = new MemoryPriceStore([priceReading()]);
    const failure = new ForewarmError('FW_AWS_UNREACHABLE', 'no network');
    const ports = { list: listSaying(failure), prices, clock: fixedClock(1000 * day) };
    await expect(refreshPrices(asked, ports, signal)).rejects.toBe(failure);
    expect(prices.readings()).toEqual([priceReading()]);
  });
});

test('a question is unanswered until its own answer is recent', () => {
  const old = priceReading({ readAt: 10 });
  expect(unansweredSince(asked, [], 0)).toEqual([question]);
  expect(unansweredSince(asked, [old], 10)).toEqual([]);
  expect(unansweredSince(asked, [old], 11)).toEqual([question]);
  const other = priceReading({ readAt: 12, volumeType: 'io2' });
  expect(unansweredSince(asked, [old, other], 11)).toEqual([question]);
  const sameDisk = priceReading({ readAt: 12, instanceType: 'c5.large' });
  expect(unansweredSince(asked, [old, other, sameDisk], 11)).toEqual([]);
});
