import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AliasedSeries } from '../../src/app/aliased-series.ts';
import { seriesStoreContract } from '../contract/series-store.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

seriesStoreContract('AliasedSeries', () => new AliasedSeries(new MemorySeriesStore(), () => null));

const minute = 60;
const predecessor = (series: string) => (series === 'web' ? 'old-web' : null);

/** `old-web` says 1 for its minutes, `web` says 2 for its own. */
function renamed(old: { from: number; to: number }, own: { from: number; to: number }) {
  const store = new MemorySeriesStore();
  const fill = (series: string, { from, to }: { from: number; to: number }, value: number) => {
    const samples = Array.from({ length: Math.max(0, to - from) }, (_, i) => {
      return { at: (from + i) * minute, value };
    });
    store.append(series, { stepSeconds: minute, samples });
  };
  fill('old-web', old, 1);
  fill('web', own, 2);
  return { store, aliased: new AliasedSeries(store, predecessor) };
}

describe('AliasedSeries', () => {
  test('the older series stands in before the newer begins, and never after', () => {
    const spans = fc.tuple(fc.nat(50), fc.nat(50)).map(([from, length]) => {
      return { from, to: from + length };
    });
    const law = fc.property(spans, spans, (old, own) => {
      const { aliased } = renamed(old, own);
      const { values } = aliased.range('web', 0, 120 * minute, minute);
      values.forEach((value, i) => {
        const isOwn = own.from <= i && i < own.to;
        const isEarlier = own.from === own.to || i < own.from;
        const isOld = isEarlier && old.from <= i && i < old.to;
        expect(value, `minute ${i}`).toBe(isOwn ? 2 : isOld ? 1 : Number.NaN);
      });
    });
    fc.assert(law, { seed: 1 });
  });

  test('a step that both measured is the newer one’s', () => {
    const { aliased } = renamed({ from: 0, to: 20 }, { from: 13, to: 20 });
    expect([...aliased.range('web', 0, 20 * minute, 5 * minute).values]).toEqual([1, 1, 2, 2]);
  });

  test('reaches from the first sample of the one to the last of the other', () => {
    const { aliased } = renamed({ from: 0, to: 30 }, { from: 10, to: 20 });
    expect(aliased.extent('web')).toEqual({
      first: 0,
      end: 20 * minute,
      samples: 40,
      stepSeconds: minute,
    });
    expect(renamed({ from: 0, to: 0 }, { from: 10, to: 20 }).aliased.extent('web')?.first).toBe(
      600,
    );
    expect(renamed({ from: 5, to: 9 }, { from: 0, to: 0 }).aliased.extent('web')?.end).toBe(540);
  });

  test('writes and other series go through as they are', () => {
    const { store, aliased } = renamed({ from: 0, to: 5 }, { from: 5, to: 9 });
    aliased.append('web', { stepSeconds: minute, samples: [{ at: 9 * minute, value: 3 }] });
    expect(store.extent('web')?.end).toBe(600);
    expect(aliased.extent('old-web')).toEqual(store.extent('old-web'));
    expect(aliased.list()).toEqual(store.list());
  });
});
