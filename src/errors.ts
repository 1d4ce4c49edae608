/** Every way an operation can fail, with its exit code. A test checks that docs/errors.md lists each. */
export const errorCodes = {
  FW_INPUT_INVALID: { exit: 2, summary: 'a file that was to be read is missing or malformed' },
  FW_USAGE: { exit: 2, summary: 'a command was called wrongly' },
  FW_CONFIG_INVALID: { exit: 3, summary: 'the configuration is missing or wrong' },
  FW_BACKEND_ABSENT: { exit: 3, summary: 'the requested TensorFlow backend cannot be used' },
  FW_AWS_DENIED: { exit: 4, summary: 'AWS refused the credentials or the permission' },
  FW_AWS_CONTENTION: { exit: 4, summary: 'AWS is busy with this group; the next step tries again' },
  FW_AWS_THROTTLED: { exit: 4, summary: 'AWS throttled the request after all retries' },
  FW_AWS_NOT_FOUND: { exit: 4, summary: 'the group or metric does not exist' },
  FW_AWS_INVALID: { exit: 4, summary: 'AWS rejected the request as invalid' },
  FW_AWS_UNREACHABLE: { exit: 4, summary: 'AWS could not be reached' },
  FW_AWS_UNKNOWN: { exit: 4, summary: 'AWS failed in a way forewarm does not know' },
  FW_DATA_SHORT: { exit: 5, summary: 'there is not enough data for an answer' },
  FW_POLICY: { exit: 6, summary: 'the policy forbids what was asked' },
  FW_LOCKED: { exit: 7, summary: 'another forewarm holds the database' },
  FW_DB_NEWER: { exit: 3, summary: 'the database was written by a newer forewarm' },
  FW_DB_BROKEN: { exit: 1, summary: 'the database cannot be read or written' },
  FW_MODEL_INVALID: { exit: 1, summary: 'a model artefact is damaged or of an unknown version' },
  FW_TRAINING_FAILED: { exit: 1, summary: 'training stopped with an error' },
} as const satisfies Record<string, { exit: number; summary: string }>;
export type ErrorCode = keyof typeof errorCodes;

/** An operating failure with a stable code: the message says what, the hint what to do. */
export class ForewarmError extends Error {
  override readonly name = 'ForewarmError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.retryable = options.retryable ?? false;
  }

  get exitCode(): number {
    return errorCodes[this.code].exit;
  }
}
