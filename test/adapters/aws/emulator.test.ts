import { describe, expect, test } from 'vitest';
import { autoScalingClient, cloudWatchClient } from '../../../src/adapters/aws/clients.ts';
import { CloudWatchTraffic } from '../../../src/adapters/aws/cloud-watch.ts';
import { AwsPoolActuator } from '../../../src/adapters/aws/pool-actuator.ts';
import { AwsPoolObserver } from '../../../src/adapters/aws/pool-observer.ts';
import { demoScenario } from '../../../src/core/simulation/demo-scenario.ts';
import { startEmulator } from '../../../src/emulator/server.ts';
import { createWorld, World, type WorldOptions } from '../../../src/emulator/world.ts';
import { poolActuatorContract } from '../../contract/pool-actuator.ts';
import { poolObserverContract } from '../../contract/pool-observer.ts';
import { observed } from '../../support/observed.ts';

/** The adapters, their clients as the daemon builds them, and `world` at the other end of a socket. */
async function serve(world: World) {
  const { url, close } = await startEmulator(world);
  const connection = { region: 'us-east-1', endpoint: url, profile: null };
  const clock = { now: () => world.now };
  const autoScaling = autoScalingClient(connection, {});
  const cloudWatch = cloudWatchClient(connection, {});
  return {
    world,
    clock,
    cloudWatch,
    observer: new AwsPoolObserver(autoScaling, clock),
    actuator: new AwsPoolActuator(autoScaling),
    close: async () => {
      autoScaling.destroy();
      cloudWatch.destroy();
      await close();
    },
  };
}

const scenario = demoScenario(7);

async function openContract() {
  const world = new World(7, scenario.start);
  world.addGroup({ ...scenario.group, name: 'web' });
  world.addGroup({ ...scenario.group, name: 'api', tags: {} });
  return serve(world);
}

poolObserverContract('AwsPoolObserver over the emulator', openContract);
poolActuatorContract('AwsPoolActuator over the emulator', openContract);

const openDemo = (options: WorldOptions = {}) => serve(createWorld(scenario, options));

describe('a pool that fills', () => {
  test('members boot, then are ready; each has an activity', async () => {
    const aws = await openDemo();
    try {
      const setting = { minSize: 3, prepared: 3, state: 'Stopped', reuse: false } as const;
      const since = aws.world.now;
      await aws.actuator.put('shop', setting, 5);
      aws.world.advanceTo(since + 60);
      const [early] = await observed(aws.observer, ['shop']);
      expect(early!.members.map(({ phase }) => phase)).toEqual(['booting', 'booting', 'booting']);

      aws.world.advanceTo(since + 1200);
      const [late] = await observed(aws.observer, ['shop']);
      const ready = late!.members.filter(({ parked }) => parked === 'Stopped');
      expect(ready.length).toBeGreaterThanOrEqual(3);

      const launches = (await aws.observer.activities('shop', since)).filter(
        ({ kind, status }) => kind === 'into-pool' && status === 'successful',
      );
      const seconds = launches.map(({ startedAt, endedAt }) => endedAt! - startedAt);
      expect(launches.length).toBeGreaterThanOrEqual(3);
      expect(Math.min(...seconds)).toBeGreaterThan(200);
      const booted = launches.map(({ instanceId }) => instanceId);
      expect(booted).toEqual(expect.arrayContaining(early!.members.map((one) => one.instanceId)));
    } finally {
      await aws.close();
    }
  });

  test('an instance refresh blocks, once it is over it does not', async () => {
    const aws = await openDemo();
    try {
      aws.world.group('shop')!.startRefresh(600);
      expect((await observed(aws.observer, ['shop']))[0]!.blocked).toBe('instance-refresh');
      aws.world.advanceTo(aws.world.now + 600);
      expect((await observed(aws.observer, ['shop']))[0]!.blocked).toBeNull();
    } finally {
      await aws.close();
    }
  });
});

test('three weeks of requests come back in the resolutions that CloudWatch keeps', async () => {
  const aws = await openDemo();
  try {
    const traffic = new CloudWatchTraffic(aws.cloudWatch, aws.clock, {
      namespace: 'AWS/ApplicationELB',
      metric: 'RequestCount',
      dimensions: { LoadBalancer: scenario.loadBalancer },
      statistic: 'Sum',
      periodSeconds: 60,
      gaps: 'zero',
    });
    const { now } = aws.world;
    const batches = await traffic.read(now - 21 * 86_400, now);
    expect(batches.map(({ stepSeconds }) => stepSeconds)).toEqual([300, 60]);
    for (const { stepSeconds, samples } of batches) {
      const span = samples.at(-1)!.at + stepSeconds - samples[0]!.at;
      expect(samples.length).toBe(span / stepSeconds);
      const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
      expect(mean).toBeGreaterThan(800);
      expect(mean).toBeLessThan(4200);
    }
  } finally {
    await aws.close();
  }
});
