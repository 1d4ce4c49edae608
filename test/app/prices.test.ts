import { describe, expect, test } from 'vitest';
import type { PriceList } from '../../src/app/ports/prices.ts';
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

/** A list that says one price for everything, or fails. */
function listSaying(price: number | ForewarmError): PriceList {
  return {
    read: async (_region, questions) => {
      if (price instanceof ForewarmError) throw price;
      const listed: ListedPrices = {
        ...{ published: '2026-11-19T20:14:02Z', instanceHourUsd: price, gigabyteMonthUsd: 0.08 },
      };
      return { source: 'index.csv', prices: questions.map(() => listed) };
    },
  };
}

describe('reading the list anew', () => {
  test('adds what it says to what is kept, dated', async () => {
    const old = priceReading({ readAt: 1000 * day });
    const prices = new MemoryPriceStore([old]);
    const clock = fixedClock(1010 * day);
    const ports = { list: listSaying(0.2), prices, clock };
    const read = await refreshPrices(asked, ports, signal);
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
});
