import { describe, expect, test } from 'vitest';
import type { SlotStore } from '../../src/app/ports/host.ts';
import { AssertionError } from '../../src/core/assert.ts';

/** What every SlotStore does. `make` gives an empty one. */
export function slotStoreContract(name: string, make: () => SlotStore): void {
  describe(`${name} is a SlotStore`, () => {
    test('a slot is begun once', () => {
      const store = make();
      expect(store.begin('train', 3600, 3601)).toBe(true);
      expect(store.begin('train', 3600, 3700)).toBe(false);
      expect(store.begin('ingest', 3600, 3602)).toBe(true);
      expect(store.latest('train')).toEqual({
        slot: 3600,
        startedAt: 3601,
        finishedAt: null,
        outcome: null,
      });
    });

    test('remembers how a slot ended', () => {
      const store = make();
      store.begin('train', 3600, 3601);
      store.finish('train', 3600, 3650, 'ok');
      expect(store.latest('train')).toMatchObject({ finishedAt: 3650, outcome: 'ok' });
      expect(store.latest('ingest')).toBeNull();
    });

    test('the latest slot is the newest one, in whatever order they were begun', () => {
      const store = make();
      for (const slot of [7200, 3600]) store.begin('train', slot, 9000);
      expect(store.latest('train')?.slot).toBe(7200);
    });

    test('forgets the slots of one job that lie ahead of a time, and no other', () => {
      const store = make();
      for (const slot of [3600, 7200, 10_800]) store.begin('train', slot, slot);
      store.begin('step', 10_800, 10_800);
      store.forgetAfter('train', 7200);
      expect(store.latest('train')?.slot).toBe(7200);
      expect(store.latest('step')?.slot).toBe(10_800);
      expect(store.begin('train', 10_800, 10_800)).toBe(true);
    });

    test('stops when a slot ends that was never begun', () => {
      expect(() => make().finish('train', 3600, 3650, 'ok')).toThrow(AssertionError);
    });
  });
}
