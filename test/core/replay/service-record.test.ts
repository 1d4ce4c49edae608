import { describe, expect, test } from 'vitest';
import {
  highestTotal,
  nextQuarter,
  ServiceRecord,
} from '../../../src/core/replay/service-record.ts';
import { secondsPerDay } from '../../../src/core/units.ts';

const start = Date.UTC(2026, 0, 5) / 1000;
const stepSeconds = 300;
const perDay = secondsPerDay / stepSeconds;

/** `days` that climb by five each noon and fall back in the evening. */
function recordOf(
  levels: readonly number[],
  returnUsd = 0,
  { days = 10, reuse = true } = {},
): ServiceRecord {
  const active = Int32Array.from({ length: days * perDay }, (_, t) =>
    t % perDay >= perDay / 2 && t % perDay < 0.8 * perDay ? 15 : 10,
  );
  const record = new ServiceRecord({
    start,
    stepSeconds,
    active,
    levels: levels.map((total) => new Int32Array(active.length).fill(total)),
    costs: { heldStepUsd: 0.01, bootUsd: 1 },
    bootSeconds: 300,
    reuse,
    returnUsd,
  });
  record.learn(active.length);
  return record;
}

describe('ServiceRecord', () => {
  const days = (from: number, to: number) =>
    [start + (10 + from) * secondsPerDay, start + (10 + to) * secondsPerDay] as const;

  test('a level without a pool costs nothing and misses every climb', () => {
    const [none] = recordOf([0, 15]).over(...days(0, 7));
    expect(none!.costUsd).toBe(0);
    expect(none!.misses).toBeCloseTo(35, 0);
  });

  test('a level that covers the climb pays for what it holds', () => {
    const [, full] = recordOf([0, 15]).over(...days(0, 7));
    expect(full!.misses).toBe(0);
    const held = 5 * 0.7 * perDay * 0.01; // five members, but for the hours in which they serve
    expect(full!.costUsd / 7).toBeGreaterThan(0.9 * held);
    expect(full!.costUsd / 7).toBeLessThan(1.2 * held);
  });

  test('what comes back each evening is paid for, where it may come back', () => {
    const week = days(0, 7);
    const [free, priced] = [0, 0.1].map((usd) => recordOf([0, 15], usd).over(...week));
    expect(priced![1]!.costUsd - free![1]!.costUsd).toBeCloseTo(7 * 5 * 0.1, 1);
    expect(priced![0]!.costUsd).toBe(0);
  });

  test('where nothing comes back, each fall is paid for with boots', () => {
    const week = days(0, 7);
    const [reused, launched] = [true, false].map((reuse) => {
      return recordOf([0, 15], 0.1, { reuse }).over(...week);
    });
    const boots = 7 * 5 * (1 - 0.1); // five each evening, in the place of as many returns
    expect(launched![1]!.costUsd - reused![1]!.costUsd).toBeCloseTo(boots, 0);
  });

  test('misses are expected in the quarter of the day in which they happened', () => {
    const record = recordOf([0]);
    expect(record.over(...days(0, 0.5))[0]!.misses).toBe(0);
    expect(record.over(...days(0.5, 0.75))[0]!.misses).toBeCloseTo(5, 1);
  });

  test('of a day of which one quarter was seen, the others are taken to be like it', () => {
    const record = recordOf([0, 15], 0, { days: 0.25 });
    const [quarter, day] = [days(0, 0.25), days(0, 1)].map((span) => record.over(...span)[1]!);
    expect(quarter!.costUsd).toBeGreaterThan(0);
    expect(day!.costUsd).toBeCloseTo(4 * quarter!.costUsd);
  });

  test('nothing is expected of what was never seen', () => {
    const costs = { heldStepUsd: 0.01, bootUsd: 1 };
    const blank = { start, stepSeconds, active: new Int32Array(0), costs, bootSeconds: 300 };
    const record = new ServiceRecord({ ...blank, levels: [new Int32Array(0)] });
    expect(record.over(...days(0, 1))).toEqual([{ level: 0, costUsd: 0, misses: 0 }]);
  });
});

test('highestTotal is the average total of the quarter of the day that has most', () => {
  const one = { seconds: 100, costUsd: 0, misses: 0 };
  const totals = [0, 900, 300, 0].map((totalSeconds) => ({ ...one, totalSeconds }));
  expect(highestTotal(totals)).toBe(9);
  expect(highestTotal(totals.map((each) => ({ ...each, seconds: 0 })))).toBe(0);
  expect(recordOf([0, 15]).records.map((each) => Math.round(highestTotal(each)))).toEqual([0, 15]);
});

test('nextQuarter is the next of midnight, six, noon and eighteen', () => {
  expect(nextQuarter(start)).toBe(start + 6 * 3600);
  expect(nextQuarter(start + 6 * 3600 - 1)).toBe(start + 6 * 3600);
});
