import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SizingStore, StoredSizing } from '../../src/app/ports/sizing.ts';
import { Sizings } from '../../src/app/sizing.ts';
import { fitGroup, fitRequested } from '../../src/app/sizing-fit.ts';
import { noHolidays } from '../../src/core/calendar/holidays.ts';
import type { GroupPolicy } from '../../src/core/planning/policy.ts';
import { microUsd } from '../../src/core/units.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const step = 900;
const perDay = 96;
const monday = Date.UTC(2026, 0, 5) / 1000;
const days = 17;

/** The same week again and again: a wave every day, half of it at weekends. */
function weeklyLoad(i: number): number {
  const day = Math.floor(i / perDay) % 7;
  return (day >= 5 ? 500 : 1000) * (1.1 - Math.cos((2 * Math.PI * (i % perDay)) / perDay));
}

class OneSizing implements SizingStore {
  kept: StoredSizing | null = null;
  save(_group: string, sizing: StoredSizing): void {
    this.kept = sizing;
  }
  latest(): StoredSizing | null {
    return this.kept;
  }
}

function storeOf(load: (i: number) => number, steps: number): MemorySeriesStore {
  const store = new MemorySeriesStore();
  const samples = Array.from({ length: steps }, (_, i) => {
    return { at: monday + i * step, value: load(i) };
  });
  store.append('web', { stepSeconds: step, samples });
  return store;
}

const policy = groupPolicy({
  loadPerInstance: 20,
  trust: { dataAgeSecondsMax: 1e9, modelAgeSecondsMax: 1e9, lossRatioMax: 1 },
});
const fitted = (
  load: (i: number) => number,
  steps: number,
  of: GroupPolicy = policy,
  asked: Parameters<typeof fitRequested>[0][] = [],
) => {
  const fits = new OneSizing();
  const sizer = {
    fit: async (request: Parameters<typeof fitRequested>[0]) => {
      asked.push(request);
      return fitRequested(request);
    },
  };
  const ports = { series: storeOf(load, steps), claims: new MemoryClaimStore(), fits, sizer };
  const when = { at: monday + steps * step, reviewSeconds: 60 };
  return fitGroup({ policy: of, series: 'web', stepSeconds: step }, when, ports).then(() => fits);
};

let fits: OneSizing;
beforeAll(async () => {
  fits = await fitted(weeklyLoad, 14 * perDay);
});

/** The total that the law wants once the first `steps` steps of `load` are known. */
function totalAfter(
  load: (i: number) => number,
  steps: number,
  of: GroupPolicy = policy,
  by: SizingStore = fits,
): number {
  const sizings = new Sizings(by, storeOf(load, steps));
  const at = monday + steps * step;
  const sized = sizings.of({ policy: of, series: 'web', stepSeconds: step, at, coverSeconds: 600 });
  return sized!.prepared;
}

describe('an accident is no habit', () => {
  const outages = fc.record({
    first: fc.integer({ min: 10 * perDay, max: (days - 1) * perDay }),
    steps: fc.integer({ min: 2, max: 20 }),
    left: fc.double({ min: 0, max: 0.01, noNaN: true }),
    stormSteps: fc.integer({ min: 0, max: 3 }),
  });
  type Outage = typeof outages extends fc.Arbitrary<infer T> ? T : never;
  const broken =
    ({ first, steps, left, stormSteps }: Outage) =>
    (i: number) => {
      if (i >= first && i < first + steps) return left * weeklyLoad(i);
      const isStorm = i >= first + steps && i < first + steps + stormSteps;
      return (isStorm ? 3 : 1) * weeklyLoad(i);
    };

  test('an outage that is over changes the totals of the next day by rounding at most', () => {
    const law = fc.property(outages, fc.integer({ min: 2, max: perDay }), (outage, after) => {
      const steps = outage.first + outage.steps + outage.stormSteps + after;
      const changed = totalAfter(broken(outage), steps) - totalAfter(weeklyLoad, steps);
      expect(Math.abs(changed)).toBeLessThanOrEqual(1);
    });
    fc.assert(law, { numRuns: 60, seed: 7 });
  });

  test('an outage that goes on never lowers the total', () => {
    const law = fc.property(outages, fc.nat(19), (outage, into) => {
      const steps = outage.first + Math.min(outage.steps, into + 1);
      const total = totalAfter(broken(outage), steps);
      expect(total).toBeGreaterThanOrEqual(totalAfter(weeklyLoad, steps));
    });
    fc.assert(law, { numRuns: 60, seed: 7 });
  });

  test('what is fitted does not change with an outage either', async () => {
    const outage = { first: 11 * perDay + 40, steps: 8, left: 0.02, stormSteps: 2 };
    const learnt = await fitted(broken(outage), 14 * perDay);
    expect(learnt.kept!.model.choices).toEqual(fits.kept!.model.choices);
  });
});

test('rules and levels are tried in pools that reuse only where the policy does', async () => {
  const asked: Parameters<typeof fitRequested>[0][] = [];
  const costsOf = async (reuse: boolean) => {
    const pool = { ...policy.pool, reuse };
    const caps = [{ per: 'day', limit: microUsd(1) } as const];
    const { kept } = await fitted(weeklyLoad, 14 * perDay, { ...policy, pool, caps }, asked);
    return kept!.model.levels!.records.at(-1)!.reduce((sum, { costUsd }) => sum + costUsd, 0);
  };
  const [reused, launched] = [await costsOf(true), await costsOf(false)];
  expect(asked.map(({ reuse }) => reuse)).toEqual([true, false]);
  expect(launched).toBeGreaterThan(1.02 * reused);
});

describe('holidays', () => {
  test('the rules of weekends serve on a holiday', () => {
    const day = monday / 86_400 + 14;
    const holidays = { ...noHolidays, days: [{ day, name: 'Founding day' }] };
    const noon = 14 * perDay + 48;
    const { model, ...rest } = fits.kept!;
    const trailing = { stream: 'trailing-15m', heldMinutes: 0 };
    const rule = (extra: number) => ({ ...trailing, shape: { margin: 1, extra, spare: null } });
    const choices = model.choices.map((_, kind) => {
      const isWeekend = kind % 2 === 1;
      return [{ rule: rule(isWeekend ? 0 : 500), share: 1 }];
    });
    const told = new OneSizing();
    told.save('web', { ...rest, model: { ...model, choices } });
    expect(totalAfter(weeklyLoad, noon, policy, told)).toBeGreaterThan(500);
    expect(totalAfter(weeklyLoad, noon, { ...policy, holidays }, told)).toBeLessThan(500);
  });
});
