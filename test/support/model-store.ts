import type { ModelManifest, ModelStore, TrainedModel } from '../../src/app/ports/models.ts';

interface Saved extends TrainedModel {
  readonly group: string;
  readonly id: string;
}

/** A ModelStore in an array: the champion trained last is the latest of its group. */
export class MemoryModelStore implements ModelStore {
  #saved: Saved[] = [];
  #count = 0;

  save(group: string, trained: TrainedModel): string {
    this.#count += 1;
    const id = `version-${this.#count}`;
    const { standing, trainedAt } = trained.manifest;
    if (standing?.role !== 'challenger') {
      this.#saved = this.#saved.filter(
        (other) => other.group !== group || other.manifest.trainedAt <= trainedAt,
      );
    }
    this.#saved.push({ ...trained, group, id });
    return id;
  }

  latest(group: string): (TrainedModel & { readonly id: string }) | null {
    const champions = this.#newestFirst(group).filter(
      ({ manifest }) => manifest.standing?.role !== 'challenger',
    );
    return champions[0] ?? null;
  }

  list(group: string): (ModelManifest & { readonly id: string })[] {
    return this.#newestFirst(group).map(({ id, manifest }) => ({ ...manifest, id }));
  }

  #newestFirst(group: string): Saved[] {
    return this.#saved
      .filter((saved) => saved.group === group)
      .sort((a, b) => b.manifest.trainedAt - a.manifest.trainedAt);
  }
}
