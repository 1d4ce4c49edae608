import { type Random, seededRandom } from '../core/random.ts';
import { AwsFault } from './aws-fault.ts';

/**
 * What can befall a call. The two lost ones break the connection: before the call is carried out,
 * or after it, so that the caller cannot know.
 */
export const faultCodes = {
  Throttling: { status: 400, message: 'Rate exceeded' },
  ResourceContention: { status: 500, message: 'The group has a pending update. Try again later.' },
  ScalingActivityInProgress: { status: 400, message: 'A scaling activity is in progress.' },
  InstanceRefreshInProgress: { status: 400, message: 'An instance refresh is in progress.' },
  LimitExceeded: { status: 400, message: 'A limit of the account is reached.' },
  AccessDenied: { status: 403, message: 'The caller is not authorized to perform this action.' },
  InternalFailure: { status: 500, message: 'The service failed.' },
  ServiceUnavailable: { status: 503, message: 'The service is unavailable.' },
  'lost-request': { status: 0, message: 'the connection broke before the call' },
  'lost-reply': { status: 0, message: 'the connection broke after the call' },
} as const satisfies Record<string, { status: number; message: string }>;
export type FaultCode = keyof typeof faultCodes;

/** Fails the `call`-th call (from 1) of `operation`, or of all operations together for `*`. */
export interface ScriptedFault {
  readonly operation: string;
  readonly call: number;
  readonly code: FaultCode;
}

export interface FaultOptions {
  /** Share of calls, in [0, 1], that meet each fault; together at most 1. */
  readonly rates?: Partial<Readonly<Record<FaultCode, number>>>;
  readonly scripted?: readonly ScriptedFault[];
}

/** Decides which calls fail. Each call draws from a stream of its own, so one fault moves no other. */
export class FaultInjector {
  readonly #random: Random;
  readonly #rates: readonly (readonly [FaultCode, number])[];
  readonly #scripted: ScriptedFault[];
  readonly #calls = new Map<string, number>();

  constructor(seed: number, { rates = {}, scripted = [] }: FaultOptions = {}) {
    this.#random = seededRandom(seed, 'faults');
    this.#rates = (Object.keys(faultCodes) as FaultCode[]).map((code) => [code, rates[code] ?? 0]);
    this.#scripted = [...scripted];
  }

  /** How often `operation` was called; every operation for `*`. */
  calls(operation: string): number {
    return this.#calls.get(operation) ?? 0;
  }

  /** Adds a fault while the world runs; `call` counts from the first call ever. */
  script(fault: ScriptedFault): void {
    this.#scripted.push(fault);
  }

  /** The fault that this call meets; null = none. */
  next(operation: string): FaultCode | null {
    const [call, any] = [this.#count(operation), this.#count('*')];
    const scripted = this.#scripted.find((fault) =>
      fault.operation === '*'
        ? fault.call === any
        : fault.operation === operation && fault.call === call,
    );
    if (scripted !== undefined) return scripted.code;
    let chance = this.#random.stream(`${operation}/${call}`).next();
    for (const [code, rate] of this.#rates) {
      if (chance < rate) return code;
      chance -= rate;
    }
    return null;
  }

  #count(operation: string): number {
    const count = this.calls(operation) + 1;
    this.#calls.set(operation, count);
    return count;
  }
}

/** The reply that `code` makes; not for the lost ones, which reply nothing. */
export function faultOf(code: FaultCode): AwsFault {
  return new AwsFault(code, faultCodes[code].message, faultCodes[code].status);
}
