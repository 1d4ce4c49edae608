import { describe, expect, test } from 'vitest';
import {
  compareBoots,
  compareGroup,
  comparisonIsDue,
  fasterBootAdvice,
} from '../../src/app/faster-boot.ts';
import type { BootOutcome, BootTrial, FasterBoot } from '../../src/app/ports/sizing.ts';
import type { ReplayRequest } from '../../src/app/replay/world.ts';
import { conditionsOf } from '../../src/app/sizing-fit.ts';
import { whatIf } from '../../src/app/whatif.ts';
import type { GroupPolicy } from '../../src/core/planning/policy.ts';
import { endOf, stepAt } from '../../src/core/series/series.ts';
import { fromUsd, toUsd } from '../../src/core/units.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { MemoryFasterBootStore } from '../support/faster-boot-store.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const [day, stepSeconds] = [86_400, 1800];
const groupOf = (policy: Partial<GroupPolicy> = {}) => {
  return { policy: groupPolicy(policy), series: 'web', stepSeconds };
};
const target = { serviceLevel: { kind: 'hit-rate', target: 0.95 } } as const;

/** A comparison under the policy of `group`, made at 0. */
function comparison(group = groupOf(target), changes: Partial<BootOutcome> = {}): FasterBoot {
  const asIs = { bootSeconds: 300, usdPerMonth: 100, hitRate: 0.97, coldStarts: 30 };
  const faster = { ...asIs, bootSeconds: 150, usdPerMonth: 80, ...changes };
  return { at: 0, conditions: conditionsOf(group.policy, stepSeconds), days: 15, asIs, faster };
}

describe('what a faster boot would save is told', () => {
  const group = groupOf(target);
  const savedBy = (changes: Partial<BootOutcome>) =>
    fasterBootAdvice(group, comparison(group, changes), day)?.savedUsdPerMonth ?? null;

  test.each([
    { of: 'a fifth', changes: {}, want: 20 },
    { of: 'a tenth', changes: { usdPerMonth: 90 }, want: 10 },
    { of: 'less', changes: { usdPerMonth: 90.1 }, want: null },
    { of: 'nothing', changes: { usdPerMonth: 101 }, want: null },
    { of: 'a fifth at the rate asked for', changes: { hitRate: 0.946 }, want: 20 },
    { of: 'a fifth for colder starts', changes: { hitRate: 0.944 }, want: null },
  ])('where it is $of: $want', ({ changes, want }) => {
    expect(savedBy(changes)).toBe(want);
  });

  test('with cold starts where these have a price', () => {
    const priced = groupOf({ serviceLevel: { kind: 'cold-start-cost', cost: fromUsd(0.5) } });
    // Twenty fewer in fifteen days are forty in a month.
    const fewer = comparison(priced, { coldStarts: 10, usdPerMonth: 100 });
    const told = fasterBootAdvice(priced, fewer, day)!;
    expect([told.savedUsdPerMonth, told.usdPerMonth]).toEqual([20, 130]);
    const more = comparison(priced, { coldStarts: 60, hitRate: 0.9 });
    expect(fasterBootAdvice(priced, more, day)).toBeNull();
  });

  test('for two weeks, and while the policy stays as it was', () => {
    expect(fasterBootAdvice(group, comparison(), 14 * day)).not.toBeNull();
    expect(fasterBootAdvice(group, comparison(), 14 * day + 1)).toBeNull();
    const slower = groupOf({ ...target, bootSeconds: 301 });
    expect(fasterBootAdvice(slower, comparison(), day)).toBeNull();
    expect(fasterBootAdvice(group, null, day)).toBeNull();
  });
});

test('a comparison is made anew after a week, and under another policy', () => {
  const group = groupOf(target);
  expect(comparisonIsDue(group, null, 0)).toBe(true);
  expect(comparisonIsDue(group, comparison(), 7 * day - 1)).toBe(false);
  expect(comparisonIsDue(group, comparison(), 7 * day)).toBe(true);
  expect(
    comparisonIsDue(groupOf({ ...target, startSeconds: 1, zone: 'Asia/Tokyo' }), comparison(), 0),
  ).toBe(true);
});

describe('a comparison of one group', () => {
  const load = dailyLoad({ days: 20, stepSeconds });

  /** What a group with `days` of history asks the trial for, and what is kept of its answer. */
  async function compared(days: number) {
    const series = new MemorySeriesStore();
    const samples = [...load.values].map((value, i) => ({ at: stepAt(load, i), value }));
    series.append('web', { stepSeconds, samples: samples.slice(0, (days * day) / stepSeconds) });
    const asked: ReplayRequest[] = [];
    const { asIs, faster } = comparison();
    const bootTrial: BootTrial = {
      compare: async (request) => {
        asked.push(request);
        return { days: 7, asIs, faster };
      },
    };
    const [boots, group] = [new MemoryFasterBootStore(), groupOf(target)];
    const at = load.start + days * day + 60;
    const done = await compareGroup(group, group, at, { series, boots, bootTrial });
    return { done, asked, at, group, kept: boots.latest('web') };
  }

  test('replays its newest days at its own prices, and is kept for its policy', async () => {
    const { done, asked, at, group, kept } = await compared(20);
    const { policy } = group;
    expect(done).toBe(true);
    const [request] = asked;
    expect(endOf(request!.series)).toBe(load.start + 20 * day);
    expect(request).toMatchObject({
      from: load.start + 10 * day,
      bootSeconds: policy.bootSeconds,
      priceUsdPerHour: toUsd(policy.prices.bootingHour),
      stoppedPriceUsdPerHour: toUsd(policy.prices.parkedHour[policy.pool.state]),
      service: target.serviceLevel,
    });
    expect(kept).toMatchObject({ at, days: 7 });
    expect(comparisonIsDue(group, kept, at)).toBe(false);
  });

  test('waits for two weeks of history', async () => {
    expect(await compared(13)).toMatchObject({ done: false, asked: [], kept: null });
    expect(await compared(14)).toMatchObject({ done: true });
  });

  test('is what a change of the boot time alone comes to', () => {
    const series = dailyLoad({ days: 9, stepSeconds: 3600 });
    const request: ReplayRequest = {
      ...{ series, loadPerInstance: 5, bootSeconds: 7200, startSeconds: 30, state: 'Stopped' },
      ...{ priceUsdPerHour: 0.1, stoppedPriceUsdPerHour: 0.004, max: null },
      ...{ service: target.serviceLevel, from: series.start + 7 * day },
    };
    const [asIs, faster] = [7200, 3600].map((bootSeconds) => {
      const { base } = whatIf({ ...request, bootSeconds }, []);
      const { spendUsdPerMonth: usdPerMonth, hitRate, coldStarts } = base;
      return { bootSeconds, usdPerMonth, hitRate, coldStarts };
    });
    expect(compareBoots(request)).toEqual({ days: 2, asIs, faster });
    expect(asIs!.usdPerMonth).not.toBe(faster!.usdPerMonth);
  });
});
