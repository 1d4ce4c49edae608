import { describe, expect, test } from 'vitest';
import { poolCosts } from '../../../src/core/replay/scorecard.ts';
import { demandOf, groupTrace } from '../../../src/core/replay/trace.ts';
import { localClock } from '../../../src/core/series/calendar.ts';
import { maxAhead } from '../../../src/core/series/rolling.ts';
import { blocksOf, kindAt } from '../../../src/core/sizing/blocks.ts';
import { aheadNear, loadState, peakTable } from '../../../src/core/sizing/features.ts';
import { habitualPeaks } from '../../../src/core/sizing/habits.ts';
import type { SizingHistory } from '../../../src/core/sizing/history.ts';
import { raisedTotal, type SizingModel, totalsFrom } from '../../../src/core/sizing/model.ts';
import { ruleBook } from '../../../src/core/sizing/rules.ts';
import { fitSizing, preparedTotals, type SizingTask } from '../../../src/core/sizing/sizing.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const stepSeconds = 1800;
const bootSeconds = 1800;
const perDay = 48;
const prices = { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 };

/** Thirty-two days from a Monday, in instances, on a clock whose quarters begin at half past. */
function historyOf(seed: number, steps = 32 * perDay): SizingHistory {
  const series = dailyLoad({ days: 32, stepSeconds, noise: 0.1, seed });
  const load = series.values.map((value) => value / 5).subarray(0, steps);
  const { active } = groupTrace(demandOf(load, 1), stepSeconds);
  const { start } = series;
  return { grid: { start, stepSeconds, steps, clock: localClock('Asia/Kolkata') }, load, active };
}

function taskOf(history: SizingHistory, from: number): SizingTask {
  return {
    history,
    book: ruleBook(history, from, 1),
    costs: poolCosts('Stopped', prices, { stepSeconds, bootSeconds }),
    bootSeconds,
    aim: { kind: 'hit-rate', target: 0.95 },
    lowerAfterSteps: 0,
    from,
  };
}

/** The last `days` of `history` up to and including step `t`, as a daemon would hold them. */
function recentOf({ grid, load, active }: SizingHistory, t: number, days: number): SizingHistory {
  const first = Math.max(0, t + 1 - days * perDay);
  return {
    grid: { ...grid, start: grid.start + first * stepSeconds, steps: t + 1 - first },
    load: load.subarray(first, t + 1),
    active: active.subarray(first, t + 1),
  };
}

/** The model as it comes back from where it was stored. */
function stored(model: SizingModel): SizingModel {
  return JSON.parse(JSON.stringify(model));
}

describe('a fit serves as replay has promised', () => {
  // At 01:00 UTC, when the quarter of the day in Kolkata has run for half an hour.
  const from = 30 * perDay + 2;

  test.each([1, 2])('through the quarter that follows it, whatever the load (seed %i)', (seed) => {
    const history = historyOf(seed);
    const known = historyOf(seed, from);
    const model = stored(fitSizing(taskOf(known, from)));
    const promised = preparedTotals(taskOf(history, from));
    const quarter = blocksOf(history.grid, [from]).find((block) => block.from === from)!;
    expect(quarter.to - quarter.from).toBeGreaterThan(5);
    for (let t = quarter.from; t < quarter.to; t++) {
      const recent = recentOf(history, t, 29);
      const [total] = totalsFrom(model, recent, recent.grid.steps - 1);
      expect([t, total]).toEqual([t, promised[t]]);
    }
  });

  test('each quarter by its own choice, a day at once or step by step', () => {
    const history = historyOf(3);
    const model = fitSizing(taskOf(historyOf(3, from), from));
    const day = totalsFrom(model, history, from).subarray(0, perDay);
    for (let t = from; t < from + perDay; t += 5) {
      const recent = recentOf(history, t, 29);
      expect(totalsFrom(model, recent, recent.grid.steps - 1)[0]).toBe(day[t - from]);
    }
    const first = kindAt(history.grid, from);
    const others = model.choices.map((shares, kind) => (kind === first ? shares : []));
    const onlyFirst = totalsFrom({ ...model, choices: others }, history, from);
    expect(onlyFirst[0]).toBe(day[0]);
    expect(onlyFirst[perDay / 2]).toBe(0);
  });
});

test('the last rows of a peak table are the same, whatever precedes what they look back on', () => {
  const { grid, load } = historyOf(4);
  const first = load.length - 7;
  const [whole, tail] = [0, first].map((row) => peakTable(loadState(grid, load, 10, row), 4));
  tail!.columns.forEach((column, i) => {
    column.forEach((value, row) => {
      expect(value, `column ${i}`).toBeCloseTo(whole!.columns[i]![first + row]!, 9);
    });
  });
});

test('nor does it matter to a habit or a blend that only the newest rows were asked for', () => {
  const history = historyOf(5);
  const first = history.load.length - 7;
  const [whole, tail] = [0, first].map((row) => habitualPeaks(history, row));
  tail!.forEach(({ name, values }, i) => {
    expect([name, [...values]]).toEqual([name, [...whole![i]!.values.subarray(first)]]);
  });
});

test.each([1, 3, 40])(
  'what lies ahead is known near the same time of every day (width %i)',
  (width) => {
    const { load } = historyOf(6);
    const [first, reach] = [load.length - 5, 4];
    const whole = maxAhead(load, width);
    const near = aheadNear(maxAhead, load, width, { first, day: perDay, reach });
    for (let t = 0; t < load.length; t++) {
      const phase = (load.length - 1 - t + reach) % perDay;
      const isNear = phase <= 2 * reach + (load.length - 1 - first);
      expect([t, near[t]]).toEqual([t, isNear ? whole[t] : Number.NaN]);
    }
  },
);

describe('a total that is raised for an event', () => {
  test.each([
    { total: 10, multiple: 1, raised: 10 },
    { total: 10, multiple: 1.01, raised: 11 },
    { total: 10, multiple: 0.5, raised: 5 },
    { total: 0, multiple: 3, raised: 0 },
  ])('$total × $multiple is $raised', ({ total, multiple, raised }) => {
    expect(raisedTotal(total, multiple)).toBe(raised);
  });

  test('is the exact product where that is whole', () => {
    for (let total = 0; total <= 1000; total += 10) {
      for (let tenths = 1; tenths <= 50; tenths++) {
        expect(raisedTotal(total, tenths / 10)).toBe((total / 10) * tenths);
      }
    }
  });
});
