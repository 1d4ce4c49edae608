import type { WishStore } from '../../src/app/ports/books.ts';
import type { Wish } from '../../src/core/planning/shadow/shadow.ts';

/** A WishStore in maps: group → time → wish. */
export class MemoryWishStore implements WishStore {
  readonly #groups = new Map<string, Map<number, Wish>>();

  append(group: string, wish: Wish): void {
    const wishes = this.#groups.get(group) ?? new Map<number, Wish>();
    this.#groups.set(group, wishes.set(wish.at, wish));
  }

  since(group: string, from: number): Wish[] {
    const wishes = [...(this.#groups.get(group)?.values() ?? [])];
    return wishes.filter(({ at }) => at >= from).sort((a, b) => a.at - b.at);
  }
}
