import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instancesFor, withinGroup } from '../../../src/core/capacity/demand.ts';
import { decisionSeconds, leadSteps } from '../../../src/core/capacity/lead-time.ts';
import {
  bootPrice,
  bootSurcharge,
  dearer,
  keepSeconds,
  priceOf,
} from '../../../src/core/capacity/pricing.ts';
import { fromUsd } from '../../../src/core/units.ts';
import { prices } from '../../support/policies.ts';

describe('instancesFor', () => {
  test.each([
    { load: 0, per: 10, want: 1 },
    { load: 10, per: 10, want: 1 },
    { load: 10.1, per: 10, want: 2 },
    { load: 30, per: 0.1, want: 300 },
    { load: 0.3, per: 0.1, want: 3 },
    { load: 1e9, per: 1, want: 1e9 },
  ])('$load at $per each needs $want', ({ load, per, want }) => {
    expect(instancesFor(load, per)).toBe(want);
  });

  test('serves the load, and one instance fewer would not', () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (load, per) => {
        const instances = instancesFor(load, per);
        expect(instances * per).toBeGreaterThanOrEqual(load * (1 - 1e-8));
        if (instances > 1) expect((instances - 1) * per).toBeLessThan(load);
      }),
    );
  });

  test('stays within the group where that is asked', () => {
    expect(withinGroup(50, { minSize: 2, maxSize: 20 })).toBe(20);
    expect(withinGroup(1, { minSize: 2, maxSize: 20 })).toBe(2);
  });
});

describe('lead time', () => {
  test.each([
    { seconds: 0, stepSeconds: 60, want: 1 },
    { seconds: 60, stepSeconds: 60, want: 1 },
    { seconds: 61, stepSeconds: 60, want: 2 },
    { seconds: 240, stepSeconds: 300, want: 1 },
  ])('$seconds s take $want steps of $stepSeconds s', ({ seconds, stepSeconds, want }) => {
    expect(leadSteps(seconds, stepSeconds)).toBe(want);
  });

  test('a decision covers its boot, the review and the refill after it', () => {
    expect(decisionSeconds(240, 60)).toBe(240 + 60 + 15 + 240);
  });
});

describe('prices', () => {
  test('are rounded up to whole µUSD, once', () => {
    expect(priceOf(1, fromUsd(0.1))).toBe(28);
    expect(priceOf(3600, fromUsd(0.1))).toBe(100_000);
    expect(priceOf(0, fromUsd(0.1))).toBe(0);
  });

  test('booting, by state', () => {
    expect(bootPrice(prices, 'Stopped', 330)).toBe(10_000);
    expect(bootPrice(prices, 'Running', 10)).toBe(priceOf(60, prices.bootingHour));
    expect(bootSurcharge(prices, 'Running', 330)).toBe(0);
    expect(bootSurcharge(prices, 'Stopped', 330)).toBe(9600);
  });

  test('a stopped member is worth keeping for hours, a running one not at all', () => {
    expect(keepSeconds(prices, 'Stopped', 330)).toBe(2.4 * 3600);
    expect(keepSeconds(prices, 'Running', 330)).toBe(0);
  });

  test('the dearer of two phases', () => {
    expect(dearer('Stopped', 'booting')).toBe('booting');
    expect(dearer('Hibernated', 'Stopped')).toBe('Hibernated');
  });
});
