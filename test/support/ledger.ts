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

  between(group: string | null, from: number, to: number): StoredEntry[] {
    return this.#sorted(
      (entry) => (group === null || entry.group === group) && entry.at >= from && entry.at < to,
    );
  }

  #sorted(keep: (entry: StoredEntry) => boolean): StoredEntry[] {
    return this.entries.filter(keep).sort((a, b) => a.at - b.at || a.id - b.id);
  }
}
