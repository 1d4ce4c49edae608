import type { PauseStore } from '../../src/app/ports/books.ts';

/** A PauseStore in maps. */
export class MemoryPauseStore implements PauseStore {
  readonly #pauses = new Map<string, { until: number | null; reason: string }>();

  readonly #stoodBack = new Map<string, string>();

  get(group: string, at: number): string | null {
    return this.#stoodBack.get(group) ?? this.#pauseAt(group, at)?.reason ?? null;
  }

  endOf(group: string, at: number): number | null {
    return this.standsBack(group) ? null : (this.#pauseAt(group, at)?.until ?? null);
  }

  #pauseAt(group: string, at: number) {
    const pause = this.#pauses.get(group);
    return pause === undefined || (pause.until !== null && pause.until <= at) ? null : pause;
  }

  set(group: string, until: number | null, reason: string): void {
    this.#pauses.set(group, { until, reason });
  }

  standBack(group: string, reason: string): void {
    this.#stoodBack.set(group, reason);
  }

  standsBack(group: string): boolean {
    return this.#stoodBack.has(group);
  }

  clear(group: string): void {
    this.#pauses.delete(group);
    this.#stoodBack.delete(group);
  }
}
