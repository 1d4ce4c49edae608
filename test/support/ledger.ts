import type { Ledger, LedgerEntry, StoredEntry } from '../../src/app/ports/books.ts';

/** A Ledger in an array; `entries` is what was appended, oldest first. */
export class MemoryLedger implements Ledger {
  readonly entries: StoredEntry[] = [];

  append(entry: LedgerEntry): number {
    const id = this.entries.length + 1;
    this.entries.push({ ...structuredClone(entry), id });
    return id;
  }

  latest(group: string): StoredEntry | null {
    return this.entries.findLast((entry) => entry.group === group) ?? null;
  }

  asOf(group: string, at: number): StoredEntry | null {
    return this.between(group, Number.NEGATIVE_INFINITY, at + 1).at(-1) ?? null;
  }

  oldestAt(group: string): number | null {
    return this.#sorted((entry) => entry.group === group)[0]?.at ?? null;
  }

  between(group: string | null, from: number, to: number): StoredEntry[] {
    return this.#sorted(
      (entry) => (group === null || entry.group === group) && entry.at >= from && entry.at < to,
    );
  }

  #sorted(keep: (entry: StoredEntry) => boolean): StoredEntry[] {
    return this.entries.filter(keep).sort((a, b) => a.at - b.at || a.id - b.id);
  }
}
