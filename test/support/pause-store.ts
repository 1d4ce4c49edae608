import type { PauseStore } from '../../src/app/ports/books.ts';

/** A PauseStore in a map. */
export class MemoryPauseStore implements PauseStore {
  readonly #pauses = new Map<string, { until: number | null; reason: string }>();

  get(group: string, at: number): string | null {
    const pause = this.#pauses.get(group);
    if (pause === undefined) return null;
    return pause.until === null || at < pause.until ? pause.reason : null;
  }

  set(group: string, until: number | null, reason: string): void {
    this.#pauses.set(group, { until, reason });
  }

  clear(group: string): void {
    this.#pauses.delete(group);
  }
}
