import { expect, test } from 'vitest';
import { ForewarmError } from '../../src/errors.ts';
import { poolActuatorContract } from '../contract/pool-actuator.ts';
import { poolObserverContract } from '../contract/pool-observer.ts';
import { aGroup, FakePools, fixedClock } from './fake-pools.ts';
import { observed } from './observed.ts';

async function openFake() {
  const groups = [aGroup(), aGroup({ group: 'api', optedIn: false })];
  const pools = new FakePools(fixedClock(1_000), groups);
  return { observer: pools, actuator: pools, close: async () => {} };
}

poolObserverContract('FakePools', openFake);
poolActuatorContract('FakePools', openFake);

test('the chosen call fails, once', async () => {
  const pools = new FakePools(fixedClock(0), [aGroup()]);
  pools.failCall(new ForewarmError('FW_AWS_THROTTLED', 'slow down'), 2);
  await observed(pools, ['web']);
  await expect(observed(pools, ['web'])).rejects.toMatchObject({ code: 'FW_AWS_THROTTLED' });
  await expect(observed(pools, ['web'])).resolves.toHaveLength(1);
});
