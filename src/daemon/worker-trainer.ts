import { performance } from 'node:perf_hooks';
import type { NativeVerdict } from '../adapters/tensorflow/native-probe.ts';
import type { TrainedModel, Trainer, TrainRequest } from '../app/ports/models.ts';
import { restoreModel } from '../core/forecasting/portfolio/restore.ts';
import { endOf } from '../core/series/series.ts';
import { ForewarmError } from '../errors.ts';
import type { FitReply } from './fit-worker.ts';
import { answerOf, builtEntry, heapMegabytesMax } from './thread.ts';

/**
 * Trains each portfolio in a thread of its own: the daemon's loop goes on meanwhile, and the memory
 * that WebAssembly never gives back goes when the thread ends.
 */
export class WorkerTrainer implements Trainer {
  readonly #entry: string;
  readonly #heapMegabytes: number;
  #verdicts: ReadonlyMap<string, NativeVerdict> = new Map();

  /** @param heapMegabytes Most of V8's heap for one training; TensorFlow's matrices lie outside of it. */
  constructor(entry = builtEntry('fit-worker.js'), heapMegabytes = heapMegabytesMax) {
    this.#entry = entry;
    this.#heapMegabytes = heapMegabytes;
  }

  /**
   * @throws ForewarmError FW_DATA_SHORT, FW_BACKEND_ABSENT, FW_TRAINING_FAILED; the reason of
   * `signal` when it aborts, and the thread is then gone.
   */
  async train(request: TrainRequest, signal?: AbortSignal): Promise<TrainedModel> {
    const began = performance.now();
    const job = { request, verdicts: this.#verdicts };
    const options = { signal, heapMegabytes: this.#heapMegabytes };
    const reply: FitReply = await answerOf(this.#entry, job, options);
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
    return { model: restoreModel(reply.state), manifest, trial: reply.trial };
  }
}
