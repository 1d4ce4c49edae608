import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poolStates } from '../../../src/core/capacity/setting.ts';
import {
  chooseState,
  type PricedState,
  priceStates,
} from '../../../src/core/planning/pool-state.ts';
import { constantResults } from '../../../src/core/replay/rivals-constant.ts';
import { groupTrace } from '../../../src/core/replay/trace.ts';
import { fromUsd, microUsd, toUsd } from '../../../src/core/units.ts';
import { groupPolicy } from '../../support/policies.ts';

const policy = groupPolicy();
const options = [
  { state: 'Stopped', startSeconds: 40 },
  { state: 'Hibernated', startSeconds: 20 },
  { state: 'Running', startSeconds: 2 },
] as const;

/** A day of five-minute steps with a burst of ten more instances in the middle of each `hours` hours. */
function burstsEvery(hours: number) {
  const steps = 12 * hours;
  const demand = Int32Array.from({ length: 288 }, (_, t) =>
    Math.abs((t % steps) - steps / 2) < 2 ? 20 : 10,
  );
  const scene = { trace: groupTrace(demand, 300), bootSeconds: 240 };
  const counts = constantResults({ ...scene, costs: { heldStepUsd: 0, bootUsd: 0 } });
  return { counts, days: 1, stepSeconds: 300 };
}

const priced = fc
  .array(
    fc.record({
      startSeconds: fc.integer({ min: 0, max: 60 }),
      isQuickEnough: fc.boolean(),
      monthCost: fc.nat(1e6).map(microUsd),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all): PricedState[] => all.map((one, n) => ({ ...one, state: poolStates[n]! })));
const found = fc.record({
  state: fc.constantFrom(null, ...poolStates),
  isEmpty: fc.boolean(),
});

describe('chooseState', () => {
  test('of an empty pool or none, it is the cheapest that starts soon enough, but for a tenth', () => {
    const law = fc.property(priced, found, (all, { state }) => {
      const { chosen, inForce } = chooseState(all, policy, { state, isEmpty: true });
      expect(inForce).toBe(chosen);
      const quick = all.filter(({ isQuickEnough }) => isQuickEnough);
      if (quick.length === 0) return;
      const choice = quick.find((one) => one.state === chosen)!;
      const least = Math.min(...quick.map(({ monthCost }) => monthCost!));
      expect(least).toBeGreaterThanOrEqual(0.9 * choice.monthCost! - 1e-6);
      if (chosen !== state) expect(choice.monthCost).toBe(least);
    });
    fc.assert(law);
  });

  test('where none starts soon enough, none is quicker than the one that is chosen', () => {
    const law = fc.property(priced, found, (all, pool) => {
      const late = all.map((one) => ({ ...one, isQuickEnough: false }));
      const { chosen, reason } = chooseState(late, policy, pool);
      const quickest = Math.min(...late.map(({ startSeconds }) => startSeconds));
      expect(late.find(({ state }) => state === chosen)!.startSeconds).toBe(quickest);
      expect(reason).toContain('no state starts soon enough');
    });
    fc.assert(law);
  });

  test('a pool with members keeps its state, whatever would be better', () => {
    const law = fc.property(priced, fc.constantFrom(...poolStates), (all, state) => {
      const { inForce, chosen, reason } = chooseState(all, policy, { state, isEmpty: false });
      expect(inForce).toBe(state);
      expect(reason.includes('until it has no member')).toBe(chosen !== state);
    });
    fc.assert(law);
  });

  test('nothing is left for a saving of less than a tenth, nor while nothing is known', () => {
    const at = (stopped: number, running: number) => [
      { ...options[0], isQuickEnough: true, monthCost: fromUsd(stopped) },
      { ...options[2], isQuickEnough: true, monthCost: fromUsd(running) },
    ];
    const empty = { state: 'Running', isEmpty: true } as const;
    const kept = chooseState(at(9.1, 10), policy, empty);
    expect(kept).toMatchObject({ chosen: 'Running', inForce: 'Running' });
    expect(kept.reason).toContain('Running stays, for none that starts soon enough saves a tenth');
    expect(chooseState(at(8.9, 10), policy, empty).chosen).toBe('Stopped');
    const unknown = at(1, 1).map((one) => ({ ...one, monthCost: null }));
    expect(chooseState(unknown, policy, empty).chosen).toBe('Running');
    expect(chooseState(unknown, policy, { state: null, isEmpty: true }).chosen).toBe('Stopped');
  });
});

describe('priceStates', () => {
  const auto = { options, startSecondsMax: 30 };
  const costs = (every: number, changes = {}) =>
    Object.fromEntries(
      priceStates(auto, groupPolicy(changes), burstsEvery(every)).map(({ state, monthCost }) => [
        state,
        toUsd(monthCost!),
      ]),
    );

  test('rare bursts are cheapest Stopped; where bursts follow each other, boots cost more than running', () => {
    const rare = costs(12);
    expect(rare.Stopped).toBeLessThan(rare.Hibernated!);
    expect(rare.Hibernated).toBeLessThan(rare.Running!);
    // Without reuse, and with boots of an hour, whoever is claimed is booted anew.
    const pool = { ...policy.pool, reuse: false };
    const frequent = costs(1, { pool, bootSeconds: 7200 });
    expect(frequent.Running).toBeLessThan(frequent.Stopped!);
  });

  test('a state that starts later than the target is told so', () => {
    const quick = priceStates(auto, policy, burstsEvery(6)).map((one) => one.isQuickEnough);
    expect(quick).toEqual([false, true, true]);
  });

  test('no past, no price', () => {
    const none = priceStates(auto, policy, { counts: [], days: 0, stepSeconds: 300 });
    expect(none.map(({ monthCost }) => monthCost)).toEqual([null, null, null]);
  });

  test('the price is that of thirty days of the cheapest constant, by hand', () => {
    const { counts } = burstsEvery(24);
    const pool = { ...policy.pool, reuse: false };
    const one = counts.find(
      ({ setting: { minSize, prepared, reuse } }) => minSize === 0 && prepared === 20 && !reuse,
    )!;
    const only = { counts: [one], days: 1, stepSeconds: 300 };
    const [stopped] = priceStates(auto, groupPolicy({ pool }), only);
    const held = (one.count.heldSteps / 12) * 0.004;
    const boots = (one.count.boots * 270 * (0.1 - 0.004)) / 3600;
    expect(toUsd(stopped!.monthCost!)).toBeCloseTo(30 * (held + boots), 1);
  });
});
