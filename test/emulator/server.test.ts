import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeWarmPoolCommand,
  PutWarmPoolCommand,
} from '@aws-sdk/client-auto-scaling';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, test } from 'vitest';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import { type FaultCode, FaultInjector } from '../../src/emulator/faults.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { createWorld, type WorldOptions } from '../../src/emulator/world.ts';
import { errorOf, group, type Harness, openHarness } from './harness.ts';

let harness: Harness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
});

const open = async (options: WorldOptions = {}) => (harness = await openHarness(options));
const put = ({ autoScaling }: Harness) =>
  autoScaling.send(
    new PutWarmPoolCommand({
      AutoScalingGroupName: group,
      MinSize: 3,
      MaxGroupPreparedCapacity: 3,
    }),
  );
const script = (operation: string, call: number, code: FaultCode): WorldOptions => ({
  faults: { scripted: [{ operation, call, code }] },
});

describe('faults reach the client as AWS names them', () => {
  test.each<[FaultCode, string, number]>([
    ['Throttling', 'Throttling', 400],
    ['ResourceContention', 'ResourceContentionFault', 500],
    ['ScalingActivityInProgress', 'ScalingActivityInProgressFault', 400],
    ['InstanceRefreshInProgress', 'InstanceRefreshInProgressFault', 400],
    ['LimitExceeded', 'LimitExceededFault', 400],
    ['AccessDenied', 'AccessDenied', 403],
    ['InternalFailure', 'InternalFailure', 500],
    ['ServiceUnavailable', 'ServiceUnavailable', 503],
  ])('%s is %s', async (code, name, status) => {
    const opened = await open(script('PutWarmPool', 1, code));
    const error = await put(opened).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(opened.world.group(group)!.group.pool).toBeNull();
    await put(opened); // only the first call was to fail
    expect(opened.world.group(group)!.group.pool).toMatchObject({ minSize: 3, prepared: 3 });
  });

  test('a lost request changes nothing, a lost reply has changed everything', async () => {
    const unsent = await open(script('PutWarmPool', 1, 'lost-request'));
    await expect(put(unsent)).rejects.toThrow();
    expect(unsent.world.group(group)!.group.pool).toBeNull();
    await unsent.close();
    const unheard = await open(script('*', 1, 'lost-reply'));
    await expect(put(unheard)).rejects.toThrow();
    expect(unheard.world.group(group)!.group.pool).toMatchObject({ minSize: 3 });
  });

  test('CloudWatch is throttled in its own protocol', async () => {
    const { cloudWatch, world } = await open(script('GetMetricData', 1, 'Throttling'));
    const now = new Date(world.now * 1000);
    const call = cloudWatch.send(
      new GetMetricDataCommand({ StartTime: now, EndTime: now, MetricDataQueries: [] }),
    );
    expect(await errorOf(call)).toEqual({ name: 'Throttling', message: 'Rate exceeded' });
  });

  test('the SDK retries a throttled call by itself', async () => {
    const opened = await open(script('PutWarmPool', 1, 'Throttling'));
    const patient = new AutoScalingClient({
      endpoint: opened.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    await put({ ...opened, autoScaling: patient });
    patient.destroy();
    expect(opened.world.faults.calls('PutWarmPool')).toBe(2);
  });
});

describe('FaultInjector', () => {
  test('rates are met, and the faults of one operation do not depend on the calls of another', () => {
    const rates = { Throttling: 0.1, ResourceContention: 0.2 };
    const alone = new FaultInjector(3, { rates });
    const drawn = Array.from({ length: 2000 }, () => alone.next('PutWarmPool'));
    const share = (code: FaultCode | null) => drawn.filter((each) => each === code).length / 2000;
    expect(share('Throttling')).toBeCloseTo(0.1, 1);
    expect(share('ResourceContention')).toBeCloseTo(0.2, 1);
    expect(share(null)).toBeCloseTo(0.7, 1);

    const mixed = new FaultInjector(3, { rates });
    const again = drawn.map(() => {
      mixed.next('DescribeWarmPool');
      return mixed.next('PutWarmPool');
    });
    expect(again).toEqual(drawn);
  });
});

describe('startEmulator', () => {
  test('every reply carries a request id, also errors', async () => {
    const { autoScaling } = await open();
    const good = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    expect(good.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const bad = await autoScaling
      .send(new DescribeWarmPoolCommand({ AutoScalingGroupName: 'x' }))
      .catch((thrown: unknown) => thrown);
    expect(bad).toMatchObject({
      $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('a stranger is told what this is', async () => {
    const { url } = await open();
    const reply = await fetch(url);
    expect(reply.status).toBe(404);
    expect(await reply.text()).toContain('emulator of EC2 Auto Scaling');
  });

  test.each(['{', '[]', '{"StartTime":"yesterday"}'])(
    'the body %s is an error, not a crash',
    async (body) => {
      const { url } = await open();
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
      };
      const reply = await fetch(url, { method: 'POST', headers, body });
      expect(reply.status).toBe(400);
      expect(reply.headers.get('x-amzn-query-error')).toBe('SerializationException;Sender');
      expect(await reply.json()).toMatchObject({
        __type: expect.stringContaining('Serialization'),
      });
    },
  );

  test('with a clock of its own the world follows it, never backwards', async () => {
    const world = createWorld(demoScenario(7));
    const { start } = demoScenario(7);
    let now = start + 90;
    const emulator = await startEmulator(world, { clock: { now: () => now } });
    const touch = () => fetch(emulator.url);
    await touch();
    expect(world.now).toBe(start + 90);
    now = start;
    await touch();
    expect(world.now).toBe(start + 90);
    await emulator.close();
    await expect(touch()).rejects.toThrow();
  });
});
