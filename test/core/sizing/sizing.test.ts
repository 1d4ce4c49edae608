import { beforeAll, describe, expect, test } from 'vitest';
import type { Aim } from '../../../src/core/capacity/aim.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { replay } from '../../../src/core/replay/replay.ts';
import type { RivalScene } from '../../../src/core/replay/rivals.ts';
import { cheapestReaching, constantResults } from '../../../src/core/replay/rivals-constant.ts';
import { hitRateOf, poolCosts, spendOf } from '../../../src/core/replay/scorecard.ts';
import { demandOf, groupTrace } from '../../../src/core/replay/trace.ts';
import { localClock } from '../../../src/core/series/calendar.ts';
import type { LocalGrid } from '../../../src/core/series/local-grid.ts';
import { blocksOf } from '../../../src/core/sizing/blocks.ts';
import { loadState, peakTable } from '../../../src/core/sizing/features.ts';
import type { SizingHistory } from '../../../src/core/sizing/history.ts';
import { learntPeaks } from '../../../src/core/sizing/peaks.ts';
import { RuleTrials } from '../../../src/core/sizing/rule-trials.ts';
import { ruleBook, totalsOf } from '../../../src/core/sizing/rules.ts';
import { ServiceLoop } from '../../../src/core/sizing/service.ts';
import { preparedTotals, type SizingTask, tryOut } from '../../../src/core/sizing/sizing.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const stepSeconds = 1800;
const bootSeconds = 600;
const hitRate95: Aim = { kind: 'hit-rate', target: 0.95 };
const prices = { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 };

function gridOf(steps: number, stepSeconds: number, zone = 'UTC'): LocalGrid {
  const start = Date.UTC(2026, 0, 5) / 1000;
  return { start, stepSeconds, steps, clock: localClock(zone) };
}

function historyOf(load: Float64Array): SizingHistory {
  const { active } = groupTrace(demandOf(load, 1), stepSeconds);
  return { grid: gridOf(load.length, stepSeconds), load, active };
}

function taskOf(
  load: Float64Array,
  from: number,
  state: 'Running' | 'Stopped',
  aim: Aim = hitRate95,
  book = ruleBook(historyOf(load), from, 1),
): SizingTask {
  const history = historyOf(load);
  const costs = poolCosts(state, prices, { stepSeconds, bootSeconds });
  return {
    history,
    book,
    costs,
    bootSeconds,
    aim,
    lowerAfterSteps: state === 'Running' ? 0 : 2,
    from,
  };
}

/** The law's hit rate from `from` on, and its cost over that of the best constant with as many hits. */
function judged(task: SizingTask): { hitRate: number; ratio: number } {
  const { history, from, costs } = task;
  const demand = demandOf(history.load, 1);
  const trace = groupTrace(demand.subarray(from), history.grid.stepSeconds);
  const prepared = preparedTotals(task).subarray(from);
  const count = replay(trace, { minSize: null, prepared }, { bootSeconds, reuse: true });
  const scene: RivalScene = { trace, from, load: history.load, demand, bootSeconds, costs };
  const constant = cheapestReaching(constantResults(scene), hitRateOf(count));
  return { hitRate: hitRateOf(count), ratio: spendOf(count, costs) / constant.spendUsd };
}

const perDay = 48;
const days = 16;
const from = 10 * perDay;
const wave = dailyLoad({ days, stepSeconds, noise: 0.03 }).values.map((load) => load / 5);

describe('the sizing law on a daily rhythm', () => {
  const book = ruleBook(historyOf(wave), from, 1);

  test('tasks that share their trials, differing in their aim, get what each alone would', () => {
    const [hit80, hit99] = [0.8, 0.99].map((target): SizingTask => {
      return taskOf(wave, from, 'Stopped', { kind: 'hit-rate', target }, book);
    });
    const trials = new RuleTrials(hit80!);
    for (const task of [hit80!, hit99!]) {
      expect(preparedTotals({ ...task, trials })).toEqual(preparedTotals(task));
    }
  });

  test('one that goes on where another stopped gets what it alone would', () => {
    const task = taskOf(wave, from, 'Stopped', hitRate95, book);
    const trials = new RuleTrials(task);
    tryOut({ ...task, trials }, 5 * perDay);
    expect(preparedTotals({ ...task, trials })).toEqual(preparedTotals(task));
  });

  test('rules live through no block before those that precede it', () => {
    const task = taskOf(wave, from, 'Stopped', hitRate95, book);
    const trials = new RuleTrials(task);
    const [first, second, third] = blocksOf(task.history.grid, [from]);
    const record = trials.at(first!);
    expect(() => trials.at(third!)).toThrow('the next block begins at step 12, not 24');
    trials.at(second!);
    expect(trials.at(first!)).toBe(record);
    expect(() => trials.at({ from: 0, to: 5 })).toThrow('the block at step 0 ends at 12, not at 5');
  });

  test.each([
    { state: 'Running' as const, most: 0.7 },
    { state: 'Stopped' as const, most: 0.95 },
  ])('a $state pool costs less than any constant that hits as often', ({ state, most }) => {
    const { hitRate, ratio } = judged(taskOf(wave, from, state, hitRate95, book));
    expect(hitRate).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(most);
  });

  test('more is prepared where a cold start is dearer', () => {
    const sum = (missUsd: number): number => {
      const totals = preparedTotals(
        taskOf(wave, from, 'Running', { kind: 'miss-price', missUsd }, book),
      );
      return totals.subarray(from).reduce((a, b) => a + b, 0);
    };
    const [cheap, dear] = [sum(0.1), sum(100)];
    expect(dear).toBeGreaterThan(1.1 * cheap);
  });
});

describe('the sizing law on noise', () => {
  test('costs at most three tenths more than the best constant, which knew what would come', () => {
    const random = seededRandom(3);
    const noise = Float64Array.from(
      { length: 14 * perDay },
      () => 20 * Math.exp(0.5 * random.normal()),
    );
    expect(judged(taskOf(noise, 8 * perDay, 'Stopped')).ratio).toBeLessThan(1.3);
  });
});

describe('no total sees what comes after it', () => {
  // Just after a refit, whose last rows must not have looked ahead.
  const cut = 13 * perDay + 5;
  let before: Int32Array;
  beforeAll(() => {
    before = preparedTotals(taskOf(wave, from, 'Running'));
  });

  test('another future changes no total up to the present', () => {
    const random = seededRandom(5);
    const other = wave.map((load, t) => (t <= cut ? load : load * 4 * random.next()));
    const after = preparedTotals(taskOf(other, from, 'Running'));
    expect(after.subarray(from, cut + 1)).toEqual(before.subarray(from, cut + 1));
    expect(after.subarray(cut + 1)).not.toEqual(before.subarray(cut + 1));
  });

  test('a future that has not come yet is as good as any', () => {
    const after = preparedTotals(taskOf(wave.slice(0, cut + 1), from, 'Running'));
    expect(after.subarray(from)).toEqual(before.subarray(from, cut + 1));
  });

  test('each learnt peak, to the last bit', () => {
    const other = wave.map((load, t) => (t <= cut ? load : 3 * load));
    const changed = learntPeaks(historyOf(other), from, 1).streams;
    learntPeaks(historyOf(wave), from, 1).streams.forEach(({ name, values }, i) => {
      expect(changed[i]!.values.subarray(0, cut + 1), name).toEqual(values.subarray(0, cut + 1));
    });
  });

  test('each column of the peak forecast, to the last bit', () => {
    const grid = gridOf(wave.length, stepSeconds);
    const columns = (load: Float64Array, window: number) =>
      peakTable(loadState(grid, load, 10), window).columns;
    const other = wave.map((load, t) => (t <= cut ? load : 1000 - load));
    for (const window of [1, 8, perDay]) {
      const changed = columns(other, window);
      columns(wave, window).forEach((column, i) => {
        expect(changed[i]!.subarray(0, cut + 1), `column ${i}, window ${window}`).toEqual(
          column.subarray(0, cut + 1),
        );
      });
    }
  });
});

test('without any history the totals still follow the load', () => {
  const totals = preparedTotals(taskOf(wave.slice(0, perDay / 2), 0, 'Stopped'));
  const peak = Math.max(...wave.subarray(0, perDay / 2));
  expect(totals[0]).toBeGreaterThanOrEqual(Math.ceil(wave[0]!));
  expect(totals.at(-1)).toBe(Math.ceil(1.25 * peak));
});

test('blocks are the quarters of the local day, cut where sizing starts', () => {
  const blocks = blocksOf(gridOf(48, 3600, 'Asia/Kolkata'), [10]);
  const rows = blocks.map(({ from, to, quarter }) => [from, to, quarter]);
  // Midnight UTC is 05:30 in Kolkata: the first quarter ends within the first hour.
  expect(rows.slice(0, 5)).toEqual([
    [0, 1, 0],
    [1, 7, 1],
    [7, 10, 2],
    [10, 13, 2],
    [13, 19, 3],
  ]);
  expect(blocks.at(-1)!.to).toBe(48);
});

test('a total is its expectation with a margin, an extra and no less than what it must spare', () => {
  const totals = new Int32Array(3);
  const shape = { margin: 1.5, extra: 1, spare: 2 };
  totalsOf(shape, Float64Array.of(4, 4.1, 0), Int32Array.of(2, 9, 3), totals);
  expect([...totals]).toEqual([7, 11, 5]);
});

describe('ServiceLoop', () => {
  const lifted = (hits: number, misses: number): number => {
    const loop = new ServiceLoop();
    loop.observe({ hits, misses });
    return loop.lift({ kind: 'hit-rate', target: 0.95 });
  };

  test('asks for more after a shortfall, a little less after a surplus, within bounds', () => {
    const neutral = lifted(95, 5);
    expect(lifted(80, 20)).toBeGreaterThan(neutral + 1);
    expect(lifted(100, 0)).toBeLessThan(neutral);
    expect(lifted(0, 100) - neutral).toBeCloseTo(1.5);
    expect(neutral - lifted(1000, 0)).toBeCloseTo(0.3);
  });

  test('believes no rate of a few claims', () => {
    expect(lifted(0, 5)).toBe(new ServiceLoop().lift({ kind: 'hit-rate', target: 0.95 }));
  });
});
