import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
      await actuator.put('web', { minSize, prepared: minSize + above, state, reuse });
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
    const put = new AwsPoolActuator(aws.autoScaling).put('web', setting);
    await expect(put).rejects.toMatchObject({
      code: 'FW_AWS_CONTENTION',
      retryable: true,
      message: 'setting the warm pool of web: pending update',
    });
  });

  test('a setting that AWS would refuse is never sent', async () => {
    const aws = cannedAws(() => xmlReply('PutWarmPool', ''));
    const actuator = new AwsPoolActuator(aws.autoScaling);
    for (const wrong of [{ minSize: 8 }, { minSize: -1 }, { prepared: Number.NaN }]) {
      await expect(actuator.put('web', { ...setting, ...wrong })).rejects.toThrow();
    }
    expect(aws.requests).toEqual([]);
  });
});
