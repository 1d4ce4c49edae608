import type { AlertStore } from '../../src/app/ports/books.ts';

/** An AlertStore in a map. */
export class MemoryAlertStore implements AlertStore {
  readonly #given = new Map<string, number>();

  give(alert: string, windowStart: number): boolean {
    if (this.#given.get(alert) === windowStart) return false;
    this.#given.set(alert, windowStart);
    return true;
  }
}
