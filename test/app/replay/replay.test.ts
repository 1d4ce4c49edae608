import { beforeAll, describe, expect, test } from 'vitest';
import type { PolicyOutcome, ReplayDocument } from '../../../src/app/replay/document.ts';
import { replaySeries } from '../../../src/app/replay/replay.ts';
import type { ReplayRequest } from '../../../src/app/replay/world.ts';
import { replay } from '../../../src/core/replay/replay.ts';
import { alarmLoad, demandOf, groupTrace } from '../../../src/core/replay/trace.ts';
import { stepAt, type TimeSeries } from '../../../src/core/series/series.ts';
import { fromUsd, isoOf, secondsPerDay } from '../../../src/core/units.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const stepSeconds = 1800;
const perDay = secondsPerDay / stepSeconds;
const series = dailyLoad({ days: 11, stepSeconds, noise: 0.03 });
const from = 8 * perDay;
const request: ReplayRequest = {
  series,
  loadPerInstance: 5,
  bootSeconds: 300,
  startSeconds: 30,
  priceUsdPerHour: 0.1,
  stoppedPriceUsdPerHour: 0.004,
  state: 'Stopped',
  service: { kind: 'hit-rate', target: 0.95 },
  from: stepAt(series, from),
  max: null,
};

const policyNames = [
  'forewarm',
  'none',
  'best-constant',
  'aws-default',
  'aws-predictive',
  'last-week',
  'reactive',
  'clairvoyant',
];

function policy(document: ReplayDocument, name: string): PolicyOutcome {
  return document.policies.find((each) => each.name === name)!;
}

/** The whole setting of each step, from the changes that were listed. */
function settingsOfSteps({ settings }: PolicyOutcome, steps: number) {
  const changes = new Map(settings.map((setting) => [setting.at, setting]));
  const minSize = new Int32Array(steps);
  const prepared = new Int32Array(steps);
  let current = settings[0]!;
  for (let t = 0; t < steps; t++) {
    current = changes.get(isoOf(stepAt(series, from + t))) ?? current;
    minSize[t] = current.minSize;
    prepared[t] = current.prepared;
  }
  return { minSize, prepared };
}

describe('replaySeries', () => {
  let document: ReplayDocument;
  beforeAll(() => {
    document = replaySeries(request);
  });

  test('plays forewarm and every rival, in the same scenario', () => {
    expect(document.policies.map(({ name }) => name)).toEqual(policyNames);
    expect(document.scenario).toMatchObject({
      from: '2026-01-13T00:00:00Z',
      to: '2026-01-16T00:00:00Z',
      historyDays: 8,
      state: 'Stopped',
      requested: { hitRate: 0.95 },
    });
  });

  test('warns of what it knows to be thin', () => {
    const broken = series.values.slice();
    broken.fill(Number.NaN, 10, 30);
    const { warnings } = replaySeries({ ...request, series: { ...series, values: broken } });
    const share = ((100 * 20) / broken.length).toFixed(1);
    expect(warnings.map((each) => each.split(' ').slice(0, 4).join(' '))).toEqual([
      'only 8 d were',
      'only 3 d are',
      `${share} % of the`,
      'steps of 30 min',
    ]);
  });

  test('says which maximum aws-default rests on, and where it comes from', () => {
    const earlier = demandOf(alarmLoad(series.values, stepSeconds), request.loadPerInstance);
    const peak = Math.max(...earlier.subarray(0, from));
    expect(document.scenario).toMatchObject({
      max: Math.ceil(1.5 * peak),
      maxSource: 'earlier-peak',
    });
    expect(policy(document, 'aws-default').settings[0]!.prepared).toBe(Math.ceil(1.5 * peak));
  });

  test('the settings that are listed do what is reported', () => {
    const demand = demandOf(alarmLoad(series.values, stepSeconds), request.loadPerInstance);
    const trace = groupTrace(demand.subarray(from), stepSeconds);
    for (const each of document.policies) {
      if (each.name === 'aws-predictive') continue;
      const { reuse } = each.settings[0]!;
      const settings = settingsOfSteps(each, trace.active.length);
      const count = replay(trace, settings, { bootSeconds: 300, reuse });
      const claims = count.hits + count.misses;
      expect([each.name, each.coldStarts, each.boots]).toEqual([
        each.name,
        count.misses,
        count.boots,
      ]);
      expect(each.hitRate).toBeCloseTo(count.hits / claims);
      expect(each.warmInstanceHours).toBeCloseTo(count.heldSteps / 2);
      const spend = (count.heldSteps / 2) * 0.004 + count.boots * 0.1 * 0.1;
      expect(each.spendUsd).toBeCloseTo(spend);
    }
  });

  test('hours that predictive scaling adds cost what a running instance costs', () => {
    const { spendUsd, warmInstanceHours } = policy(document, 'aws-predictive');
    expect(warmInstanceHours).toBeGreaterThan(0);
    expect(spendUsd).toBeCloseTo(0.1 * warmInstanceHours);
  });

  test('every setting is whole, ascends in time from the start, and keeps state and reuse', () => {
    for (const { settings } of document.policies) {
      expect(settings[0]!.at).toBe(isoOf(request.from));
      const times = settings.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      for (const { minSize, prepared, state, reuse } of settings) {
        expect(Number.isInteger(minSize) && Number.isInteger(prepared)).toBe(true);
        expect(0 <= minSize && minSize <= prepared).toBe(true);
        expect([state, reuse]).toEqual(['Stopped', settings[0]!.reuse]);
      }
    }
  });

  test('forewarm is cheaper than what AWS does alone, and dearer than knowing the future', () => {
    const [own, aws, future] = ['forewarm', 'aws-default', 'clairvoyant'].map((name) =>
      policy(document, name),
    );
    expect(own!.spendUsd).toBeLessThan(aws!.spendUsd);
    expect(future!.spendUsd).toBeLessThan(own!.spendUsd);
    expect(future!.hitRate).toBe(1);
  });

  test('the means of the days add up to the whole', () => {
    const own = policy(document, 'forewarm');
    expect(own.perDay!.spendUsd.mean * 3).toBeCloseTo(own.spendUsd);
    expect(own.perDay!.spendUsd.low).toBeLessThan(own.perDay!.spendUsd.mean);
  });

  test('the bounds of a hit rate hold it and are shares', () => {
    for (const { hitRate, perDay } of document.policies) {
      const { low, mean, high } = perDay!.hitRate!;
      expect(mean).toBeCloseTo(hitRate);
      expect(0 <= low && low <= mean && mean <= high && high <= 1).toBe(true);
    }
  });

  test('the saving is what a fair constant costs more, by the day', () => {
    const own = policy(document, 'forewarm');
    const { against, usdPerDay, share } = document.saving!;
    expect(against.hitRate).toBeGreaterThanOrEqual(own.hitRate);
    expect(usdPerDay.mean * 3).toBeCloseTo(against.spendUsd - own.spendUsd);
    expect(share!.mean).toBeCloseTo(1 - own.spendUsd / against.spendUsd);
    expect(usdPerDay.low).toBeLessThan(usdPerDay.high);
  });

  test('the frontier has forewarm at several hit rates, with the one asked for as played', () => {
    const { forewarm } = document.frontier;
    expect(forewarm.map(({ requested }) => requested)).toEqual([0.8, 0.9, 0.95, 0.99]);
    const { spendUsd, coldStarts } = policy(document, 'forewarm');
    expect(forewarm[2]).toMatchObject({ spendUsd, coldStarts });
    expect(forewarm[0]!.spendUsd).toBeLessThan(forewarm[3]!.spendUsd);
  });

  test('a point of the frontier is what a replay for it alone would be', () => {
    const service = { kind: 'hit-rate', target: 0.8 } as const;
    const { spendUsd, coldStarts } = policy(replaySeries({ ...request, service }), 'forewarm');
    expect(document.frontier.forewarm[0]).toMatchObject({ spendUsd, coldStarts });
  });

  test('the advice names dollars a month, and what a cold start that is avoided costs', () => {
    expect(document.advice).toMatch(/\$\d+\.\d\d a month/);
    expect(document.advice).toMatch(/Each cold start that forewarm avoids costs \$0\.0\d+:/);
  });
});

describe('state auto', () => {
  const chosen = (stoppedPriceUsdPerHour: number): string =>
    replaySeries({ ...request, state: 'auto', stoppedPriceUsdPerHour }).scenario.state;

  test('parks where disks are cheap', () => {
    expect(chosen(0.0001)).toBe('Stopped');
  });

  test('keeps running where parking costs as much as running', () => {
    expect(chosen(0.1)).toBe('Running');
  });

  /** The choice where disks are cheap and a Running member starts in five seconds. */
  const choiceWithin = (startWithinSeconds: number | null, from = request.from) => {
    const auto = { state: 'auto', startRunningSeconds: 5, startWithinSeconds, from } as const;
    const { scenario } = replaySeries({ ...request, ...auto, stoppedPriceUsdPerHour: 0.0001 });
    return { ...scenario.stateChoice!, state: scenario.state, startSeconds: scenario.startSeconds };
  };

  test('tells what each state would have cost before, and takes the cheapest', () => {
    const { state, startSeconds, priced, reason } = choiceWithin(null);
    expect([state, startSeconds]).toEqual(['Stopped', 30]);
    const [stopped, running] = priced.map(({ usdPerMonth }) => usdPerMonth!);
    expect(stopped).toBeGreaterThan(0);
    expect(running).toBeGreaterThan(stopped!);
    expect(reason).toContain(`Stopped $${stopped!.toFixed(2)} a month; Running $`);
  });

  test('takes none that starts too late, unless all do', () => {
    const quick = choiceWithin(20);
    expect([quick.state, quick.startSeconds]).toEqual(['Running', 5]);
    expect(quick.reason).toContain('but 30 s to start is too late');
    const late = choiceWithin(4);
    expect(late.state).toBe('Running');
    expect(late.reason).toMatch(/^Running, the quickest, for none starts soon enough/);
  });

  test('says so where there is nothing to tell by', () => {
    const { state, priced, reason } = choiceWithin(null, series.start);
    expect(state).toBe('Stopped');
    expect(priced.map(({ usdPerMonth }) => usdPerMonth)).toEqual([null, null]);
    expect(reason).toContain('nothing precedes the span');
  });

  test('a state that is given needs no reason', () => {
    expect(replaySeries(request).scenario).not.toHaveProperty('stateChoice');
  });
});

describe('advice', () => {
  test('nothing, where demand never rises', () => {
    const flat: TimeSeries = { ...series, values: new Float64Array(series.values.length).fill(50) };
    const { advice, policies } = replaySeries({ ...request, series: flat });
    expect(advice).toBe('Demand never rose in this span: no pool was needed.');
    expect(policies[0]!.hitRate).toBe(1);
  });
});

describe('what cannot be replayed', () => {
  const last = stepAt(series, series.values.length - 1);

  test.each([
    { when: 'before the series', from: series.start - 1 },
    { when: 'within its last step, after which none begins', from: last + 1 },
    { when: 'at its end', from: last + stepSeconds },
  ])('a start $when', ({ from }) => {
    expect(() => replaySeries({ ...request, from })).toThrow(
      expect.objectContaining({ code: 'FW_USAGE' }),
    );
  });

  test.each([
    { what: 'a load in another unit than --per-instance', change: { loadPerInstance: 1e-8 } },
    { what: 'a maximum beyond all groups', change: { max: 3e9 } },
  ])('$what', ({ change }) => {
    expect(() => replaySeries({ ...request, ...change })).toThrow(
      expect.objectContaining({
        code: 'FW_USAGE',
        message: expect.stringContaining('more than 1,000,000 instances'),
      }),
    );
  });

  test('a series without a single value', () => {
    const values = new Float64Array(series.values.length).fill(Number.NaN);
    const empty = { ...request, series: { ...series, values } };
    expect(() => replaySeries(empty)).toThrow(expect.objectContaining({ code: 'FW_DATA_SHORT' }));
  });
});

describe('a replay of announced events', () => {
  // Every day so many hours after midnight the load is four times as high for one.
  const hours = [3, 19, 7, 22, 12, 1, 17, 9, 4, 20, 14];
  const events = hours.map((hour, day) => {
    const start = series.start + (24 * day + hour) * 3600;
    const times = { rampSeconds: 0, decaySeconds: 0 };
    return { name: 'mail', start, end: start + 3600, multiple: null, ...times };
  });
  const values = series.values.map((value, i) => {
    const at = stepAt(series, i);
    return events.some(({ start, end }) => at >= start && at < end) ? 4 * value : value;
  });
  const mailed: ReplayRequest = { ...request, series: { ...series, values } };
  const own = (asked: ReplayRequest) => policy(replaySeries(asked), 'forewarm');

  test('prepares for what it was told of, and leaves no trace in the calm days', () => {
    const [told, untold] = [own({ ...mailed, events }), own(mailed)];
    expect(told.hitRate).toBeGreaterThan(untold.hitRate);
    expect(told.spendUsd).toBeLessThan(untold.spendUsd);
  });

  test('a state is judged with what it was told of', () => {
    const service = { kind: 'cold-start-cost', cost: fromUsd(0.5) } as const;
    const pricedOf = (asked: ReplayRequest) =>
      replaySeries({ ...asked, state: 'auto', service }).scenario.stateChoice!.priced;
    const [told, untold] = [pricedOf({ ...mailed, events }), pricedOf(mailed)];
    for (const [i, { state, usdPerMonth }] of told.entries()) {
      expect(usdPerMonth, state).toBeLessThan(0.9 * untold[i]!.usdPerMonth!);
    }
  });

  test('counts them, and moves no rival', () => {
    const [told, untold] = [{ ...mailed, events }, mailed].map(replaySeries);
    expect([told!.scenario.announced, untold!.scenario.announced]).toEqual([3, 0]);
    expect(told!.policies.slice(1)).toEqual(untold!.policies.slice(1));
  });
});
