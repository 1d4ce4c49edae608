import { describe, expect, test } from 'vitest';
import type { PauseStore } from '../../src/app/ports/books.ts';

/** What every PauseStore does. `make` gives an empty one. */
export function pauseStoreContract(name: string, make: () => PauseStore): void {
  describe(`${name} is a PauseStore`, () => {
    test('a pause holds until its end and no longer', () => {
      const store = make();
      store.set('web', 100, 'release');
      expect([99, 100].map((at) => store.get('web', at))).toEqual(['release', null]);
      expect(store.get('api', 99)).toBeNull();
    });

    test('a pause without an end holds until it is cleared', () => {
      const store = make();
      store.set('web', 100, 'release');
      store.set('web', null, 'incident');
      expect(store.get('web', 1e10)).toBe('incident');
      store.clear('web');
      expect(store.get('web', 0)).toBeNull();
      expect(() => store.clear('web')).not.toThrow();
    });
  });
}
