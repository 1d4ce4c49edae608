import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Contender, chooseLevels } from '../../../../src/core/planning/budget/levels.ts';
import type { CapUse } from '../../../../src/core/planning/situation.ts';
import { expectedOver, type QuarterRecord } from '../../../../src/core/replay/service-record.ts';
import { fromUsd, secondsPerDay, secondsPerHour } from '../../../../src/core/units.ts';

const monthStart = Date.UTC(2026, 5, 1) / 1000;
const monthEnd = Date.UTC(2026, 6, 1) / 1000;

interface Scene {
  /** Dollars. */
  readonly spent: number;
  readonly per: 'day' | 'month';
  readonly scope: CapUse['scope'];
  /** Day of the month, from 0, at whose noon it is looked at. */
  readonly day: number;
}

/** A cap of which `spent` dollars were gone when the quarter of the day began. */
function capUse(
  usd: number,
  { spent = 0, per = 'month', scope = 'fleet', day = 10 }: Partial<Scene> = {},
): CapUse {
  const start = monthStart + day * secondsPerDay + 12 * secondsPerHour;
  const window =
    per === 'month'
      ? { windowStart: monthStart, windowEnd: monthEnd }
      : { windowStart: start - 12 * secondsPerHour, windowEnd: start + 12 * secondsPerHour };
  const now = { spent: fromUsd(spent + 0.37) };
  const quarter = { start, spent: fromUsd(spent) };
  return { cap: { per, limit: fromUsd(usd) }, scope, ...window, ...now, quarter };
}

/** A level that costs and misses so much a day, evenly. */
function level(usdPerDay: number, missesPerDay: number) {
  const record: QuarterRecord[] = Array.from({ length: 4 }, () => ({
    seconds: secondsPerDay,
    costUsd: usdPerDay,
    misses: missesPerDay,
    totalSeconds: 0,
  }));
  return { record };
}

function contender(
  group: string,
  steps: readonly (readonly [usd: number, avoided: number])[],
  changes: Partial<Contender> = {},
): Contender {
  let [usd, misses] = [0, steps.reduce((sum, [, avoided]) => sum + avoided, 1)];
  const levels = [level(usd, misses)];
  for (const [more, avoided] of steps) {
    [usd, misses] = [usd + more, misses - avoided];
    levels.push(level(usd, misses));
  }
  return { group, priority: 1, weight: 1, caps: [], levels, reserve: 0, options: [], ...changes };
}

const steps = fc.array(
  fc.tuple(
    fc.double({ min: 0.1, max: 9, noNaN: true }),
    fc.double({ min: 0, max: 9, noNaN: true }),
  ),
  { minLength: 1, maxLength: 6 },
);
const fleets = fc
  .array(fc.record({ steps, priority: fc.nat(1) }), { minLength: 1, maxLength: 5 })
  .map((groups) => groups.map(({ steps, priority }, n) => contender(`g${n}`, steps, { priority })));

const under = (fleet: readonly Contender[], caps: readonly CapUse[]) =>
  fleet.map((one) => ({ ...one, caps }));

/** What is expected of the level that each group gets, to the end of the window of `use`. */
function outcomesOf(fleet: readonly Contender[], use: CapUse) {
  const chosen = chooseLevels(under(fleet, [use]));
  return fleet.map(({ group, priority, levels }) => {
    const { record } = levels!.at(chosen.get(group)?.level ?? -1)!;
    return { priority, ...expectedOver(record, use.quarter!.start, use.windowEnd) };
  });
}

/** Cold starts to the end of the window of `use`, by priority class. */
function missesOf(fleet: readonly Contender[], use: CapUse): (priority: number) => number {
  const outcomes = outcomesOf(fleet, use);
  return (priority) =>
    outcomes.reduce((sum, one) => sum + (one.priority === priority ? one.misses : 0), 0);
}

describe('levels of service under a cap', () => {
  const usd = fc.double({ min: 0, max: 500, noNaN: true });

  test('come to no more than what was left of the cap', () => {
    const law = fc.property(fleets, usd, usd, (fleet, limit, spent) => {
      const outcomes = outcomesOf(fleet, capUse(limit, { spent }));
      const cost = outcomes.reduce((sum, { costUsd }) => sum + costUsd, 0);
      expect(cost).toBeLessThanOrEqual(Math.max(0, limit - spent) + 1e-6);
    });
    fc.assert(law);
  });

  test('miss no more with more money to the end of the window, class before class', () => {
    const priorities = [0, 1];
    const law = fc.property(fleets, usd, usd, (fleet, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((limit) => {
        const missed = missesOf(fleet, capUse(limit));
        return priorities.map((priority) => missed(priority));
      });
      const changed = priorities.findIndex((n) => Math.abs(more![n]! - less![n]!) > 1e-9);
      if (changed >= 0) expect(more![changed]).toBeLessThan(less![changed]!);
    });
    fc.assert(law, { numRuns: 300 });
  });

  test('what a lower class misses may rise where a higher one can at last have its level', () => {
    const fleet = [
      contender('first', [[4, 1]], { priority: 1 }),
      contender('second', [[3, 9]], { priority: 2 }),
    ];
    const levelsUnder = (usd: number) => {
      const chosen = chooseLevels(under(fleet, [capUse(usd)]));
      return fleet.map(({ group }) => chosen.get(group)?.level ?? 1);
    };
    expect(levelsUnder(3 * 19.5)).toEqual([0, 1]);
    expect(levelsUnder(4 * 19.5)).toEqual([1, 0]);
    expect(levelsUnder(7 * 19.5)).toEqual([1, 1]);
  });

  test('are the same in any order of the groups', () => {
    const law = fc.property(fleets, usd, (fleet, limit) => {
      const all = under(fleet, [capUse(limit)]);
      expect(chooseLevels(all.toReversed())).toEqual(chooseLevels(all));
    });
    fc.assert(law);
  });

  test('are the wanted ones where the cap pays for them, and for all under a cap of an hour', () => {
    const law = fc.property(fleets, (fleet) => {
      const { quarter: _, ...hour } = capUse(0);
      expect(chooseLevels(under(fleet, [capUse(1e6)])).size).toBe(0);
      expect(chooseLevels(under(fleet, [hour])).size).toBe(0);
    });
    fc.assert(law);
  });

  test('stay for six hours, whatever is spent meanwhile', () => {
    const law = fc.property(fleets, usd, usd, (fleet, limit, later) => {
      const use = capUse(limit);
      const spent = { ...use, spent: fromUsd(later) };
      expect(chooseLevels(under(fleet, [spent]))).toEqual(chooseLevels(under(fleet, [use])));
    });
    fc.assert(law);
  });

  test('a group whose record shows no gain keeps what it wants where that is paid for', () => {
    const idle = contender('idle', [[1, 0]]);
    expect(chooseLevels(under([idle], [capUse(1000)])).size).toBe(0);
  });

  test('money goes where it avoids most, and a class before the next', () => {
    const [busy, calm] = [contender('busy', [[1, 9]]), contender('calm', [[1, 2]])];
    const lowered = (fleet: Contender[]) => [...chooseLevels(under(fleet, [capUse(30)])).keys()];
    expect(lowered([busy, calm])).toEqual(['calm']);
    expect(lowered([{ ...busy, priority: 2 }, calm])).toEqual(['busy']);
  });

  test("a group's own cap binds it alone, and the tighter cap is the one that is named", () => {
    const own = capUse(10, { scope: 'group', per: 'day' });
    const fleet = [capUse(150)];
    const rich = contender('rich', [
      [4, 3],
      [40, 2],
    ]);
    const poor = contender('poor', [
      [4, 3],
      [4, 2],
    ]);
    const chosen = chooseLevels([
      { ...rich, caps: [own, ...fleet] },
      { ...poor, caps: fleet },
    ]);
    expect(chosen.get('rich')).toMatchObject({ level: 0, cap: { per: 'month', scope: 'fleet' } });
    expect(chosen.get('poor')).toMatchObject({ level: 1, wanted: 2 });
    const ample = [capUse(1e6)];
    const beside = chooseLevels([
      { ...rich, caps: [capUse(1, { scope: 'group' }), ...ample] },
      { ...poor, caps: ample },
    ]);
    expect([...beside.keys()]).toEqual(['rich']);
    const alone = chooseLevels([{ ...rich, caps: [own, capUse(1e6)] }]);
    expect(alone.get('rich')).toMatchObject({ level: 1, cap: { per: 'day', scope: 'group' } });
  });

  test('a choice says what it saves and risks to the end of the window', () => {
    const use = capUse(100, { day: 20 });
    const [choice] = chooseLevels([
      contender(
        'web',
        [
          [5, 4],
          [20, 2],
        ],
        { caps: [use] },
      ),
    ]).values();
    expect(choice).toMatchObject({ level: 1, from: use.quarter!.start, until: monthEnd });
    expect(choice!.cost).toBe(fromUsd(9.5 * 5));
    expect(choice!.wantedCost).toBe(fromUsd(9.5 * 25));
    expect(choice!.misses).toBeCloseTo(9.5 * 3, 6);
    expect(choice!.wantedMisses).toBeCloseTo(9.5, 6);
    expect(choice!.nextDollar).toBeCloseTo(2 / 20, 9);
  });

  test('half of what could be spent before a level is taken back is kept for the end', () => {
    const [none, full] = [level(0, 5), level(2, 1)];
    const record = full.record.map((one) => ({ ...one, totalSeconds: 30 * one.seconds }));
    const web = contender('web', [[2, 4]], { levels: [none, { record }], reserve: fromUsd(1) });
    const needed = 2 * 19.5 + 15;
    expect(chooseLevels(under([web], [capUse(needed + 0.1)])).size).toBe(0);
    const [choice] = chooseLevels(under([web], [capUse(needed - 0.1)])).values();
    expect(choice).toMatchObject({ level: 0, cost: 0, wantedCost: fromUsd(2 * 19.5) });
  });

  test('a group without levels lays claim to what it would have', () => {
    const web = contender('web', [[5, 4]]);
    const setting = { minSize: 0, prepared: 9, state: 'Stopped', reuse: true } as const;
    const options = [
      { setting, hourCost: 1e6, hourMisses: 0 },
      { setting: { ...setting, prepared: 0 }, hourCost: 0, hourMisses: 50 },
    ];
    const other: Contender = { ...web, group: 'other', levels: null, options };
    const use = capUse(200);
    expect(chooseLevels(under([web], [use])).size).toBe(0);
    expect([...chooseLevels(under([web, other], [use])).keys()]).toEqual(['web']);
    expect(chooseLevels(under([other], [use])).size).toBe(0);
  });
});
