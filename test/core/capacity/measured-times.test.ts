import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measuredMin, measuredTimes } from '../../../src/core/capacity/measured-times.ts';

describe('measuredTimes', () => {
  test('few boots say nothing', () => {
    expect(measuredTimes(Array(measuredMin - 1).fill(200))).toBeNull();
    expect(measuredTimes(Array(measuredMin).fill(200))).not.toBeNull();
  });

  test('half take no longer than the typical time, nine of ten than the late one', () => {
    const boots = Array.from({ length: 100 }, (_, n) => 201 + n);
    const { count, typical, late, spread } = measuredTimes(boots)!;
    expect({ count, typical, late }).toEqual({ count: 100, typical: 250, late: 290 });
    expect(spread).toEqual([207, 219, 232, 244, 257, 269, 282, 294]);
  });

  test('one that hangs in its hook for an hour changes none of what is usual', () => {
    const boots = Array.from({ length: 40 }, (_, n) => 240 + n);
    const hung = measuredTimes([...boots, 3600])!;
    expect(hung.typical - measuredTimes(boots)!.typical).toBeLessThanOrEqual(1);
    expect(hung.spread.at(-1)).toBeLessThan(300);
  });

  test('quantiles ascend within what was measured, in whatever order it came', () => {
    const measured = fc.array(fc.integer({ min: 0, max: 7200 }), { minLength: measuredMin });
    fc.assert(
      fc.property(measured, (seconds) => {
        const times = measuredTimes(seconds)!;
        expect(measuredTimes(seconds.toReversed())).toEqual(times);
        expect(times.spread).toEqual(times.spread.toSorted((a, b) => a - b));
        expect(times.late).toBeLessThanOrEqual(Math.max(1, ...seconds));
        expect(times.spread[0]).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
