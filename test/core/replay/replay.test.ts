import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplayedPool, replay } from '../../../src/core/replay/replay.ts';
import { poolCosts, spendOf } from '../../../src/core/replay/scorecard.ts';
import { groupTrace } from '../../../src/core/replay/trace.ts';
import { demandCase, replayCases, settingCase } from './cases.ts';

describe('replay agrees to the unit with an independent implementation', () => {
  test.each(replayCases)('$name', (each) => {
    const { stepSeconds, bootSeconds, reuse } = each;
    const trace = groupTrace(demandCase(each), stepSeconds);
    const count = replay(trace, settingCase(each), { bootSeconds, reuse });
    expect(count).toEqual(each.want);

    const prices = { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 };
    const usd = (state: 'Running' | 'Stopped'): number =>
      spendOf(count, poolCosts(state, prices, { stepSeconds, bootSeconds }));
    expect(usd('Running')).toBeCloseTo(each.runningUsd, 5);
    expect(usd('Stopped')).toBeCloseTo(each.stoppedUsd, 5);
  });
});

const world = fc.record({
  demand: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 80 }),
  prepared: fc.array(fc.nat(40), { minLength: 80, maxLength: 80 }),
  floor: fc.nat(5),
  stepSeconds: fc.constantFrom(60, 300, 1800),
  bootSeconds: fc.integer({ min: 30, max: 900 }),
  reuse: fc.boolean(),
});

function settled({
  demand,
  prepared,
  floor,
}: {
  demand: number[];
  prepared: number[];
  floor: number;
}) {
  const total = Int32Array.from(prepared.slice(0, demand.length));
  return { minSize: total.map((value) => Math.min(value, floor)), prepared: total };
}

describe('laws of replay', () => {
  test('hits and misses together are the climbs of capacity', () => {
    const law = fc.property(world, (each) => {
      const trace = groupTrace(Int32Array.from(each.demand), each.stepSeconds);
      const { hits, misses } = replay(trace, settled(each), each);
      const climbs = trace.active.map((now, t) => Math.max(0, now - (trace.active[t - 1] ?? now)));
      expect(hits + misses).toBe(climbs.reduce((a, b) => a + b, 0));
    });
    fc.assert(law, { seed: 1 });
  });

  test('a trace lived through in pieces is the trace lived through at once', () => {
    const law = fc.property(world, fc.nat(80), (each, cut) => {
      const trace = groupTrace(Int32Array.from(each.demand), each.stepSeconds);
      const settings = settled(each);
      const at = Math.min(cut, each.demand.length);
      const pool = new ReplayedPool(each);
      for (const [from, to] of [[0, at] as const, [at, each.demand.length] as const]) {
        pool.advance(trace.active, [from, to], {
          minSize: settings.minSize.subarray(from, to),
          prepared: settings.prepared.subarray(from, to),
        });
      }
      const { hits, misses, boots, heldSteps } = pool;
      expect({ hits, misses, boots, heldSteps }).toEqual(replay(trace, settings, each));
    });
    fc.assert(law, { seed: 2 });
  });

  test('a larger constant never misses more, be it an absolute size or a prepared total', () => {
    const law = fc.property(world, fc.nat(35), fc.boolean(), (each, size, absolute) => {
      const trace = groupTrace(Int32Array.from(each.demand), each.stepSeconds);
      const missesOf = (members: number): number => {
        const prepared = new Int32Array(each.demand.length).fill(members);
        return replay(trace, { minSize: absolute ? prepared : null, prepared }, each).misses;
      };
      expect(missesOf(size + 1)).toBeLessThanOrEqual(missesOf(size));
    });
    fc.assert(law, { seed: 3, numRuns: 500 });
  });

  test('of boots that are no longer wanted the youngest are cancelled', () => {
    const demand = Int32Array.of(1, 1, 1, 1, 1, 1, 2, 2);
    const prepared = Int32Array.of(1, 2, 3, 2, 2, 2, 2, 2);
    const settings = { minSize: null, prepared };
    // The boot of step 1 is ready for the climb of step 6, that of step 2 would not be.
    const count = replay(groupTrace(demand, 60), settings, { bootSeconds: 300, reuse: false });
    expect(count).toEqual({ hits: 1, misses: 0, boots: 2, heldSteps: 1 + 2 + 1 + 1 + 1 });
  });

  test('a constant total at the highest demand holds what is missing from it, and meets the climb', () => {
    const flat = Int32Array.from({ length: 60 }, (_, t) => (t < 30 ? 2 : 9));
    const prepared = new Int32Array(60).fill(9);
    const settings = { minSize: null, prepared };
    expect(replay(groupTrace(flat, 60), settings, { bootSeconds: 300, reuse: false })).toEqual({
      hits: 7,
      misses: 0,
      boots: 0,
      heldSteps: 30 * 7,
    });
  });
});
