import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockAt, pairsUntil, type Switchback } from '../../../src/core/experiment/switchback.ts';

const hour = 3600;
const design: Switchback = {
  from: 1000 * hour,
  to: null,
  blockSeconds: 6 * hour,
  washoutSeconds: hour,
  seed: 1,
};
const designs = fc.record({
  from: fc.integer({ min: 0, max: 1e6 }).map((hours) => hours * hour),
  to: fc.constant(null),
  blockSeconds: fc.integer({ min: 2, max: 48 }).map((hours) => hours * hour),
  washoutSeconds: fc.constant(hour),
  seed: fc.nat(1000),
});

describe('the blocks of a switchback', () => {
  test('every pair has one block of each arm, side by side', () => {
    const law = fc.property(designs, fc.nat(200), (each, pairs) => {
      const found = pairsUntil(each, 'web', each.from + 2 * pairs * each.blockSeconds);
      expect(found).toHaveLength(pairs);
      for (const [first, second] of found) {
        expect(new Set([first.arm, second.arm])).toEqual(new Set(['predictive', 'constant']));
        expect(second.from).toBe(first.to);
        expect(first.to - first.countedFrom).toBe(each.blockSeconds - each.washoutSeconds);
      }
    });
    fc.assert(law, { seed: 1, numRuns: 50 });
  });

  test('a moment lies in the block that the list of pairs has for it', () => {
    const law = fc.property(designs, fc.nat(5e6), (each, after) => {
      const at = each.from + after;
      const block = blockAt(each, 'web', at)!;
      expect(block.from <= at && at < block.to).toBe(true);
      const later = pairsUntil(each, 'web', at + 2 * each.blockSeconds).flat();
      expect(later[block.index]).toEqual(block);
    });
    fc.assert(law, { seed: 2, numRuns: 100 });
  });

  test('chance decides each pair by itself, half of them either way', () => {
    const count = (group: string, seed: number): number =>
      pairsUntil({ ...design, seed }, group, design.from + 2000 * design.blockSeconds).filter(
        ([first]) => first.arm === 'constant',
      ).length;
    for (const [group, seed] of [
      ['web', 1],
      ['web', 2],
      ['api', 1],
    ] as const) {
      expect(count(group, seed)).toBeGreaterThan(440);
      expect(count(group, seed)).toBeLessThan(560);
    }
  });

  test('another seed or group is another assignment', () => {
    const armsOf = (group: string, seed: number): string =>
      pairsUntil({ ...design, seed }, group, design.from + 80 * design.blockSeconds)
        .map(([first]) => first.arm[0])
        .join('');
    expect(armsOf('web', 1)).not.toBe(armsOf('web', 2));
    expect(armsOf('web', 1)).not.toBe(armsOf('api', 1));
  });

  test('before the start there is none, and no pair is begun that would end too late', () => {
    const ending = { ...design, to: design.from + 5 * design.blockSeconds };
    expect(blockAt(ending, 'web', design.from - 1)).toBeNull();
    expect(blockAt(ending, 'web', design.from + 4 * design.blockSeconds - 1)?.index).toBe(3);
    expect(blockAt(ending, 'web', design.from + 4 * design.blockSeconds)).toBeNull();
    expect(pairsUntil(ending, 'web', design.from + 1e9)).toHaveLength(2);
  });
});
