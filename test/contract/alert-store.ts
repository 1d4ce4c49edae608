import { describe, expect, test } from 'vitest';
import type { AlertStore } from '../../src/app/ports/books.ts';

/** What every AlertStore does. `make` gives an empty one. */
export function alertStoreContract(name: string, make: () => AlertStore): void {
  describe(`${name} is an AlertStore`, () => {
    test('an alert is given once in each window, beside others', () => {
      const store = make();
      expect([100, 100, 200, 200].map((start) => store.give('fleet day 0.5', start))).toEqual([
        true,
        false,
        true,
        false,
      ]);
      expect(store.give('fleet day 0.8', 200)).toBe(true);
    });

    test('a clock that was ahead silences nothing', () => {
      const store = make();
      expect([100, 900, 100].map((start) => store.give('fleet day 0.5', start))).toEqual([
        true,
        true,
        true,
      ]);
    });
  });
}
