import { describe, expect, test } from 'vitest';
import type { TrafficSource } from '../../src/app/ports/series.ts';
import { ingestAll } from '../../src/daemon/ingestion.ts';
import type { Setup } from '../../src/daemon/setup.ts';
import { ForewarmError } from '../../src/errors.ts';
import { configOf } from '../support/configs.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const start = 1_795_248_000;

/** A fleet whose traffic is cut short after `readsInTime` of its groups, in each round. */
class Fleet {
  readonly warnings: object[] = [];
  readonly #names: readonly string[];
  readonly #readsInTime: number;
  readonly #failing: string | null;

  constructor(names: readonly string[], readsInTime: number, failing: string | null = null) {
    this.#names = names;
    this.#readsInTime = readsInTime;
    this.#failing = failing;
  }

  /** Groups of which one round read something, and where the next shall begin. */
  async round(first: string | null) {
    const read: string[] = [];
    const time = new AbortController();
    const sourceOf = (group: string): TrafficSource => ({
      read: async () => {
        if (read.length === this.#readsInTime) time.abort();
        if (time.signal.aborted) throw new ForewarmError('FW_AWS_UNREACHABLE', 'cancelled');
        if (group === this.#failing) throw new ForewarmError('FW_AWS_NOT_FOUND', 'no metric');
        read.push(group);
        return [{ stepSeconds: 60, samples: [{ at: start - 60, value: 1 }] }];
      },
    });
    const setup = {
      config: configOf(),
      groups: this.#names.map((group) => {
        return { policy: groupPolicy({ group }), series: group, stepSeconds: 300 };
      }),
      sources: new Map(this.#names.map((group) => [group, sourceOf(group)])),
    } satisfies Partial<Setup>;
    const warn = (fields: object) => void this.warnings.push(fields);
    const log = { debug() {}, info() {}, warn, error() {} };
    const ports = { series: new MemorySeriesStore(), clock: fixedClock(start), log };
    return { next: await ingestAll(setup, ports, time.signal, first), read };
  }

  /** What each of `count` rounds read. */
  async rounds(count: number): Promise<string[][]> {
    const all: string[][] = [];
    let first: string | null = null;
    for (let i = 0; i < count; i++) {
      const { next, read } = await this.round(first);
      all.push(read);
      first = next;
    }
    return all;
  }
}

describe('ingestAll', () => {
  test('reads each group once, and has none left', async () => {
    const fleet = new Fleet(['a', 'b', 'c'], Number.POSITIVE_INFINITY);
    expect(await fleet.round(null)).toEqual({ next: null, read: ['a', 'b', 'c'] });
  });

  test('a round that was cut short is gone on with: no group is always the last', async () => {
    const rounds = await new Fleet(['a', 'b', 'c', 'd', 'e'], 2).rounds(5);
    expect(rounds).toEqual([
      ['a', 'b'],
      ['d', 'e'],
      ['b', 'c'],
      ['e', 'a'],
      ['c', 'd'],
    ]);
  });

  test('the end of the time is nobody’s failure: it is not told group by group', async () => {
    const fleet = new Fleet(['a', 'b', 'c', 'd'], 1);
    await fleet.rounds(1);
    expect(fleet.warnings).toEqual([]);
  });

  test('a group that fails is told, and the others are read', async () => {
    const fleet = new Fleet(['a', 'b', 'c'], Number.POSITIVE_INFINITY, 'b');
    expect(await fleet.round(null)).toEqual({ next: null, read: ['a', 'c'] });
    expect(fleet.warnings).toMatchObject([{ group: 'b', code: 'FW_AWS_NOT_FOUND' }]);
  });

  test('begins with the first when the one it stopped at is no longer managed', async () => {
    const fleet = new Fleet(['a', 'b'], Number.POSITIVE_INFINITY);
    expect((await fleet.round('gone')).read).toEqual(['a', 'b']);
  });
});
