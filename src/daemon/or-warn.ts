import type { Log } from '../app/ports/host.ts';
import { ForewarmError } from '../errors.ts';

/** What is told when work fails that others need not wait for. */
export interface Warning {
  readonly log: Log;
  readonly message: string;
  readonly fields?: object;
  /** A failure once it has aborted is no news. */
  readonly signal?: AbortSignal;
}

/**
 * What `work` comes to; null when it was aborted, or failed, which is logged with its code and hint.
 * @throws What is no failure of operation: nothing is safe after a broken invariant.
 */
export async function orWarn<Result>(
  { log, message, fields, signal }: Warning,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return null;
    if (!(error instanceof ForewarmError)) throw error;
    const { code, hint, message: detail } = error;
    if (!signal?.aborted) log.warn({ ...fields, code, hint, detail }, message);
    return null;
  }
}
