/**
 * Every way an operation can fail, with its exit code and what to do where nothing more is known.
 * A test checks that docs/errors.md says the same of each.
 */
export const errorCodes = {
  FW_INPUT_INVALID: {
    exit: 2,
    summary: 'a file that was to be read is missing or malformed',
    remedy: 'mend the line that is named; nothing of the file was imported',
  },
  FW_USAGE: {
    exit: 2,
    summary: 'a command was called wrongly',
    remedy: 'see `--help` of the command',
  },
  FW_CONFIG_INVALID: {
    exit: 3,
    summary: 'the configuration is missing or wrong',
    remedy: 'every problem is listed as `file:line:col path: message`',
  },
  FW_BACKEND_ABSENT: {
    exit: 3,
    summary: 'the requested TensorFlow backend cannot be used',
    remedy: 'install `@tensorflow/tfjs-node`, or set `forecast.backend: auto`',
  },
  FW_AWS_DENIED: {
    exit: 4,
    summary: 'AWS refused the credentials or the permission',
    remedy: 'check that there are credentials, and attach the policy to the instance profile',
  },
  FW_AWS_CONTENTION: {
    exit: 4,
    summary: 'AWS is busy with this group; the next step tries again',
    remedy: 'nothing: the next step tries again',
  },
  FW_AWS_THROTTLED: {
    exit: 4,
    summary: 'AWS throttled the request after all retries',
    remedy: 'nothing, or a longer `steps.reconcile`',
  },
  FW_AWS_NOT_FOUND: {
    exit: 4,
    summary: 'the group or metric does not exist',
    remedy: 'check the name and the region',
  },
  FW_AWS_INVALID: {
    exit: 4,
    summary: 'AWS rejected the request as invalid',
    remedy: 'report it: forewarm should not have sent it',
  },
  FW_AWS_UNREACHABLE: {
    exit: 4,
    summary: 'AWS could not be reached',
    remedy: 'check the network, the region and `aws.endpoint`',
  },
  FW_AWS_UNKNOWN: {
    exit: 4,
    summary: 'AWS failed in a way forewarm does not know',
    remedy: 'report the message',
  },
  FW_DATA_SHORT: {
    exit: 5,
    summary: 'there is not enough data for an answer',
    remedy:
      'before anything is stored, begin with `forewarm import` or `forewarm run`; else import more history: a model needs a day of it, `forecast --input` three values, `backtest` without `--origins` a day and a horizon',
  },
  FW_LOCKED: {
    exit: 7,
    summary: 'another forewarm holds the database',
    remedy: 'stop it, or use a read command; before an upgrade of the database, stop the daemon',
  },
  FW_DB_NEWER: {
    exit: 3,
    summary: 'the database was written by a newer forewarm',
    remedy: 'upgrade forewarm, or restore the backup made before the migration',
  },
  FW_DB_BROKEN: {
    exit: 1,
    summary: 'the database cannot be read or written',
    remedy: 'check the disk, or restore a backup',
  },
  FW_MODEL_INVALID: {
    exit: 1,
    summary: 'a model artefact is damaged or of an unknown version',
    remedy: 'run `forewarm train`',
  },
  FW_TRAINING_FAILED: {
    exit: 1,
    summary: 'training stopped with an error',
    remedy: 'the message carries the cause; the last model keeps serving',
  },
} as const satisfies Record<string, { exit: number; summary: string; remedy: string }>;
export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

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
