import { describe, expect, test } from 'vitest';
import { autoScalingClient, clientConfig } from '../../../src/adapters/aws/clients.ts';

const emulator = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566', profile: null };
const dummy = { accessKeyId: 'forewarm', secretAccessKey: 'unchecked' };

describe('clientConfig', () => {
  test.each([
    {
      name: 'an emulator needs no credentials',
      connection: emulator,
      environment: {},
      want: dummy,
    },
    {
      name: 'keys in the environment are used',
      connection: emulator,
      environment: { AWS_ACCESS_KEY_ID: 'AKIA' },
      want: undefined,
    },
    {
      name: 'a profile is used',
      connection: { ...emulator, profile: 'ops' },
      environment: {},
      want: undefined,
    },
    {
      name: 'AWS itself is never called with made-up keys',
      connection: { ...emulator, endpoint: null },
      environment: {},
      want: undefined,
    },
    {
      name: 'nor is a private endpoint of AWS',
      connection: {
        ...emulator,
        endpoint: 'https://vpce-1.autoscaling.eu-west-1.vpce.amazonaws.com',
      },
      environment: {},
      want: undefined,
    },
  ])('$name', ({ connection, environment, want }) => {
    expect(clientConfig(connection, environment).credentials).toEqual(want);
  });

  test('the client takes region, retries and attempts from it', async () => {
    const { config } = autoScalingClient(emulator, {});
    expect(await config.region()).toBe('eu-west-1');
    expect(await config.maxAttempts()).toBe(6);
    expect(await config.credentials()).toMatchObject(dummy);
  });
});
