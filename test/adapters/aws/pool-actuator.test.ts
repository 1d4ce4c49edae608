import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { autoScalingClient } from '../../../src/adapters/aws/clients.ts';
import { AwsPoolActuator } from '../../../src/adapters/aws/pool-actuator.ts';
import { poolStates } from '../../../src/core/capacity/setting.ts';
import { cannedAws, xmlError, xmlReply } from '../../support/canned-aws.ts';

const setting = { minSize: 2, prepared: 7, state: 'Hibernated', reuse: true } as const;

describe('AwsPoolActuator', () => {
  test('every field goes over the wire, whatever the setting', async () => {
    const aws = cannedAws(() => xmlReply('PutWarmPool', ''));
    const actuator = new AwsPoolActuator(aws.autoScaling);
    const settings = fc.record({
      minSize: fc.nat(50),
      above: fc.nat(50),
      state: fc.constantFrom(...poolStates),
      reuse: fc.boolean(),
    });
    const law = fc.asyncProperty(settings, async ({ minSize, above, state, reuse }) => {
      await actuator.put('web', { minSize, prepared: minSize + above, state, reuse }, 5);
      expect(aws.requests.at(-1)!.form).toEqual({
        Action: 'PutWarmPool',
        Version: '2011-01-01',
        AutoScalingGroupName: 'web',
        MinSize: `${minSize}`,
        MaxGroupPreparedCapacity: `${minSize + above}`,
        PoolState: state,
        'InstanceReusePolicy.ReuseOnScaleIn': `${reuse}`,
      });
    });
    await fc.assert(law, { numRuns: 30 });
  });

  test('a busy group is worth another try', async () => {
    const aws = cannedAws(() => xmlError(500, 'ResourceContention', 'pending update'));
    const put = new AwsPoolActuator(aws.autoScaling).put('web', setting, 5);
    await expect(put).rejects.toMatchObject({
      code: 'FW_AWS_CONTENTION',
      retryable: true,
      message: 'setting the warm pool of web: pending update',
    });
  });

  test.each([
    { name: 'never answers', answer: () => {} },
    {
      name: 'throttles for ever',
      answer: (response: ServerResponse) => {
        const { status, body } = xmlError(400, 'Throttling', 'slow down');
        response.writeHead(status!, { 'content-type': 'text/xml' }).end(body);
      },
    },
  ])('an AWS that $name is given up when its time is over', async ({ answer }) => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => answer(response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const client = autoScalingClient({ region: 'eu-west-1', endpoint, profile: null }, {});
    try {
      const put = new AwsPoolActuator(client).put('web', setting, 0.3);
      await expect(put).rejects.toMatchObject({ code: 'FW_AWS_UNREACHABLE', retryable: true });
    } finally {
      client.destroy();
      server.closeAllConnections();
      server.close();
    }
  });

  test('a setting that AWS would refuse is never sent', async () => {
    const aws = cannedAws(() => xmlReply('PutWarmPool', ''));
    const actuator = new AwsPoolActuator(aws.autoScaling);
    for (const wrong of [{ minSize: 8 }, { minSize: -1 }, { prepared: Number.NaN }]) {
      await expect(actuator.put('web', { ...setting, ...wrong }, 5)).rejects.toThrow();
    }
    expect(aws.requests).toEqual([]);
  });
});
