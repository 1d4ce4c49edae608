import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PoolObserver } from '../../src/app/ports/pools.ts';
import { observed } from '../support/observed.ts';

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
      const seen = await observed(world.observer, ['web', 'api']);
      expect(seen.map(({ group }) => group)).toEqual(['web', 'api']);
      const reversed = await observed(world.observer, ['api', 'web']);
      expect(reversed.map(({ group }) => group)).toEqual(['api', 'web']);
    });

    test('has one sighting for each name: of a group that does not exist, that it is absent', async () => {
      const sightings = await world.observer.sight(['api', 'nowhere', 'web']);
      expect(sightings.map(({ kind }) => kind)).toEqual(['seen', 'absent', 'seen']);
      expect(sightings[1]).toMatchObject({ group: 'nowhere', at: expect.any(Number) });
    });

    test('asked for nothing, observes nothing', async () => {
      expect(await observed(world.observer, [])).toEqual([]);
    });

    test('tells who opted in', async () => {
      const seen = await observed(world.observer, ['web', 'api']);
      expect(seen.map(({ optedIn }) => optedIn)).toEqual([true, false]);
    });

    test('a group without a pool has neither pool nor members', async () => {
      const [web] = await observed(world.observer, ['web']);
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

    test('of a group that never was there are no activities', async () => {
      expect(await world.observer.activities('nowhere', 0)).toEqual([]);
    });

    test('a cancelled call fails as an operating failure', async () => {
      const cancelled = observed(world.observer, ['web'], AbortSignal.abort());
      await expect(cancelled).rejects.toMatchObject({ name: 'ForewarmError' });
    });
  });
}
