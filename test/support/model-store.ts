import type { ModelStore, TrainedModel } from '../../src/app/ports.ts';

/** A ModelStore in an array: the model trained last is the latest of its series. */
export class MemoryModelStore implements ModelStore {
  readonly #saved: TrainedModel[] = [];

  save(trained: TrainedModel): string {
    return `version-${this.#saved.push(trained)}`;
  }

  latest(series: string): (TrainedModel & { readonly id: string }) | null {
    const versions = this.#saved
      .map((trained, index) => ({ ...trained, id: `version-${index + 1}` }))
      .filter(({ manifest }) => manifest.series === series);
    return versions.sort((a, b) => a.manifest.trainedAt - b.manifest.trainedAt).at(-1) ?? null;
  }
}
