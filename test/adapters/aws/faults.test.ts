import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { autoScalingClient } from '../../../src/adapters/aws/clients.ts';
import { fromAws } from '../../../src/adapters/aws/faults.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { cannedAws, type WireReply, xmlError } from '../../support/canned-aws.ts';

async function faultOf(reply: WireReply): Promise<ForewarmError> {
  const { autoScaling } = cannedAws(() => reply);
  return autoScaling.send(new DescribeAutoScalingGroupsCommand({})).then(
    () => expect.unreachable(),
    (cause) => fromAws(cause, 'asking'),
  );
}

describe('fromAws', () => {
  test.each([
    { wire: 'AccessDenied', status: 403, code: 'FW_AWS_DENIED', retryable: false },
    { wire: 'InvalidClientTokenId', status: 403, code: 'FW_AWS_DENIED', retryable: false },
    { wire: 'ExpiredToken', status: 403, code: 'FW_AWS_DENIED', retryable: true },
    { wire: 'ServiceLinkedRoleFailure', status: 500, code: 'FW_AWS_DENIED', retryable: false },
    { wire: 'ResourceContention', status: 500, code: 'FW_AWS_CONTENTION', retryable: true },
    { wire: 'ScalingActivityInProgress', status: 400, code: 'FW_AWS_CONTENTION', retryable: true },
    { wire: 'InstanceRefreshInProgress', status: 400, code: 'FW_AWS_CONTENTION', retryable: true },
    { wire: 'ResourceInUse', status: 400, code: 'FW_AWS_CONTENTION', retryable: true },
    { wire: 'Throttling', status: 400, code: 'FW_AWS_THROTTLED', retryable: true },
    { wire: 'RequestLimitExceeded', status: 503, code: 'FW_AWS_THROTTLED', retryable: true },
    { wire: 'LimitExceeded', status: 400, code: 'FW_AWS_INVALID', retryable: false },
    { wire: 'ValidationError', status: 400, code: 'FW_AWS_INVALID', retryable: false },
    { wire: 'InvalidNextToken', status: 400, code: 'FW_AWS_INVALID', retryable: true },
    { wire: 'InternalFailure', status: 500, code: 'FW_AWS_UNREACHABLE', retryable: true },
    { wire: 'ServiceUnavailable', status: 503, code: 'FW_AWS_UNREACHABLE', retryable: true },
    { wire: 'BrandNewTrouble', status: 400, code: 'FW_AWS_UNKNOWN', retryable: false },
    { wire: 'BrandNewTrouble', status: 502, code: 'FW_AWS_UNKNOWN', retryable: true },
    { wire: 'BrandNewRefusal', status: 403, code: 'FW_AWS_DENIED', retryable: false },
  ])('$wire ($status) is $code', async ({ wire, status, code, retryable }) => {
    const fault = await faultOf(xmlError(status, wire, 'because'));
    expect(fault).toMatchObject({ code, retryable, message: 'asking: because' });
    expect(fault.cause).toBeInstanceOf(Error);
  });

  test('an unknown group is told by its text alone', async () => {
    const text = 'AutoScalingGroup name not found - no AutoScalingGroup: web';
    const fault = await faultOf(xmlError(400, 'ValidationError', text));
    expect(fault).toMatchObject({ code: 'FW_AWS_NOT_FOUND', retryable: false });
  });

  test('an answer that is no XML keeps its status', async () => {
    const fault = await faultOf({ status: 503, body: '<html>gateway' });
    expect(fault).toMatchObject({ code: 'FW_AWS_UNKNOWN', retryable: true });
  });

  test('a refusal of CloudWatch, whose names end in Exception', async () => {
    const { cloudWatch } = cannedAws(() => ({
      status: 400,
      body: JSON.stringify({
        __type: 'com.amazonaws#InvalidParameterValueException',
        message: 'x',
      }),
    }));
    const request = { StartTime: new Date(0), EndTime: new Date(1), MetricDataQueries: [] };
    const failed = cloudWatch.send(new GetMetricDataCommand(request));
    const fault = await failed.catch((cause: unknown) => fromAws(cause, 'asking'));
    expect(fault).toMatchObject({ code: 'FW_AWS_INVALID' });
  });

  test('a closed port is unreachable', async () => {
    const connection = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', profile: null };
    const client = autoScalingClient(connection, {});
    const failed = client.send(new DescribeAutoScalingGroupsCommand({}));
    const fault = await failed.catch((cause: unknown) => fromAws(cause, 'asking'));
    expect(fault).toMatchObject({ code: 'FW_AWS_UNREACHABLE', retryable: true });
  });

  test('what forewarm itself threw passes unchanged', () => {
    const own = new ForewarmError('FW_AWS_DENIED', 'no');
    expect(fromAws(own, 'asking')).toBe(own);
  });
});
