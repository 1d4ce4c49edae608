import { describe, expect, test } from 'vitest';
import type { WishStore } from '../../src/app/ports/books.ts';

/** What every WishStore does. `make` gives an empty one. */
export function wishStoreContract(name: string, make: () => WishStore): void {
  describe(`${name} is a WishStore`, () => {
    const size = (prepared: number) => ({ minSize: 1, prepared });

    test('gives back what was wished from a time on, oldest first', () => {
      const store = make();
      const wishes = [
        { at: 10, predictive: size(5), reactive: null },
        { at: 20, predictive: null, reactive: size(7) },
        { at: 30, predictive: null, reactive: null },
        { at: 40, predictive: size(8), reactive: size(7), limit: size(3) },
      ];
      for (const wish of wishes.toReversed()) store.append('web', wish);
      store.append('api', { at: 20, predictive: size(9), reactive: null });
      expect(store.since('web', 20)).toEqual(wishes.slice(1));
      expect(store.since('jobs', 0)).toEqual([]);
    });

    test('a wish for the same time takes the place of the one before', () => {
      const store = make();
      store.append('web', { at: 10, predictive: size(5), reactive: size(6) });
      store.append('web', { at: 10, predictive: null, reactive: size(8) });
      expect(store.since('web', 0)).toEqual([{ at: 10, predictive: null, reactive: size(8) }]);
    });
  });
}
