import type { SizingStore, StoredSizing } from '../../app/ports/sizing.ts';
import type { SqliteNotes } from './notes.ts';

/** Layout of a stored fit; one of another layout is as good as none. */
const format = 1;

/** The newest fit of each group's sizing law, as a note: a new one takes the place of the old. */
export class SqliteSizingStore implements SizingStore {
  readonly #notes: SqliteNotes;

  constructor(notes: SqliteNotes) {
    this.#notes = notes;
  }

  save(group: string, sizing: StoredSizing): void {
    this.#notes.set(keyOf(group), JSON.stringify({ format, sizing }));
  }

  latest(group: string): StoredSizing | null {
    const note = this.#notes.get(keyOf(group));
    if (note === null) return null;
    const stored: { readonly format: number; readonly sizing: StoredSizing } = JSON.parse(note);
    return stored.format === format ? stored.sizing : null;
  }
}

function keyOf(group: string): string {
  return `sizing/${group}`;
}
