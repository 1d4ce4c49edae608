import type { Sizer, SizingRequest } from '../app/ports/sizing.ts';
import type { SizingModel } from '../core/sizing/model.ts';
import { answerOf, builtEntry } from './thread.ts';

/** Fits each sizing law in a thread of its own: the daemon's loop goes on meanwhile. */
export class WorkerSizer implements Sizer {
  readonly #entry: string;

  constructor(entry: string = builtEntry('size-worker.js')) {
    this.#entry = entry;
  }

  /** @throws ForewarmError FW_TRAINING_FAILED; the reason of `signal` when it aborts. */
  fit(request: SizingRequest, signal?: AbortSignal): Promise<SizingModel> {
    return answerOf(this.#entry, request, { signal });
  }
}
