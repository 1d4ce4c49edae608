import { describe, expect, test } from 'vitest';
import type { ModelStore } from '../../src/app/ports/models.ts';
import { aTrainedModel } from '../support/models.ts';

/** What every ModelStore does. `make` gives an empty one. */
export function modelStoreContract(name: string, make: () => ModelStore): void {
  describe(`${name} is a ModelStore`, () => {
    test('gives back the model trained last, with its manifest and its forecasts', () => {
      const store = make();
      const newer = aTrainedModel({ trainedAt: 2_000_000 }, 0.1 + 0.2);
      const ids = [newer, aTrainedModel({ trainedAt: 1_000_000 }, 5)].map((m) => store.save(m));
      const latest = store.latest('web')!;
      expect(latest.id).toBe(ids[0]);
      expect(latest.manifest).toEqual(newer.manifest);
      const recent = { start: 0, stepSeconds: 60, values: Float64Array.of(1) };
      expect(latest.model.predict(recent, 3, [0.5])).toEqual(newer.model.predict(recent, 3, [0.5]));
    });

    test('a challenger is kept and listed, and does not serve', () => {
      const store = make();
      const standing = { role: 'challenger', reason: 'worse', trial: null } as const;
      const champion = store.save(aTrainedModel({ trainedAt: 1_000_000 }, 1));
      const challenger = store.save(aTrainedModel({ trainedAt: 2_000_000, standing }, 2));
      expect(store.latest('web')?.id).toBe(champion);
      expect(store.list('web').map(({ id }) => id)).toEqual([challenger, champion]);
      expect(store.list('web')[0]).toMatchObject({ standing, trainedAt: 2_000_000 });
      expect(store.list('api')).toEqual([]);
    });

    test('a series that was never trained has none', () => {
      const store = make();
      store.save(aTrainedModel({ series: 'api' }));
      expect(store.latest('web')).toBeNull();
    });
  });
}
