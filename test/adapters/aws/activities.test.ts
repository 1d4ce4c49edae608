import type { ScalingActivityStatusCode } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { activityOf } from '../../../src/adapters/aws/activities.ts';

const raw = {
  ActivityId: 'a-1',
  AutoScalingGroupName: 'web',
  Description: 'Launching a new EC2 instance: i-0abc123',
  Cause: '',
  StartTime: new Date('2026-01-01T00:00:00.900Z'),
  EndTime: new Date('2026-01-01T00:04:00.100Z'),
  StatusCode: 'Successful' as ScalingActivityStatusCode,
};

describe('activityOf', () => {
  test.each([
    { text: 'Launching a new EC2 instance into warm pool: i-0abc123', kind: 'into-pool' },
    { text: 'Returning EC2 instance to warm pool: i-0abc123', kind: 'return' },
    { text: 'Launching a new EC2 instance from warm pool: i-0abc123', kind: 'from-pool' },
    { text: 'Launching a new EC2 instance: i-0abc123', kind: 'cold' },
    { text: 'Terminating EC2 instance from warm pool: i-0abc123', kind: 'terminate-from-pool' },
    { text: 'Terminating EC2 instance: i-0abc123', kind: 'terminate' },
  ])('$text is $kind', ({ text, kind }) => {
    const activity = activityOf('web', { ...raw, Description: text });
    expect(activity).toMatchObject({ kind, instanceId: 'i-0abc123' });
  });

  test('times are whole seconds that cover the activity', () => {
    const start = Date.parse('2026-01-01T00:00Z') / 1000;
    expect(activityOf('web', raw)).toMatchObject({ startedAt: start, endedAt: start + 241 });
  });

  test.each([
    { code: 'Successful', want: { status: 'successful' } },
    { code: 'Failed', want: { status: 'failed' } },
    { code: 'Cancelled', want: { status: 'failed' } },
    { code: 'MidLifecycleAction', want: { status: 'running', endedAt: null } },
    { code: 'PreInService', want: { status: 'running', endedAt: null } },
  ])('$code is $want.status', ({ code, want }) => {
    const StatusCode = code as ScalingActivityStatusCode;
    expect(activityOf('web', { ...raw, StatusCode })).toMatchObject(want);
  });

  test('a failed launch may have no instance', () => {
    const activity = activityOf('web', { ...raw, Description: 'Launching a new EC2 instance.' });
    expect(activity).toMatchObject({ kind: 'cold', instanceId: null });
  });

  test('what is neither launch nor termination is left out', () => {
    expect(activityOf('web', { ...raw, Description: 'Detaching EC2 instance: i-1' })).toBeNull();
  });
});
