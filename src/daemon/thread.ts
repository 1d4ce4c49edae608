import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { secondsPerHour } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';

/** Most of V8's heap that one thread may take. */
export const heapMegabytesMax = 768;

/** Answers take seconds or minutes: one that is not there by then never comes, and holds up its lane. */
const patienceSecondsMax = secondsPerHour;

export interface ThreadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Most of V8's heap that it may take. */
  readonly heapMegabytes?: number;
  /** Longest that its answer is waited for. */
  readonly patienceSeconds?: number;
}

/**
 * What a thread that runs `entry` answers to `job`; it ends with the answer, and its memory with it.
 * @throws ForewarmError FW_TRAINING_FAILED when it dies first, or does not answer; the reason of
 * `signal` when that aborts.
 */
export async function answerOf<Job, Reply>(
  entry: string,
  job: Job,
  options: ThreadOptions = {},
): Promise<Reply> {
  const {
    signal,
    heapMegabytes = heapMegabytesMax,
    patienceSeconds = patienceSecondsMax,
  } = options;
  signal?.throwIfAborted();
  if (!existsSync(entry)) throw failed(`there is no ${entry}`, 'run npm run build');
  const worker = new Worker(entry, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 64 },
  });
  try {
    return await replyOf(worker, patienceSeconds, signal);
  } finally {
    await worker.terminate();
  }
}

/** The compiled `name`, also when this file runs from `src`: a worker of Node 20 reads no TypeScript. */
export function builtEntry(name: string): string {
  const here = fileURLToPath(import.meta.url);
  const daemon = here.endsWith('.js') ? dirname(here) : join(dirname(here), '../../dist/daemon');
  return join(daemon, name);
}

function replyOf<Reply>(
  worker: Worker,
  patienceSeconds: number,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal?.reason);
    const giveUp = () => reject(failed(`no answer came within ${patienceSeconds} s`));
    const timer = setTimeout(giveUp, patienceSeconds * 1000);
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.once('message', resolve);
    worker.once('error', (cause) => reject(failed(cause.message, null, cause)));
    worker.once('exit', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(failed(`its thread ended with code ${code} and no answer`));
    });
  });
}

function failed(why: string, hint: string | null = null, cause?: unknown): ForewarmError {
  const options = { ...(hint === null ? {} : { hint }), cause };
  return new ForewarmError('FW_TRAINING_FAILED', `training failed: ${why}`, options);
}
