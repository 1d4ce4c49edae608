import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootsMin, bootTimesOf } from '../../../src/core/capacity/boot-times.ts';

describe('bootTimesOf', () => {
  test('few boots say nothing', () => {
    expect(bootTimesOf(Array(bootsMin - 1).fill(200))).toBeNull();
    expect(bootTimesOf(Array(bootsMin).fill(200))).not.toBeNull();
  });

  test('half take no longer than the typical time, nine of ten than the late one', () => {
    const boots = Array.from({ length: 100 }, (_, n) => 201 + n);
    const { count, typical, late, shortest } = bootTimesOf(boots)!;
    expect({ count, late, shortest }).toEqual({ count: 100, late: 290, shortest: 201 });
    expect(Math.abs(typical / 250 - 1)).toBeLessThan(0.03);
  });

  test('one that hangs in its hook for an hour changes none of what is usual', () => {
    const boots = Array.from({ length: 40 }, (_, n) => 240 + n);
    const hung = bootTimesOf([...boots, 3600])!;
    expect(hung.typical).toBe(bootTimesOf(boots)!.typical);
    expect(hung.spread.at(-1)).toBeLessThan(300);
  });

  test('quantiles ascend within what was measured, in whatever order it came', () => {
    const measured = fc.array(fc.integer({ min: 0, max: 7200 }), { minLength: bootsMin });
    fc.assert(
      fc.property(measured, (seconds) => {
        const times = bootTimesOf(seconds)!;
        expect(bootTimesOf(seconds.toReversed())).toEqual(times);
        expect(times.spread).toEqual(times.spread.toSorted((a, b) => a - b));
        expect(times.spread[0]).toBeGreaterThanOrEqual(times.shortest);
        expect(times.late).toBeLessThanOrEqual(Math.max(1, ...seconds));
        expect(times.shortest).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
