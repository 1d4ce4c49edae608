import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondsOf } from '../../src/core/duration.ts';

describe('secondsOf', () => {
  test.each([
    ['90s', 90],
    ['1.5h', 5400],
    ['1h30m', 5400],
    ['1d0.5h', 88_200],
    ['0s', 0],
    ['2d3h4m5s', 183_845],
  ])('of %s is %d', (text, want) => expect(secondsOf(text)).toBe(want));

  test.each(['', '5', 'h', '1.h', '.5h', '30m1h', '1h 30m', '-1h', '1h30', '1e3s'])(
    'of %o is nothing',
    (text) => expect(secondsOf(text)).toBeNull(),
  );

  test('is the sum of its parts, whichever there are', () => {
    const units = { d: 86_400, h: 3600, m: 60, s: 1 };
    const part = fc.option(fc.nat(999), { nil: undefined });
    const parts = fc.record({ d: part, h: part, m: part, s: part });
    const law = fc.property(parts, (counts) => {
      const said = (['d', 'h', 'm', 's'] as const).filter((unit) => counts[unit] !== undefined);
      const text = said.map((unit) => `${counts[unit]}${unit}`).join('');
      const sum = said.reduce((seconds, unit) => seconds + counts[unit]! * units[unit], 0);
      expect(secondsOf(text)).toBe(text === '' ? null : sum);
    });
    fc.assert(law);
  });
});
