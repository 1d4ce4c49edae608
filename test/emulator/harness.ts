import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { PoolSetting } from '../../src/core/capacity/setting.ts';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { createWorld, type World, type WorldOptions } from '../../src/emulator/world.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** A served world with unmodified SDK clients. Await `close` at the end. */
export interface Harness {
  readonly world: World;
  readonly url: string;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  close(): Promise<void>;
}

export const group = 'shop';
export const setting: PoolSetting = { minSize: 3, prepared: 3, state: 'Stopped', reuse: false };

/** The demo's world behind loopback HTTP; clients try once, so that every fault is seen. */
export async function openHarness(options: WorldOptions = {}, seed = 7): Promise<Harness> {
  const world = createWorld(demoScenario(seed), options);
  const { url, close } = await startEmulator(world);
  const shared = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  const autoScaling = new AutoScalingClient(shared);
  const cloudWatch = new CloudWatchClient(shared);
  return {
    world,
    url,
    autoScaling,
    cloudWatch,
    close: async () => {
      autoScaling.destroy();
      cloudWatch.destroy();
      await close();
    },
  };
}

/** Name and message of the error that `call` ends with. */
export async function errorOf(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { name: error.name, message: error.message };
  }
  throw new Error('the call succeeded');
}
