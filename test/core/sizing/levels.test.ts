import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { poolCosts } from '../../../src/core/replay/scorecard.ts';
import { expectedOver } from '../../../src/core/replay/service-record.ts';
import { demandOf, groupTrace } from '../../../src/core/replay/trace.ts';
import { localClock } from '../../../src/core/series/calendar.ts';
import { fitLevels, levelTotals } from '../../../src/core/sizing/levels.ts';
import { levelTotalsFrom, type SizingModel, totalsFrom } from '../../../src/core/sizing/model.ts';
import { ruleBook } from '../../../src/core/sizing/rules.ts';
import { fitSizing, type SizingTask } from '../../../src/core/sizing/sizing.ts';
import { secondsPerDay } from '../../../src/core/units.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const stepSeconds = 1800;
const bootSeconds = 1800;
const { start, values } = dailyLoad({ days: 21, stepSeconds, noise: 0.1 });
const steps = values.length;
const end = start + steps * stepSeconds;
const free = { minSize: 0, returnUsd: 0 };

function taskOf(): SizingTask {
  const load = values.map((value) => value / 5);
  const { active } = groupTrace(demandOf(load, 1), stepSeconds);
  const history = { grid: { start, stepSeconds, steps, clock: localClock('UTC') }, load, active };
  return {
    history,
    book: ruleBook(history, steps, 1),
    costs: poolCosts(
      'Stopped',
      { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 },
      { stepSeconds, bootSeconds },
    ),
    bootSeconds,
    aim: { kind: 'hit-rate', target: 0.98 },
    lowerAfterSteps: 1,
    from: steps,
  };
}

describe('levels of service of a fit', () => {
  const task = taskOf();
  let model: SizingModel;
  beforeAll(() => {
    model = fitLevels(task, free);
  });
  const week = () =>
    model.levels!.records.map((record) => expectedOver(record, end, end + 7 * secondsPerDay));

  test('the wanted one is the fit without levels, to the bit', () => {
    const { levels: _, ...wanted } = model;
    expect(wanted).toEqual(fitSizing(task));
  });

  test('the least costs nothing and misses every claim, the wanted one misses least', () => {
    const expected = week();
    const [none, wanted] = [expected[0]!, expected.at(-1)!];
    expect(none.costUsd).toBe(0);
    expect(none.misses).toBeGreaterThan(100);
    expect(wanted.misses).toBeLessThan(0.1 * none.misses);
  });

  test('each costs more than the one below, and money is never left over for want of a step', () => {
    const expected = week();
    const most = expected.at(-1)!.costUsd;
    expected.slice(1).forEach(({ costUsd, misses }, below) => {
      expect(costUsd).toBeGreaterThanOrEqual(expected[below]!.costUsd - 0.01 * most);
      expect(costUsd - expected[below]!.costUsd).toBeLessThan(0.2 * most);
      expect(misses).toBeLessThanOrEqual(1.05 * expected[below]!.misses);
    });
  });

  test('half of the money still avoids most of the cold starts', () => {
    const expected = week();
    const [none, wanted] = [expected[0]!, expected.at(-1)!];
    const half = expected.findLast(({ costUsd }) => costUsd <= wanted.costUsd / 2)!;
    expect(none.misses - half.misses).toBeGreaterThan(0.65 * (none.misses - wanted.misses));
  });

  test('a floor is paid for at every level', () => {
    const [none] = fitLevels(task, { ...free, minSize: 3 }).levels!.records;
    const { costUsd, misses } = expectedOver(none!, end, end + secondsPerDay);
    const held = (3 * task.costs.heldStepUsd * secondsPerDay) / stepSeconds;
    expect(costUsd).toBeGreaterThanOrEqual(held);
    expect(misses).toBeLessThan(week()[0]!.misses / 7);
  });

  test('the totals of the fitted ones end with what the law wants, from what was stored', () => {
    const stored: SizingModel = JSON.parse(JSON.stringify(model));
    const first = steps - 10;
    const fitted = levelTotalsFrom(stored, task.history, first);
    expect(fitted[0]).toEqual(new Int32Array(10));
    expect(fitted.at(-1)).toEqual(totalsFrom(model, task.history, first));
    expect(levelTotals(fitted.map((totals) => totals[0]!))).toHaveLength(
      model.levels!.records.length,
    );
  });
});

describe('levelTotals', () => {
  test('fill the gaps evenly, from the least to the wanted, and none is above that', () => {
    const law = fc.property(fc.array(fc.nat(200), { minLength: 2, maxLength: 8 }), (fitted) => {
      const wanted = fitted.at(-1)!;
      const totals = levelTotals(fitted);
      expect(totals.filter((_, n) => n % 4 === 0)).toEqual(
        fitted.map((total) => Math.min(wanted, total)),
      );
      expect(Math.max(...totals)).toBe(wanted);
      expect(totals.every((total) => Number.isInteger(total) && total >= 0)).toBe(true);
    });
    fc.assert(law);
  });

  test('between two levels lie three', () => {
    expect(levelTotals([0, 8, 10])).toEqual([0, 2, 4, 6, 8, 9, 9, 10, 10]);
  });
});
