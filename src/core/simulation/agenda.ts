import { assert } from '../assert.ts';
import type { EpochSeconds } from '../units.ts';

interface Entry<T> {
  readonly at: EpochSeconds;
  readonly order: number;
  readonly item: T;
}

/** Things to come, taken in order of time and, within one second, in the order they were added. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #added = 0;

  add(at: EpochSeconds, item: T): void {
    assert(Number.isInteger(at), `the agenda counts whole seconds, got ${at}`);
    const heap = this.#heap;
    heap.push({ at, order: this.#added++, item });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!precedes(heap[child]!, heap[parent]!)) break;
      swap(heap, child, parent);
      child = parent;
    }
  }

  /** Time of the next thing; Infinity when there is none. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Removes and returns the next thing; there must be one. */
  take(): T {
    const heap = this.#heap;
    const first = heap[0];
    assert(first !== undefined, 'nothing is on the agenda');
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.item;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && precedes(heap[child]!, heap[least]!)) least = child;
      }
      if (least === parent) return;
      swap(heap, parent, least);
      parent = least;
    }
  }
}

function precedes(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap<T>(heap: Entry<T>[], i: number, j: number): void {
  [heap[i], heap[j]] = [heap[j]!, heap[i]!];
}
