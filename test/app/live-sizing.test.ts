import { beforeAll, describe, expect, test } from 'vitest';
import type { SizingStore, StoredSizing } from '../../src/app/ports/sizing.ts';
import { Sizings } from '../../src/app/sizing.ts';
import { costsOf, fitGroup, fitRequested, sizingHistory } from '../../src/app/sizing-fit.ts';
import { leadSteps, refillSeconds } from '../../src/core/capacity/lead-time.ts';
import type { SizedTotal } from '../../src/core/planning/situation.ts';
import { blocksOf } from '../../src/core/sizing/blocks.ts';
import { RuleTrials } from '../../src/core/sizing/rule-trials.ts';
import { ruleBook } from '../../src/core/sizing/rules.ts';
import { preparedTotals, type SizingTask } from '../../src/core/sizing/sizing.ts';
import { fromUsd } from '../../src/core/units.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const stepSeconds = 1800;
const reviewSeconds = 300;
const series = dailyLoad({ days: 21, stepSeconds, noise: 0.1 });
/** The step at which a fit is made: the quarter of the day has just begun. */
const from = 20 * 48 + 12;
const policy = groupPolicy({
  bootSeconds: 1200,
  lowerAfterSeconds: 0,
  serviceLevel: { kind: 'cold-start-cost', cost: fromUsd(0.4) },
  caps: [{ per: 'month', limit: fromUsd(1) }],
  trust: { dataAgeSecondsMax: 1e9, modelAgeSecondsMax: 1e9, lossRatioMax: 1 },
});

describe('what the daemon would have, step by step from its stores', () => {
  const task = replayed();
  const quarter = blocksOf(task.history.grid, [from]).find((block) => block.from === from)!;
  const live: SizedTotal[] = [];

  beforeAll(async () => {
    const store = new MemorySeriesStore();
    const measure = (first: number, end: number) => {
      const samples = Array.from({ length: end - first }, (_, i) => {
        return { at: series.start + (first + i) * stepSeconds, value: series.values[first + i]! };
      });
      store.append('web', { stepSeconds, samples });
    };
    measure(0, from);
    const fits = new StoredOnce();
    const ports = { series: store, claims: new MemoryClaimStore(), fits, sizer: { fit: fitNow } };
    const group = { policy, series: 'web', stepSeconds };
    await fitGroup(group, { at: series.start + from * stepSeconds, reviewSeconds }, ports);
    const sizings = new Sizings(fits, store);
    for (let step = quarter.from; step < quarter.to; step++) {
      measure(step, step + 1);
      const at = series.start + (step + 1) * stepSeconds;
      live.push(sizings.of({ ...group, at, coverSeconds: 0 })!);
    }
  });

  test('is what replay has in the quarter of the day that follows a fit', () => {
    const promised = preparedTotals(task).subarray(quarter.from, quarter.to);
    expect(quarter.to - quarter.from).toBe(12);
    expect(live.map(({ prepared }) => prepared)).toEqual([...promised]);
    expect(new Set(promised).size).toBeGreaterThan(2);
  });

  // A rule may hold what it expected for three hours; before the fit that came from other models.
  const heldSteps = (3 * 3600) / stepSeconds;

  test('is what replay has at every level that was fitted, none above the wanted one', () => {
    const wanted = preparedTotals(task);
    const prices = [1 / 64, 1 / 32, 1 / 16, 1 / 8].map((share) => share * 0.4);
    const fitted = prices.map((missUsd) => {
      return preparedTotals({ ...task, aim: { kind: 'miss-price', missUsd } });
    });
    live.slice(heldSteps).forEach(({ levels }, i) => {
      const step = quarter.from + heldSteps + i;
      const promised = [0, ...fitted.map((totals) => totals[step]!), wanted[step]!];
      const had = levels!.filter((_, n) => n % 4 === 0).map(({ prepared }) => prepared);
      expect(had).toEqual(promised.map((total) => Math.min(total, wanted[step]!)));
    });
  });
});

/** A fit as it comes back from where it was stored. */
class StoredOnce implements SizingStore {
  #kept = 'null';
  save(_group: string, sizing: StoredSizing): void {
    this.#kept = JSON.stringify(sizing);
  }
  latest(): StoredSizing | null {
    return JSON.parse(this.#kept);
  }
}

async function fitNow(request: Parameters<typeof fitRequested>[0]) {
  return fitRequested(request);
}

/** The whole series as replay lives through it, in the world that the daemon's fit takes for real. */
function replayed(): SizingTask {
  const history = sizingHistory(series, policy);
  const bootSteps = leadSteps(refillSeconds(policy.bootSeconds) + reviewSeconds, stepSeconds);
  const terms = {
    history,
    book: ruleBook(history, from, bootSteps),
    costs: costsOf(policy, stepSeconds),
    bootSeconds: bootSteps * stepSeconds,
  };
  const aim = { kind: 'miss-price', missUsd: 0.4 } as const;
  return { ...terms, aim, lowerAfterSteps: 0, from, trials: new RuleTrials(terms) };
}
