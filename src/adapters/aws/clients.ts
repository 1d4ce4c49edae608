import { AutoScalingClient, type AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** Which AWS to talk to. Null leaves the choice to the SDK's own chain of environment and profile. */
export interface AwsConnection {
  readonly region: string | null;
  /** Base URL of an emulator or of a private endpoint; null = AWS itself. */
  readonly endpoint: string | null;
  readonly profile: string | null;
}

/** What is read of the process environment. */
export interface AwsEnvironment {
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_PROFILE?: string | undefined;
}

/** Options that both clients understand. */
export type SharedClientConfig = Pick<
  AutoScalingClientConfig,
  'region' | 'endpoint' | 'profile' | 'credentials' | 'retryMode' | 'maxAttempts' | 'requestHandler'
>;

/**
 * Options for every client: standard retries, which wait for three seconds in all at most and where
 * AWS throttles for fifteen, then the next step tries again; and timeouts, because the SDK has none by
 * default and a step that hangs is a daemon that sleeps.
 */
export function clientConfig(
  connection: AwsConnection,
  environment: AwsEnvironment,
): SharedClientConfig {
  const { region, endpoint, profile } = connection;
  return {
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint }),
    ...(profile !== null && { profile }),
    ...(needsNoCredentials(connection, environment) && { credentials: unchecked }),
    retryMode: 'standard',
    maxAttempts: 6,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 20_000,
      throwOnRequestTimeout: true,
    },
  };
}

export function autoScalingClient(
  connection: AwsConnection,
  environment: AwsEnvironment,
): AutoScalingClient {
  return new AutoScalingClient(clientConfig(connection, environment));
}

export function cloudWatchClient(
  connection: AwsConnection,
  environment: AwsEnvironment,
): CloudWatchClient {
  return new CloudWatchClient(clientConfig(connection, environment));
}

/** An emulator checks no signature, but the SDK refuses to send without one. */
const unchecked = { accessKeyId: 'forewarm', secretAccessKey: 'unchecked' };

/** True for an endpoint that is not Amazon's, when the user has set no credentials to send there. */
function needsNoCredentials(
  { endpoint, profile }: AwsConnection,
  { AWS_ACCESS_KEY_ID, AWS_PROFILE }: AwsEnvironment,
): boolean {
  if (endpoint === null || profile !== null) return false;
  if (AWS_ACCESS_KEY_ID !== undefined || AWS_PROFILE !== undefined) return false;
  return !/\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.test(new URL(endpoint).hostname);
}
