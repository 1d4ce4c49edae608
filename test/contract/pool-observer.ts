import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PoolObserver } from '../../src/app/ports/pools.ts';

/** An observer of a world with these groups: `web`, opted in, and `api`, not; neither has a pool. */
export interface ObserverWorld {
  readonly observer: PoolObserver;
  close(): Promise<void>;
}

/** What every PoolObserver does. */
export function poolObserverContract(name: string, open: () => Promise<ObserverWorld>): void {
  describe(`${name} as PoolObserver`, () => {
    let world: ObserverWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    test('observes groups in the order asked', async () => {
      const seen = await world.observer.observe(['web', 'api']);
      expect(seen.map(({ group }) => group)).toEqual(['web', 'api']);
      const reversed = await world.observer.observe(['api', 'web']);
      expect(reversed.map(({ group }) => group)).toEqual(['api', 'web']);
    });

    test('sights what it observes, in the same order', async () => {
      const sightings = await world.observer.sight(['api', 'nowhere', 'web']);
      const seen = sightings.map((one) => (one.kind === 'seen' ? one.observation.group : null));
      expect(seen).toEqual(['api', 'web']);
    });

    test('leaves out a group that does not exist', async () => {
      const seen = await world.observer.observe(['nowhere', 'web']);
      expect(seen.map(({ group }) => group)).toEqual(['web']);
    });

    test('asked for nothing, observes nothing', async () => {
      expect(await world.observer.observe([])).toEqual([]);
    });

    test('tells who opted in', async () => {
      const seen = await world.observer.observe(['web', 'api']);
      expect(seen.map(({ optedIn }) => optedIn)).toEqual([true, false]);
    });

    test('a group without a pool has neither pool nor members', async () => {
      const [web] = await world.observer.observe(['web']);
      expect(web).toMatchObject({ pool: null, members: [], blocked: null });
      expect(web!.minSize).toBeLessThanOrEqual(web!.desired);
      expect(web!.desired).toBeLessThanOrEqual(web!.maxSize);
    });

    test('activities come oldest first', async () => {
      const activities = await world.observer.activities('web', 0);
      const starts = activities.map(({ startedAt }) => startedAt);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(activities.every(({ group }) => group === 'web')).toBe(true);
    });

    test('a cancelled call fails as an operating failure', async () => {
      const cancelled = world.observer.observe(['web'], AbortSignal.abort());
      await expect(cancelled).rejects.toMatchObject({ name: 'ForewarmError' });
    });
  });
}
