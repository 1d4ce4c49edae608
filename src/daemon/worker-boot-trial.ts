import type { BootComparison, BootTrial } from '../app/ports/sizing.ts';
import type { ReplayRequest } from '../app/replay/world.ts';
import { answerOf, builtEntry } from './thread.ts';

/** Compares boot times in a thread of its own: the daemon's loop goes on meanwhile. */
export class WorkerBootTrial implements BootTrial {
  /** @throws ForewarmError FW_TRAINING_FAILED; the reason of `signal` when it aborts. */
  compare(request: ReplayRequest, signal?: AbortSignal): Promise<BootComparison> {
    return answerOf(builtEntry('boot-worker.js'), request, { signal });
  }
}
