import { describe, expect, test } from 'vitest';
import { RecentLoads } from '../../src/app/recent.ts';
import { endOf } from '../../src/core/series/series.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const step = 300;
const start = 1_795_248_000;

function aStore(hours: number) {
  const store = new MemorySeriesStore();
  const add = (from: number, count: number, value: (at: number) => number) => {
    const samples = Array.from({ length: count }, (_, i) => from + i * 60).map((at) => ({
      at,
      value: value(at),
    }));
    store.append('web', { stepSeconds: 60, samples });
  };
  add(start, hours * 60, (at) => (at / 60) % 97);
  return { store, add };
}

describe('RecentLoads', () => {
  test('a kept series equals one that is read whole, step after step', () => {
    const { store, add } = aStore(5);
    const kept = new RecentLoads(store);
    let to = start + 5 * 3600;
    for (let turn = 0; turn < 30; turn++) {
      const load = kept.upTo('web', step, to);
      expect(load).toEqual(new RecentLoads(store).upTo('web', step, to));
      const fine = kept.fine('web', step, to);
      expect(fine).toEqual(store.range('web', endOf(load) - 86_400, endOf(load), 60));
      add(to, 7, (at) => at % 89);
      add(to - 900, 3, () => 5); // late points replace what was known
      to += 420;
    }
  });

  test('an import of older days is seen within the hour', () => {
    const { store, add } = aStore(5);
    const kept = new RecentLoads(store);
    const to = start + 5 * 3600;
    kept.upTo('web', step, to);
    add(start - 86_400, 60, () => 42);
    add(to, 70, () => 1);
    expect(kept.upTo('web', step, to + 4000)).toEqual(
      new RecentLoads(store).upTo('web', step, to + 4000),
    );
  });

  test('nothing stored is nothing observed', () => {
    const load = new RecentLoads(new MemorySeriesStore()).upTo('web', step, start);
    expect(load.values.every(Number.isNaN)).toBe(true);
  });
});
