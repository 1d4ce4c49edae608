import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PoolActuator, PoolObserver } from '../../src/app/ports/pools.ts';
import type { PoolSetting } from '../../src/core/capacity/setting.ts';
import { observed } from '../support/observed.ts';

/** An actuator of a world with the group `web`, which has no pool, and an observer to look with. */
export interface ActuatorWorld {
  readonly actuator: PoolActuator;
  readonly observer: PoolObserver;
  close(): Promise<void>;
}

const settings: readonly PoolSetting[] = [
  { minSize: 1, prepared: 6, state: 'Stopped', reuse: false },
  { minSize: 3, prepared: 3, state: 'Running', reuse: true },
  { minSize: 0, prepared: 0, state: 'Stopped', reuse: false },
];

/** What every PoolActuator does. */
export function poolActuatorContract(name: string, open: () => Promise<ActuatorWorld>): void {
  describe(`${name} as PoolActuator`, () => {
    let world: ActuatorWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    const observedPool = async () => (await observed(world.observer, ['web']))[0]!.pool;

    test('creates the pool where there is none, exactly as set', async () => {
      await world.actuator.put('web', settings[0]!, 5);
      expect(await observedPool()).toEqual(settings[0]);
    });

    test('each setting replaces the whole of the last', async () => {
      for (const setting of settings) {
        await world.actuator.put('web', setting, 5);
        expect(await observedPool()).toEqual(setting);
      }
    });

    test('putting twice is putting once', async () => {
      await world.actuator.put('web', settings[1]!, 5);
      await world.actuator.put('web', settings[1]!, 5);
      expect(await observedPool()).toEqual(settings[1]);
    });

    test('an unknown group is not found', async () => {
      const put = world.actuator.put('nowhere', settings[0]!, 5);
      await expect(put).rejects.toMatchObject({ code: 'FW_AWS_NOT_FOUND' });
    });
  });
}
