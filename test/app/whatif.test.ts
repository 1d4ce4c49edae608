import { beforeAll, describe, expect, test } from 'vitest';
import { replaySeries } from '../../src/app/replay/replay.ts';
import type { ReplayRequest } from '../../src/app/replay/world.ts';
import { type Change, type WhatIfDocument, whatIf } from '../../src/app/whatif.ts';
import { stepAt } from '../../src/core/series/series.ts';
import { fromUsd, secondsPerDay } from '../../src/core/units.ts';
import { dailyLoad } from '../support/daily-load.ts';

const stepSeconds = 1800;
const perDay = secondsPerDay / stepSeconds;
const series = dailyLoad({ days: 9, stepSeconds, noise: 0.03 });
const request: ReplayRequest = {
  series,
  loadPerInstance: 5,
  bootSeconds: 300,
  startSeconds: 30,
  priceUsdPerHour: 0.1,
  stoppedPriceUsdPerHour: 0.004,
  state: 'Stopped',
  service: { kind: 'hit-rate', target: 0.95 },
  from: stepAt(series, 6 * perDay),
  max: null,
};

describe('what if', () => {
  let document: WhatIfDocument;
  beforeAll(() => {
    document = whatIf(request, null);
  });

  const outcomeOf = (kind: Change['kind'], nth = 0) =>
    document.changes.filter(({ change }) => change.kind === kind)[nth]!;

  test('as it is, it is what replay says, and so is another hit rate', () => {
    const { policies, frontier, scenario } = replaySeries(request);
    const months =
      (Date.parse(scenario.to) - Date.parse(scenario.from)) / 1000 / secondsPerDay / 30;
    expect(document.base.coldStarts).toBe(policies[0]!.coldStarts);
    expect(document.base.spendUsdPerMonth * months).toBeCloseTo(policies[0]!.spendUsd);
    const asked = frontier.forewarm.find(({ requested }) => requested === 0.9)!;
    expect(outcomeOf('hit-rate').change).toEqual({ kind: 'hit-rate', target: 0.9 });
    expect(outcomeOf('hit-rate').coldStarts).toBe(asked.coldStarts);
  });

  test('the start time moves the wait and nothing else', () => {
    const { change: _, meanWaitSeconds, ...rest } = outcomeOf('start');
    const { meanWaitSeconds: before, ...base } = document.base;
    expect(rest).toEqual(base);
    expect(meanWaitSeconds).toBeCloseTo(before + request.startSeconds);
  });

  test('a spike that nobody announced brings cold starts', () => {
    expect(outcomeOf('spike').coldStarts).toBeGreaterThan(document.base.coldStarts);
  });

  test('a cap holds, and misses more', () => {
    const { change, spendUsdPerMonth, coldStarts } = outcomeOf('cap');
    expect(change.kind).toBe('cap');
    const { usdPerDay } = change as Extract<Change, { kind: 'cap' }>;
    expect(spendUsdPerMonth / 30).toBeLessThanOrEqual(usdPerDay + 1e-9);
    expect(coldStarts).toBeGreaterThan(document.base.coldStarts);
  });

  test('under a cap nothing holds more than what was asked would, however cheap a cold start', () => {
    const service = { kind: 'cold-start-cost', cost: fromUsd(0.02) } as const;
    const caps = [0.05, 0.2, 100].map((usdPerDay) => ({ kind: 'cap', usdPerDay }) as const);
    const { base, changes } = whatIf({ ...request, service }, caps);
    for (const { meanMembers } of changes) {
      expect(meanMembers).toBeLessThanOrEqual(base.meanMembers + 1e-9);
    }
    expect(changes.at(-1)!.coldStarts).toBe(base.coldStarts);
  });

  test('dearer disks cost more, a faster boot less', () => {
    expect(outcomeOf('stopped-price').spendUsdPerMonth).toBeGreaterThan(
      document.base.spendUsdPerMonth,
    );
    const [half, twice] = [outcomeOf('boot', 0), outcomeOf('boot', 1)];
    expect(half.spendUsdPerMonth).toBeLessThan(twice.spendUsdPerMonth);
  });

  test('a spike as high as the load is no change, and each change is told before it is played', () => {
    const told: string[] = [];
    const same = [
      { kind: 'spike', factor: 1 },
      { kind: 'start', seconds: 30 },
    ] as const;
    const { base, changes } = whatIf(request, same, ({ kind }, index, count) =>
      told.push(`${kind} ${index}/${count}`),
    );
    expect(told).toEqual(['spike 0/2', 'start 1/2']);
    for (const outcome of changes) expect(outcome).toMatchObject({ ...base });
  });

  test('where a cold start has a price, that price is changed instead of the hit rate', () => {
    const service = { kind: 'cold-start-cost', cost: fromUsd(0.05) } as const;
    const changes = [{ kind: 'cold-start', usd: 5 }] as const;
    const {
      base,
      changes: [dearer],
    } = whatIf({ ...request, service }, changes);
    expect(dearer!.coldStarts).toBeLessThan(base.coldStarts);
  });
});
