import { describe, expect, test } from 'vitest';
import {
  driftOf,
  evidenceOf,
  type LiveEvidence,
} from '../../../../src/core/forecasting/accuracy/drift.ts';
import {
  emptyLiveTally,
  type LiveTally,
} from '../../../../src/core/forecasting/accuracy/live-accuracy.ts';

const tally = (steps: number, changes: Partial<LiveTally> = {}): LiveTally => ({
  ...emptyLiveTally,
  steps,
  load: 100 * steps,
  loss: 5 * steps,
  naiveLoss: 10 * steps,
  intervals: steps,
  inside: 0.8 * steps,
  ...changes,
});

describe('evidenceOf', () => {
  test.each([
    { stepSeconds: 60, least: 360 },
    { stepSeconds: 300, least: 72 },
    { stepSeconds: 3600, least: 36 },
  ])('asks for $least steps of $stepSeconds s', ({ stepSeconds, least }) => {
    const of = (steps: number) => [{ horizonSeconds: stepSeconds, tally: tally(steps) }];
    expect(evidenceOf(of(least - 1), stepSeconds)).toBeNull();
    expect(evidenceOf(of(least), stepSeconds)).toMatchObject({ steps: least, coverage80: 0.8 });
  });

  test('counts a step once, at however many horizons it was forecast', () => {
    const both = [300, 1800].map((horizonSeconds) => ({ horizonSeconds, tally: tally(60) }));
    expect(evidenceOf(both, 300)).toBeNull();
  });

  test('adds up days, and leaves out horizons too far to decide a pool', () => {
    const far = { horizonSeconds: 43_200, tally: tally(100, { inside: 0, loss: 1e6 }) };
    const days = [40, 60].map((steps) => ({ horizonSeconds: 300, tally: tally(steps) }));
    const evidence = evidenceOf([...days, far], 300)!;
    expect(evidence).toMatchObject({ steps: 100, coverage80: 0.8, bias: 0 });
    expect(evidence.lossRatio).toBe(0.5);
  });
});

describe('driftOf', () => {
  const good: LiveEvidence = { steps: 100, coverage80: 0.8, lossRatio: 0.5, bias: 0.02 };

  test('what holds has not drifted, nor has what nothing is known of', () => {
    expect(driftOf(good, 1)).toBeNull();
    expect(driftOf({ steps: 100, coverage80: null, lossRatio: null, bias: null }, 1)).toBeNull();
  });

  test.each([
    { change: { lossRatio: 1.1 }, kind: 'skill', says: '1.10 ×' },
    { change: { coverage80: 0.6 }, kind: 'coverage', says: '60 %' },
    { change: { coverage80: 0.99 }, kind: 'coverage', says: '99 %' },
    { change: { bias: 0.3 }, kind: 'level', says: '30 % above' },
    { change: { bias: -0.3 }, kind: 'level', says: '30 % below' },
  ])('$change is drift of $kind, with figures', ({ change, kind, says }) => {
    const drift = driftOf({ ...good, ...change }, 1)!;
    expect(drift.kind).toBe(kind);
    expect(drift.detail).toContain(says);
    expect(drift.detail).toContain('over 100 steps');
  });

  test('what a policy allows is not drift', () => {
    expect(driftOf({ ...good, lossRatio: 1.1 }, 1.2)).toBeNull();
  });
});
