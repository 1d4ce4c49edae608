import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { desiredCapacity } from '../../../src/core/simulation/scaling.ts';
import {
  generatedTraffic,
  recordedTraffic,
  type Traffic,
  type TrafficOptions,
} from '../../../src/core/simulation/traffic.ts';
import { secondsPerDay } from '../../../src/core/units.ts';

const monday = Date.UTC(2026, 2, 2) / 1000;
const quiet: TrafficOptions = {
  seed: 1,
  start: monday,
  trough: 100,
  peak: 1000,
  weeklyGrowth: 0,
  days: [1, 1, 1, 1, 1, 1, 1],
  noise: [],
  surges: [],
  outages: [],
};
const noisy: TrafficOptions = {
  ...quiet,
  noise: [
    { scaleSeconds: 60, deviation: 0.1 },
    { scaleSeconds: 3600, deviation: 0.1 },
  ],
};
const day = (traffic: Traffic, from = monday) =>
  Array.from({ length: 1440 }, (_, minute) => traffic.loadAt(from + minute * 60));

describe('generatedTraffic', () => {
  test('is a function of time: the order of calls changes nothing', () => {
    const minutes = fc.array(fc.integer({ min: -40_000, max: 40_000 }), { maxLength: 20 });
    const ask = (asked: readonly number[]) => {
      const traffic = generatedTraffic(noisy);
      return new Map(asked.map((minute) => [minute, traffic.loadAt(monday + minute * 60)]));
    };
    fc.assert(
      fc.property(minutes, (asked) => {
        const backwards = ask(asked.toReversed());
        for (const [minute, load] of ask(asked)) expect(backwards.get(minute)).toBe(load);
      }),
    );
  });

  test('another seed is another noise around the same shape', () => {
    const [a, b] = [day(generatedTraffic(noisy)), day(generatedTraffic({ ...noisy, seed: 2 }))];
    expect(a).not.toEqual(b);
    const logs = a.map((load, n) => Math.log(load / day(generatedTraffic(quiet))[n]!));
    const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logs.length;
    expect(Math.sqrt(variance)).toBeGreaterThan(0.1);
    expect(Math.sqrt(variance)).toBeLessThan(0.2);
  });

  test('a day goes from its trough to its peak without a jump', () => {
    const loads = day(generatedTraffic(quiet));
    expect(Math.min(...loads)).toBeGreaterThan(quiet.trough);
    expect(Math.min(...loads)).toBeLessThan(1.3 * quiet.trough);
    expect(Math.max(...loads)).toBeCloseTo(quiet.peak, 3);
    const jumps = loads.slice(1).map((load, n) => Math.abs(load - loads[n]!));
    expect(Math.max(...jumps)).toBeLessThan(15);
    expect(generatedTraffic(quiet).loadAt(monday + secondsPerDay)).toBe(loads[0]);
  });

  test('a week has the factor of each day at its noon', () => {
    const days = [0.5, 1, 1, 1, 1, 1, 0.8];
    const traffic = generatedTraffic({ ...quiet, days });
    const plain = generatedTraffic(quiet);
    const ratio = (n: number) => {
      const noon = monday + n * secondsPerDay + secondsPerDay / 2;
      return traffic.loadAt(noon) / plain.loadAt(noon);
    };
    expect([5, 6, 7].map(ratio)).toEqual([0.8, 0.5, 1]);
  });

  test('growth compounds by the week, backwards too', () => {
    const traffic = generatedTraffic({ ...quiet, weeklyGrowth: 0.1 });
    const base = traffic.loadAt(monday);
    expect(traffic.loadAt(monday + 7 * secondsPerDay)).toBeCloseTo(base * 1.1, 6);
    expect(traffic.loadAt(monday - 14 * secondsPerDay)).toBeCloseTo(base / 1.21, 6);
  });

  test('a surge multiplies between its ramps and nothing outside', () => {
    const [from, to] = [monday + 36_000, monday + 39_600];
    const surge = { start: from, end: to, multiple: 3, rampSeconds: 600 };
    const surged = generatedTraffic({ ...quiet, surges: [surge] });
    const plain = generatedTraffic(quiet);
    const factor = (at: number) => surged.loadAt(at) / plain.loadAt(at);
    expect([from - 60, to, to + 60].map(factor)).toEqual([1, 1, 1]);
    expect(factor(from + 1800)).toBeCloseTo(3, 9);
    expect(factor(from + 240)).toBeCloseTo(2, 9);
    expect(factor(to - 300)).toBeCloseTo(2, 9);
  });

  test('an outage hides the load and leaves it as it is', () => {
    const outage = { start: monday + 600, end: monday + 1200 };
    const traffic = generatedTraffic({ ...quiet, outages: [outage] });
    expect([540, 600, 1140, 1200].map((s) => traffic.observed(monday + s))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(day(traffic)).toEqual(day(generatedTraffic(quiet)));
  });
});

describe('recordedTraffic', () => {
  test('holds a sample over its step and knows its gaps', () => {
    const traffic = recordedTraffic(
      [
        { at: 300, value: 5 },
        { at: 900, value: 7 },
      ],
      300,
    );
    expect([300, 540, 600, 900].map((at) => traffic.loadAt(at))).toEqual([5, 5, 0, 7]);
    expect([300, 600, 1200].map((at) => traffic.observed(at))).toEqual([true, false, false]);
  });
});

describe('desiredCapacity', () => {
  const rule = { loadPerInstance: 10, scaleInSeconds: 900 };
  const steps = (loads: readonly number[]): Traffic => ({
    loadAt: (at) => loads[Math.max(0, Math.min(loads.length - 1, at / 60))]!,
    observed: () => true,
  });

  test.each([
    [0, 10, 1],
    [10, 10, 1],
    [10.1, 10, 2],
    [95, 10, 10],
    [30, 0.1, 300],
  ])('a load of %d at %d each needs %d instances', (load, loadPerInstance, instances) => {
    expect(desiredCapacity(steps([load]), { ...rule, loadPerInstance }, 60)).toBe(instances);
  });

  test('rises in the next minute and falls after fifteen lower ones', () => {
    const traffic = steps([10, 80, ...Array.from({ length: 30 }, () => 30)]);
    const at = (minute: number) => desiredCapacity(traffic, rule, minute * 60);
    expect(at(1)).toBe(1);
    expect(at(2)).toBe(8);
    expect(at(16)).toBe(8);
    expect(at(17)).toBe(3);
  });
});
