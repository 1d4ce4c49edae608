import { describe, expect, test } from 'vitest';
import { Controls } from '../../src/app/control.ts';
import type { Sizer, SizingRequest } from '../../src/app/ports/sizing.ts';
import { fitGroup } from '../../src/app/sizing-fit.ts';
import { measuredTimes } from '../../src/core/capacity/measured-times.ts';
import { blockAt, type Switchback } from '../../src/core/experiment/switchback.ts';
import type { GroupPolicy } from '../../src/core/planning/policy.ts';
import { endOf } from '../../src/core/series/series.ts';
import { microUsd, secondsPerDay } from '../../src/core/units.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { anActivity } from '../support/decisions.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySeriesStore } from '../support/series-store.ts';

const load = dailyLoad({ days: 7, stepSeconds: 300 });
const design: Switchback = {
  from: endOf(load),
  to: null,
  blockSeconds: secondsPerDay,
  washoutSeconds: 3600,
  seed: 1,
};
const policy = groupPolicy({ experiment: design });

function storeOf(): MemorySeriesStore {
  const store = new MemorySeriesStore();
  const samples = [...load.values].map((value, i) => ({ at: load.start + 300 * i, value }));
  store.append('web', { stepSeconds: 300, samples });
  return store;
}

const groupOf = (changes: Partial<GroupPolicy> = {}) => ({
  policy: { ...policy, ...changes },
  series: 'web',
  stepSeconds: 300,
});

/** A moment in the first pair's block of `arm`. */
function momentIn(arm: 'predictive' | 'constant'): number {
  const first = blockAt(design, 'web', design.from)!;
  return first.arm === arm ? design.from + 60 : first.to + 60;
}

describe('Controls', () => {
  test('has a constant in control blocks, and only there', () => {
    const controls = new Controls(storeOf());
    const group = groupOf();
    const { from, blockSeconds } = design;
    for (let at = from - blockSeconds; at < from + 6 * blockSeconds; at += 7200) {
      const isControl = blockAt(design, 'web', at)?.arm === 'constant';
      expect(controls.of(group, at, 300) !== null).toBe(isControl);
    }
  });

  test('the constant is that of the weeks before its pair, whatever comes within it', () => {
    const store = storeOf();
    const at = momentIn('constant');
    const before = new Controls(store).of(groupOf(), at, 300)!;
    expect(before.setting.prepared).toBeGreaterThan(0);
    const spike = [0, 300, 600].map((after) => ({ at: design.from + after, value: 1e4 }));
    store.append('web', { stepSeconds: 300, samples: spike });
    expect(new Controls(store).of(groupOf(), at + 900, 300)).toEqual(before);
  });

  test('it stays through its block, whatever boots and prices come to', () => {
    const store = storeOf();
    const controls = new Controls(store);
    const at = momentIn('constant');
    const before = controls.of(groupOf(), at, 300);
    const boots = measuredTimes(Array(40).fill(3000))!;
    const { prices } = groupPolicy();
    const dearer = { ...prices, bootingHour: microUsd(50 * prices.bootingHour) };
    expect(controls.of(groupOf({ boots, prices: dearer }), at + 600, 300)).toEqual(before);
    expect(new Controls(store).of(groupOf({ boots }), at + 600, 300)).toEqual(before);
  });

  test('a group without an experiment has none', () => {
    const controls = new Controls(storeOf());
    expect(controls.of(groupOf({ experiment: null }), momentIn('constant'), 300)).toBeNull();
  });

  test('nor has one of which nothing was measured', () => {
    const controls = new Controls(new MemorySeriesStore());
    expect(controls.of(groupOf(), momentIn('constant'), 300)).toBeNull();
  });
});

test('the sizing law does not answer for control blocks', async () => {
  const asked: SizingRequest[] = [];
  const sizer: Sizer = {
    fit: (request) => {
      asked.push(request);
      return Promise.reject(new ForewarmError('FW_TRAINING_FAILED', 'asked, that is enough'));
    },
  };
  const peaks = { scale: 1, windows: [] } as const;
  const model = { stepSeconds: 300, choices: [], peaks, claims: 0 };
  const fit = { model, conditions: '', fittedAt: design.from, leadsSince: design.from };
  const fits = { latest: () => fit, save: () => {} };
  const claims = new MemoryClaimStore();
  const at = design.from + 6 * secondsPerDay;
  for (let startedAt = design.from; startedAt < at; startedAt += 3600) {
    claims.record('web', [anActivity({ activityId: `a-${startedAt}`, startedAt })]);
  }
  const ports = { series: storeOf(), claims, fits, sizer };
  await expect(fitGroup(groupOf(), { at, reviewSeconds: 300 }, ports)).rejects.toThrow('asked');
  const arms = asked[0]!.realised.map((hour) => blockAt(design, 'web', hour.at)!.arm);
  expect(arms).toEqual(Array(3 * 24).fill('predictive'));
});
