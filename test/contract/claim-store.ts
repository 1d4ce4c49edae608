import { describe, expect, test } from 'vitest';
import type { ClaimStore } from '../../src/app/ports/books.ts';
import { anActivity } from '../support/decisions.ts';

/** What every ClaimStore does. `make` gives an empty one. */
export function claimStoreContract(name: string, make: () => ClaimStore): void {
  describe(`${name} is a ClaimStore`, () => {
    test('counts an activity once, however often it is offered', () => {
      const store = make();
      const running = anActivity({ endedAt: null, status: 'running' });
      store.record('web', [running, running]);
      store.record('web', [anActivity()]);
      expect(store.count('web', 0, 3600)).toEqual({ hits: 1, misses: 0 });
    });

    test('a claim is a hit, a cold launch a miss, a failed one neither', () => {
      const store = make();
      store.record('web', [
        anActivity({ activityId: 'hit' }),
        anActivity({ activityId: 'miss', kind: 'cold' }),
        anActivity({ activityId: 'failed', kind: 'cold', status: 'failed' }),
        anActivity({ activityId: 'refill', kind: 'into-pool' }),
        anActivity({ activityId: 'end', kind: 'terminate' }),
      ]);
      expect(store.count('web', 0, 3600)).toEqual({ hits: 1, misses: 1 });
    });

    test('an activity that has ended stays ended', () => {
      const store = make();
      store.record('web', [anActivity({ status: 'failed' })]);
      store.record('web', [anActivity({ status: 'running', endedAt: null })]);
      expect(store.count('web', 0, 3600)).toEqual({ hits: 0, misses: 0 });
    });

    test('counts by the time of the start, its window open at the end', () => {
      const store = make();
      store.record('web', [
        anActivity({ activityId: 'in', startedAt: 100 }),
        anActivity({ activityId: 'out', startedAt: 200 }),
      ]);
      store.record('api', [anActivity({ activityId: 'in', startedAt: 199, group: 'api' })]);
      expect(store.count('web', 100, 200).hits).toBe(1);
      expect(store.count(null, 100, 200).hits).toBe(2);
    });

    test('measures the newest successful activities of a kind, newest first', () => {
      const store = make();
      const refill = (activityId: string, startedAt: number, endedAt: number | null) =>
        anActivity({ activityId, startedAt, endedAt, kind: 'into-pool' });
      store.record('web', [refill('1', 0, 90), refill('2', 100, 170), refill('3', 200, 280)]);
      store.record('web', [{ ...refill('4', 300, null), status: 'running' }, anActivity()]);
      const boots = (endedBefore: number, limit: number) =>
        store.durations('web', 'into-pool', { endedBefore, limit });
      expect(boots(400, 2)).toEqual([80, 70]);
      expect(boots(280, 9)).toEqual([70, 90]);
    });
  });
}
