/** Stops the process on a broken invariant: a programmer's error, never a user's. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Thrown by `assert` alone; nothing catches it but the process boundary. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}
