import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { updatedUplift, upliftFrom } from '../../../../src/core/forecasting/events/uplift.ts';

const multiples = fc.double({ min: 0.2, max: 20, noNaN: true });

describe('upliftFrom', () => {
  test('is what was announced until a like event has been', () => {
    expect(upliftFrom(3, [])!.multiple).toBeCloseTo(3, 12);
    expect(upliftFrom(null, [])).toBeNull();
  });

  test('comes ever nearer to what like events brought', () => {
    const announced3 = [1, 2, 4, 8].map((n) => upliftFrom(3, Array(n).fill(2))!.multiple);
    expect(announced3).toEqual([...announced3].sort((a, b) => b - a));
    expect(announced3[0]).toBeGreaterThan(2.1);
    expect(announced3[3]).toBeLessThan(2.1);
  });

  test('one event that was not announced is nearly believed, and a little less', () => {
    const { multiple } = upliftFrom(null, [2.5])!;
    expect(multiple).toBeLessThan(2.5);
    expect(multiple).toBeGreaterThan(2.3);
  });

  test('one freak among like events moves it little', () => {
    const usual = upliftFrom(null, [2, 2.1, 1.9, 2])!.multiple;
    expect(upliftFrom(null, [2, 2.1, 1.9, 2, 40])!.multiple).toBeLessThan(usual * 1.1);
  });

  test('is less sure the fewer and the more different the events were', () => {
    const deviation = (past: number[]) => upliftFrom(null, past)!.deviation;
    expect(deviation([2, 2, 2, 2])).toBeLessThan(deviation([2]));
    expect(deviation([1, 2, 4])).toBeGreaterThan(deviation([2, 2, 2]));
  });

  test('an event announced to raise the load is never believed to lower it', () => {
    const law = fc.property(fc.array(multiples), multiples, (past, announced) => {
      const { multiple, deviation } = upliftFrom(Math.max(1, announced), past)!;
      expect(multiple).toBeGreaterThanOrEqual(1);
      expect(deviation).toBeGreaterThan(0);
    });
    fc.assert(law, { seed: 5 });
  });
});

describe('updatedUplift', () => {
  test('lies between belief and what was shown, nearer to the latter the longer it ran', () => {
    const law = fc.property(multiples, multiples, (believed, shown) => {
      const before = { multiple: believed, deviation: 0.25 };
      const [early, late] = [0.1, 1].map((share) => updatedUplift(before, shown, share));
      const distance = ({ multiple }: { multiple: number }) => Math.abs(Math.log(multiple / shown));
      expect(distance(early!)).toBeLessThanOrEqual(distance(before) + 1e-9);
      expect(distance(late!)).toBeLessThanOrEqual(distance(early!) + 1e-9);
      expect(late!.deviation).toBeLessThan(early!.deviation);
      expect(early!.deviation).toBeLessThan(before.deviation);
    });
    fc.assert(law, { seed: 5 });
  });
});
