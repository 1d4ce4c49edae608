import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countingSince,
  type PriceReading,
  priceKey,
  pricesInForce,
  storageHour,
} from '../../../src/core/capacity/listed-prices.ts';

const question = { instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' } as const;

function reading(readAt: number, instanceHourUsd: number, gigabyteMonthUsd = 0.08): PriceReading {
  return {
    ...{ region: 'eu-central-1', ...question, published: '2026-11-01T00:00:00Z' },
    ...{ source: 'index.csv', instanceHourUsd, gigabyteMonthUsd, readAt },
  };
}

const inForceOf = (readings: readonly PriceReading[], since: number) =>
  pricesInForce({ region: 'eu-central-1', ...question }, readings, since);

describe('the prices in force', () => {
  test.each([
    { name: 'nothing was read', readings: [], price: undefined },
    { name: 'one, of long ago', readings: [reading(10, 0.1)], price: 0.1 },
    { name: 'one, of this month', readings: [reading(110, 0.1)], price: 0.1 },
    { name: 'a rise counts at once', readings: [reading(10, 0.1), reading(110, 0.2)], price: 0.2 },
    { name: 'a fall waits', readings: [reading(10, 0.2), reading(110, 0.1)], price: 0.2 },
    { name: 'to the next month', readings: [reading(10, 0.2), reading(90, 0.1)], price: 0.1 },
    {
      name: 'a peak within the month stays',
      readings: [reading(10, 0.1), reading(110, 0.3), reading(120, 0.2)],
      price: 0.3,
    },
  ])('$name', ({ readings, price }) => {
    expect(inForceOf(readings, 100)?.instanceHourUsd).toBe(price);
  });

  const times = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 });
  const prices = fc.integer({ min: 1, max: 9 });
  const readings = times.chain((all) =>
    fc.tuple(...all.map((at) => fc.tuple(prices, prices).map(([a, b]) => reading(at, a, b)))),
  );

  test('are never below what was in force at any second of the month, so no cap is passed', () => {
    const law = fc.property(readings, fc.integer({ min: 0, max: 200 }), (all, since) => {
      const inForce = inForceOf(all, since)!;
      const known = Math.min(...all.map(({ readAt }) => readAt));
      for (let at = Math.max(since, known); at <= 201; at++) {
        const then = all.filter(({ readAt }) => readAt <= at);
        const newest = then.reduce((a, b) => (a.readAt > b.readAt ? a : b));
        expect(inForce.instanceHourUsd).toBeGreaterThanOrEqual(newest.instanceHourUsd);
        expect(inForce.gigabyteMonthUsd).toBeGreaterThanOrEqual(newest.gigabyteMonthUsd);
      }
    });
    fc.assert(law);
  });

  test('are the newest in a month that began after it, and in no order but that of time', () => {
    const law = fc.property(readings, (all) => {
      const newest = all.reduce((a, b) => (a.readAt > b.readAt ? a : b));
      expect(inForceOf(all, newest.readAt)).toEqual({ ...newest, isHeld: false });
      expect(inForceOf(all.toReversed(), 100)).toEqual(inForceOf(all, 100));
    });
    fc.assert(law);
  });

  test('say when they are held above the newest, and need no reading that no longer counts', () => {
    const law = fc.property(readings, fc.integer({ min: 0, max: 200 }), (all, since) => {
      const inForce = inForceOf(all, since)!;
      const newest = all.reduce((a, b) => (a.readAt > b.readAt ? a : b));
      const isAbove =
        inForce.instanceHourUsd > newest.instanceHourUsd ||
        inForce.gigabyteMonthUsd > newest.gigabyteMonthUsd;
      expect(inForce.isHeld).toBe(isAbove);
      expect(inForceOf(countingSince(all, since), since)).toEqual(inForce);
    });
    fc.assert(law);
  });
});

describe('the instance and its disks are looked up apart', () => {
  const before = reading(10, 0.2);
  const otherDisks = { ...reading(110, 0.1, 0.125), volumeType: 'io2' };
  const askedNow = { region: 'eu-central-1', ...question, volumeType: 'io2' };

  test('so other disks do not make the month forget a dearer instance', () => {
    expect(pricesInForce(askedNow, [before, otherDisks], 100)).toMatchObject({
      ...{ instanceHourUsd: 0.2, gigabyteMonthUsd: 0.125, isHeld: true },
    });
  });

  test('nor another instance those of dearer disks', () => {
    const big = { ...reading(110, 0.4, 0.07), instanceType: 'm5.xlarge' };
    const inForce = pricesInForce({ ...askedNow, ...big }, [before, big], 100);
    expect(inForce).toMatchObject({ instanceHourUsd: 0.4, gigabyteMonthUsd: 0.08, isHeld: true });
  });

  test('and two readings that answer one each are an answer, as old as the older', () => {
    const small = { ...reading(120, 0.05, 0.125), volumeType: 'io2', instanceType: 't3.small' };
    expect(pricesInForce(askedNow, [before, small], 100)).toMatchObject({
      ...{ instanceHourUsd: 0.2, gigabyteMonthUsd: 0.125, readAt: 10, volumeType: 'io2' },
    });
    expect(pricesInForce(askedNow, [before], 100)).toBeNull();
  });
});

test('a question in a region has a key of its own', () => {
  const keys = [
    priceKey('eu-central-1', question),
    priceKey('us-east-1', question),
    priceKey('eu-central-1', { ...question, system: 'Windows' }),
    priceKey('eu-central-1', { ...question, volumeType: 'io2' }),
    priceKey('eu-central-1', { ...question, instanceType: 'm5.xlarge' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(priceKey('eu-central-1', { ...reading(1, 1) })).toBe(keys[0]);
});

test('a disk of 730 GB costs in an hour what a GB of it costs in a month', () => {
  expect(storageHour(730, 0.08)).toBeCloseTo(0.08, 12);
});
