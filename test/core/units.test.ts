import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percent } from '../../src/core/units.ts';

describe('percent', () => {
  test.each([
    { share: 0.98765, want: '98.8 %' },
    { share: 0, want: '0.0 %' },
    { share: 1, want: '100.0 %' },
    { share: 0.9994, want: '99.9 %' },
    { share: 0.9999, want: '99.99 %' },
    { share: 1 - 3 / 10_000, want: '99.97 %' },
    { share: 0.999999, want: '99.9999 %' },
    { share: 1.0001, want: '100.01 %' },
    { share: 0.1 + 0.2 + 0.7, want: '100.0 %' },
    { share: 2.5, want: '250.0 %' },
  ])('of $share is $want', ({ share, want }) => expect(percent(share)).toBe(want));

  test('with no digits tells a cap that is nearly spent from one that is', () => {
    expect([percent(0.5, 0), percent(0.996, 0), percent(1, 0)]).toEqual([
      '50 %',
      '99.6 %',
      '100 %',
    ]);
  });

  test('says 100 of nothing but the whole', () => {
    const share = fc.double({ min: 0, max: 1 - 1e-8, noNaN: true });
    fc.assert(
      fc.property(share, fc.nat(3), (one, digits) => !percent(one, digits).startsWith('100')),
    );
  });
});
