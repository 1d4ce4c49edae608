import type { ModelManifest, ModelStore, TrainedModel } from '../../src/app/ports/models.ts';

/** A ModelStore in an array: the champion trained last is the latest of its series. */
export class MemoryModelStore implements ModelStore {
  readonly #saved: TrainedModel[] = [];

  save(trained: TrainedModel): string {
    return `version-${this.#saved.push(trained)}`;
  }

  latest(series: string): (TrainedModel & { readonly id: string }) | null {
    const champions = this.#newestFirst(series).filter(
      ({ manifest }) => manifest.standing?.role !== 'challenger',
    );
    return champions[0] ?? null;
  }

  list(series: string): (ModelManifest & { readonly id: string })[] {
    return this.#newestFirst(series).map(({ id, manifest }) => ({ ...manifest, id }));
  }

  #newestFirst(series: string): (TrainedModel & { readonly id: string })[] {
    return this.#saved
      .map((trained, index) => ({ ...trained, id: `version-${index + 1}` }))
      .filter(({ manifest }) => manifest.series === series)
      .sort((a, b) => b.manifest.trainedAt - a.manifest.trainedAt);
  }
}
