import type { FasterBoot, FasterBootStore } from '../../app/ports/sizing.ts';
import type { SqliteNotes } from './notes.ts';

/** Layout of a stored comparison; one of another layout is as good as none. */
const format = 1;

/** The newest comparison of boot times of each group, as a note: a new one takes the place of the old. */
export class SqliteFasterBootStore implements FasterBootStore {
  readonly #notes: SqliteNotes;

  constructor(notes: SqliteNotes) {
    this.#notes = notes;
  }

  save(group: string, comparison: FasterBoot): void {
    this.#notes.set(keyOf(group), JSON.stringify({ format, comparison }));
  }

  latest(group: string): FasterBoot | null {
    const note = this.#notes.get(keyOf(group));
    if (note === null) return null;
    const stored: { readonly format: number; readonly comparison: FasterBoot } = JSON.parse(note);
    return stored.format === format ? stored.comparison : null;
  }
}

function keyOf(group: string): string {
  return `faster-boot/${group}`;
}
