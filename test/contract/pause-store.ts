import { describe, expect, test } from 'vitest';
import type { PauseStore } from '../../src/app/ports/books.ts';

/** What every PauseStore does. `make` gives an empty one. */
export function pauseStoreContract(name: string, make: () => PauseStore): void {
  describe(`${name} is a PauseStore`, () => {
    test('a pause holds until its end and no longer', () => {
      const store = make();
      store.set('web', 100, 'release');
      expect([99, 100].map((at) => store.get('web', at))).toEqual(['release', null]);
      expect([99, 100].map((at) => store.endOf('web', at))).toEqual([100, null]);
      expect(store.get('api', 99)).toBeNull();
      expect(store.endOf('api', 99)).toBeNull();
    });

    test('a pause without an end holds until it is cleared', () => {
      const store = make();
      store.set('web', 100, 'release');
      store.set('web', null, 'incident');
      expect(store.get('web', 1e10)).toBe('incident');
      expect(store.endOf('web', 0)).toBeNull();
      store.clear('web');
      expect(store.get('web', 0)).toBeNull();
      expect(() => store.clear('web')).not.toThrow();
    });

    test('forewarm’s own hold outlasts every pause beside it, until both are cleared', () => {
      const store = make();
      expect(store.standsBack('web')).toBe(false);
      store.standBack('web', 'someone else');
      store.set('web', 100, 'release');
      expect([99, 100, 1e10].map((at) => store.get('web', at))).toEqual([
        'someone else',
        'someone else',
        'someone else',
      ]);
      expect(store.endOf('web', 99)).toBeNull();
      expect([store.standsBack('web'), store.standsBack('api')]).toEqual([true, false]);
      store.clear('web');
      expect(store.get('web', 99)).toBeNull();
      expect(store.standsBack('web')).toBe(false);
    });
  });
}
