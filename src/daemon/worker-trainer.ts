import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { NativeVerdict } from '../adapters/tensorflow/native-probe.ts';
import type { TrainedModel, Trainer, TrainRequest } from '../app/ports.ts';
import { restoreModel } from '../core/forecasting/restore.ts';
import { endOf } from '../core/series/series.ts';
import { ForewarmError } from '../errors.ts';
import type { FitJob, FitReply } from './fit-worker.ts';

/** Most of V8's heap that one training may take; the matrices of TensorFlow lie outside of it. */
const heapMegabytesMax = 768;

/**
 * Trains each portfolio in a thread of its own: the daemon's loop goes on meanwhile, and the memory
 * that WebAssembly never gives back goes when the thread ends.
 */
export class WorkerTrainer implements Trainer {
  readonly #entry: string;
  #verdicts: ReadonlyMap<string, NativeVerdict> = new Map();

  constructor(entry: string = builtEntry()) {
    this.#entry = entry;
  }

  /**
   * @throws ForewarmError FW_DATA_SHORT, FW_BACKEND_ABSENT, FW_TRAINING_FAILED; the reason of
   * `signal` when it aborts, and the thread is then gone.
   */
  async train(request: TrainRequest, signal?: AbortSignal): Promise<TrainedModel> {
    const began = performance.now();
    const reply = await this.#run({ request, verdicts: this.#verdicts }, signal);
    if (reply.kind === 'failed') {
      const { code, message, hint } = reply;
      throw new ForewarmError(code, message, hint === null ? {} : { hint });
    }
    this.#verdicts = reply.verdicts;
    const { series, history, seed, zone } = request;
    const manifest = {
      ...reply.record,
      series,
      stepSeconds: history.stepSeconds,
      trainedAt: Math.floor(Date.now() / 1000),
      trainedFrom: history.start,
      trainedTo: endOf(history),
      seed,
      zone,
      trainSeconds: (performance.now() - began) / 1000,
    };
    return { model: restoreModel(reply.state), manifest };
  }

  async #run(job: FitJob, signal?: AbortSignal): Promise<FitReply> {
    signal?.throwIfAborted();
    if (!existsSync(this.#entry)) throw failed(`there is no ${this.#entry}`, 'run npm run build');
    const worker = new Worker(this.#entry, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    });
    try {
      return await replyOf(worker, signal);
    } finally {
      await worker.terminate();
    }
  }
}

/** What `worker` answers. @throws The abort's reason, or FW_TRAINING_FAILED when it dies first. */
function replyOf(worker: Worker, signal?: AbortSignal): Promise<FitReply> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.once('message', resolve);
    worker.once('error', (cause) => reject(failed(cause.message, null, cause)));
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', onAbort);
      reject(failed(`its thread ended with code ${code} and no answer`));
    });
  });
}

function failed(why: string, hint: string | null = null, cause?: unknown): ForewarmError {
  const options = { ...(hint === null ? {} : { hint }), cause };
  return new ForewarmError('FW_TRAINING_FAILED', `training failed: ${why}`, options);
}

/** The compiled `fit-worker`, also when this file runs from `src`: a worker of Node 20 reads no TypeScript. */
function builtEntry(): string {
  const here = fileURLToPath(import.meta.url);
  const daemon = here.endsWith('.js') ? dirname(here) : join(dirname(here), '../../dist/daemon');
  return join(daemon, 'fit-worker.js');
}
