import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SampleBatch, SeriesStore } from '../../src/app/ports/series.ts';
import { AssertionError } from '../../src/core/assert.ts';

const minutely = (values: readonly number[], start = 600): SampleBatch => ({
  stepSeconds: 60,
  samples: values.map((value, i) => ({ at: start + i * 60, value })),
});

const batches = fc.array(
  fc
    .record({
      stepSeconds: fc.constantFrom(60, 300, 3600),
      loads: fc.dictionary(fc.nat(40).map(String), fc.nat(1000)),
    })
    .map(({ stepSeconds, loads }) => ({
      stepSeconds,
      samples: Object.entries(loads)
        .map(([i, value]) => ({ at: Number(i) * stepSeconds, value }))
        .sort((a, b) => a.at - b.at),
    })),
  { maxLength: 5 },
);

/** What every SeriesStore does. `make` gives an empty one. */
export function seriesStoreContract(name: string, make: () => SeriesStore): void {
  describe(`${name} is a SeriesStore`, () => {
    test('counts what it inserts, replaces and leaves', () => {
      const store = make();
      expect(store.append('web', minutely([1, 2, 3]))).toEqual({
        inserted: 3,
        replaced: 0,
        unchanged: 0,
      });
      expect(store.append('web', minutely([1, 5, 3, 4]))).toEqual({
        inserted: 1,
        replaced: 1,
        unchanged: 2,
      });
      expect([...store.range('web', 600, 840, 60).values]).toEqual([1, 5, 3, 4]);
    });

    test('knows nothing of a series it was never given', () => {
      const store = make();
      expect(store.extent('web')).toBeNull();
      expect([...store.range('web', 0, 120, 60).values]).toEqual([Number.NaN, Number.NaN]);
      expect(store.append('web', { stepSeconds: 60, samples: [] }).inserted).toBe(0);
      expect(store.list()).toEqual([]);
    });

    test('keeps series apart and lists them by name', () => {
      const store = make();
      store.append('web', minutely([1]));
      store.append('api', minutely([2]));
      expect(store.list()).toEqual(['api', 'web']);
      expect([...store.range('api', 600, 660, 60).values]).toEqual([2]);
    });

    test('averages finer samples, spreads coarser ones and leaves gaps open', () => {
      const store = make();
      store.append('web', { stepSeconds: 3600, samples: [{ at: 3600, value: 90 }] });
      store.append('web', minutely([10, 20], 0));
      expect([...store.range('web', 0, 5400, 1800).values]).toEqual([15, Number.NaN, 90]);
    });

    test('reads a coarse sample that began before the window', () => {
      const store = make();
      store.append('web', { stepSeconds: 3600, samples: [{ at: 3600, value: 90 }] });
      expect([...store.range('web', 6900, 7500, 300).values]).toEqual([90, Number.NaN]);
    });

    test('tells what it holds of a series', () => {
      const store = make();
      store.append('web', { stepSeconds: 3600, samples: [{ at: 3600, value: 90 }] });
      store.append('web', minutely([1, 2], 6600));
      expect(store.extent('web')).toEqual({ first: 3600, end: 7200, samples: 3, stepSeconds: 60 });
    });

    test('tells where it ends by then, whatever lies ahead', () => {
      const store = make();
      store.append('web', { stepSeconds: 3600, samples: [{ at: 3600, value: 90 }] });
      store.append('web', minutely([1, 2], 6600));
      store.append('web', minutely([3], 90_000));
      const held = { first: 3600, samples: 4, stepSeconds: 60 };
      expect(store.extent('web', 90_000)).toEqual({ ...held, end: 90_060 });
      expect(store.extent('web', 89_999)).toEqual({ ...held, end: 7200 });
      expect(store.extent('web', 3599)).toBeNull();
    });

    test.each([
      ['a negative load', [{ at: 60, value: -1 }]],
      ['a load that is no number', [{ at: 60, value: Number.NaN }]],
      ['times that do not ascend', [1, 1].map((value) => ({ at: 60, value }))],
    ])('stops on %s and stores nothing of the batch', (_, wrong) => {
      const store = make();
      const samples = [{ at: 0, value: 1 }, ...wrong];
      expect(() => store.append('web', { stepSeconds: 60, samples })).toThrow(AssertionError);
      expect(store.extent('web')).toBeNull();
    });

    test('appending again changes nothing', () => {
      const law = fc.property(batches, (given) => {
        const store = make();
        for (const batch of given) store.append('web', batch);
        const [extent, series] = [store.extent('web'), store.range('web', 0, 144_000, 60)];
        for (const batch of given.slice(-1)) {
          expect(store.append('web', batch)).toEqual({
            inserted: 0,
            replaced: 0,
            unchanged: batch.samples.length,
          });
        }
        expect(store.extent('web')).toEqual(extent);
        expect(store.range('web', 0, 144_000, 60)).toEqual(series);
      });
      fc.assert(law, { seed: 7, numRuns: 40 });
    });
  });
}
