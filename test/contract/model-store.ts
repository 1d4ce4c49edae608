import { describe, expect, test } from 'vitest';
import type { ModelStore } from '../../src/app/ports/models.ts';
import { aTrainedModel } from '../support/models.ts';

/** What every ModelStore does. `make` gives an empty one. */
export function modelStoreContract(name: string, make: () => ModelStore): void {
  describe(`${name} is a ModelStore`, () => {
    test('gives back the model trained last, with its manifest and its forecasts', () => {
      const store = make();
      const newer = aTrainedModel({ trainedAt: 2_000_000 }, 0.1 + 0.2);
      store.save('web', aTrainedModel({ trainedAt: 1_000_000 }, 5));
      const id = store.save('web', newer);
      const latest = store.latest('web')!;
      expect(latest.id).toBe(id);
      expect(latest.manifest).toEqual(newer.manifest);
      const recent = { start: 0, stepSeconds: 60, values: Float64Array.of(1) };
      expect(latest.model.predict(recent, 3, [0.5])).toEqual(newer.model.predict(recent, 3, [0.5]));
    });

    test('a challenger is kept and listed, and does not serve', () => {
      const store = make();
      const standing = { role: 'challenger', reason: 'worse', trial: null } as const;
      const champion = store.save('web', aTrainedModel({ trainedAt: 1_000_000 }, 1));
      const challenger = store.save('web', aTrainedModel({ trainedAt: 2_000_000, standing }, 2));
      expect(store.latest('web')?.id).toBe(champion);
      expect(store.list('web').map(({ id }) => id)).toEqual([challenger, champion]);
      expect(store.list('web')[0]).toMatchObject({ standing, trainedAt: 2_000_000 });
      expect(store.list('api')).toEqual([]);
    });

    test('a group that was never trained has none, whoever shares its series', () => {
      const store = make();
      store.save('api', aTrainedModel({ series: 'web' }));
      expect(store.latest('web')).toBeNull();
      expect(store.list('web')).toEqual([]);
    });

    test('groups of one series keep models of their own', () => {
      const store = make();
      const [api, web] = ['api', 'web'].map((group, load) =>
        store.save(group, aTrainedModel({ series: 'shop', zone: `Etc/GMT+${load}` }, load)),
      );
      expect([store.latest('api')?.id, store.latest('web')?.id]).toEqual([api, web]);
      expect(store.latest('api')?.manifest.zone).toBe('Etc/GMT+0');
    });

    test('a champion drops what a clock that ran ahead has trained, and serves', () => {
      const store = make();
      const standing = { role: 'challenger', reason: 'worse', trial: null } as const;
      const old = store.save('web', aTrainedModel({ trainedAt: 1_000_000 }, 1));
      const ahead = store.save('web', aTrainedModel({ trainedAt: 9_000_000 }, 2));
      store.save('web', aTrainedModel({ trainedAt: 9_500_000, standing }, 3));
      store.save('api', aTrainedModel({ trainedAt: 9_000_000 }, 4));
      const worse = store.save('web', aTrainedModel({ trainedAt: 1_500_000, standing }, 5));
      expect(store.latest('web')?.id).toBe(ahead); // a challenger has been found worse than it
      const now = store.save('web', aTrainedModel({ trainedAt: 2_000_000 }, 6));
      expect(store.latest('web')?.id).toBe(now);
      expect(store.list('web').map(({ id }) => id)).toEqual([now, worse, old]);
      expect(store.list('api')).toHaveLength(1);
    });
  });
}
