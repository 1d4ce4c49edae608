import { describe, expect, test } from 'vitest';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { Outlook, Situation } from '../../../src/core/planning/situation.ts';
import { fleetPolicy, groupPolicy, situation } from '../../support/policies.ts';

const { observation } = situation();
const rush: Extract<Outlook, { kind: 'forecast' }> = {
  kind: 'forecast',
  forecast: { origin: observation.at - 60, stepSeconds: 60, levels: [], quantiles: [] },
  paths: Array.from({ length: 8 }, () => new Float64Array(90).fill(100).fill(300, 12)),
  model: 'rush',
};
const reactive = { minSize: 0, prepared: 12 }; // a load of 100 and a fifth more, at 10 each

const wishesOf = (changes: Partial<Situation>) =>
  planFleet([{ situation: situation(changes), policy: groupPolicy() }], fleetPolicy())[0]!.wishes!;

describe('wishes', () => {
  test('of a forecast that serves and of the rule that does not', () => {
    const { predictive, ...rest } = wishesOf({ outlook: rush });
    expect(predictive!.prepared).toBeGreaterThan(20);
    expect(rest).toEqual({ reactive });
  });

  test('of a forecast that is doubted, as if it served', () => {
    const doubted: Outlook = {
      kind: 'untrusted',
      reason: 'shadow-cost',
      detail: 'by $1.00 a day',
      doubted: rush,
    };
    expect(wishesOf({ outlook: doubted })).toEqual(wishesOf({ outlook: rush }));
  });

  test('of the rule alone where there is no forecast', () => {
    expect(wishesOf({})).toEqual({ predictive: null, reactive });
  });

  test('of nobody while the data are missing: then the pool is held', () => {
    const recent = { start: observation.at - 3600, stepSeconds: 60, values: new Float64Array(0) };
    expect(wishesOf({ outlook: rush, recent })).toEqual({ predictive: null, reactive: null });
  });
});
