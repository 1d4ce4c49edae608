import { type ErrorCode, ForewarmError } from '../../errors.ts';

interface Fault {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly hint?: string;
}

const denied: Fault = {
  code: 'FW_AWS_DENIED',
  retryable: false,
  hint: 'check the credentials and the IAM policy of the role that forewarm runs under',
};
const expired: Fault = {
  code: 'FW_AWS_DENIED',
  retryable: true,
  hint: 'the credentials have expired: renew them',
};
const busy: Fault = { code: 'FW_AWS_CONTENTION', retryable: true };
const throttled: Fault = {
  code: 'FW_AWS_THROTTLED',
  retryable: true,
  hint: 'other tools may be using up the API quota of this account and region',
};
const unreachable: Fault = {
  code: 'FW_AWS_UNREACHABLE',
  retryable: true,
  hint: 'check the network, the region and the endpoint',
};
const invalid: Fault = { code: 'FW_AWS_INVALID', retryable: false };
const notFound: Fault = {
  code: 'FW_AWS_NOT_FOUND',
  retryable: false,
  hint: 'check the name, the region and the account',
};
const unknown: Fault = { code: 'FW_AWS_UNKNOWN', retryable: false };

/**
 * What the SDK calls each failure, and what it means here. The SDK's names differ from those on the
 * wire by a `Fault` or `Exception` at their end, which is cut off before the look-up.
 * Source: API references of EC2 Auto Scaling and CloudWatch, common errors; Node.js system errors.
 */
const faults: Readonly<Record<string, Fault>> = {
  AccessDenied: denied,
  AuthFailure: denied,
  CredentialsProviderError: denied,
  IncompleteSignature: denied,
  InvalidClientTokenId: denied,
  InvalidSignature: denied,
  MissingAuthenticationToken: denied,
  NotAuthorized: denied,
  OptInRequired: denied,
  SignatureDoesNotMatch: { ...denied, hint: 'check the secret key and the clock of this machine' },
  TokenProviderError: denied,
  UnauthorizedOperation: denied,
  UnrecognizedClient: denied,
  ServiceLinkedRoleFailure: {
    ...denied,
    hint: 'the service-linked role of Auto Scaling is missing or not ready',
  },
  ExpiredToken: expired,
  RequestExpired: { ...expired, hint: 'check the clock of this machine' },

  InstanceRefreshInProgress: busy,
  ResourceContention: busy,
  ResourceInUse: busy,
  ScalingActivityInProgress: busy,

  EC2Throttled: throttled,
  PriorRequestNotComplete: throttled,
  RequestLimitExceeded: throttled,
  RequestThrottled: throttled,
  SlowDown: throttled,
  Throttled: throttled,
  Throttling: throttled,
  TooManyRequests: throttled,

  InvalidNextToken: { ...invalid, retryable: true },
  InvalidParameterCombination: invalid,
  InvalidParameterValue: invalid,
  LimitExceeded: { ...invalid, hint: 'a quota of this account is used up: raise it' },
  MissingRequiredParameter: invalid,
  Validation: invalid,
  ValidationError: invalid,
  ResourceNotFound: notFound,

  InternalFailure: unreachable,
  InternalService: unreachable,
  InternalServiceError: unreachable,
  ServiceUnavailable: unreachable,
  AbortError: { ...unreachable, hint: 'the call was cancelled before AWS answered' },
  TimeoutError: unreachable,
  EAI_AGAIN: unreachable,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
};

/** Auto Scaling reports an unknown group as one more ValidationError: only the text tells. */
const noSuchGroup = /AutoScalingGroup name not found/i;

/** `cause`, which an SDK call threw, as an error of forewarm. `doing` says what was being done. */
export function fromAws(cause: unknown, doing: string): ForewarmError {
  if (cause instanceof ForewarmError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const { code, retryable, hint } = noSuchGroup.test(text) ? notFound : faultOf(cause);
  const message = `${doing}: ${text === '' ? nameOf(cause) : text}`;
  return new ForewarmError(code, message, {
    cause,
    retryable,
    ...(hint !== undefined && { hint }),
  });
}

function faultOf(cause: unknown): Fault {
  const byName = [nameOf(cause), systemCodeOf(cause)]
    .map((name) => faults[name] ?? faults[name.replace(/(Fault|Exception)$/, '')])
    .find((fault) => fault !== undefined);
  return byName ?? byStatus(statusOf(cause));
}

/** The best guess for a name that is not in the table. */
function byStatus(status: number | null): Fault {
  if (status === null) return unknown;
  if (status === 401 || status === 403) return denied;
  if (status === 429) return throttled;
  if (status >= 500) return { ...unknown, retryable: true };
  return unknown;
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause;
}

/** Code of a Node.js system error, such as ECONNREFUSED. */
function systemCodeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

/** HTTP status of the answer; null when none came. */
function statusOf(cause: unknown): number | null {
  if (!(cause instanceof Error) || !('$metadata' in cause)) return null;
  const metadata = cause.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode ?? null;
}
