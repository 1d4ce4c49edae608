/**
 * Stops the process on a broken invariant: a programmer's error, never a user's. Where it is asked
 * thousands of times a step, the message is a function: putting one together takes longer than asking.
 */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new AssertionError(typeof message === 'string' ? message : message());
}

/** Thrown by `assert` alone; nothing catches it but the process boundary. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}
