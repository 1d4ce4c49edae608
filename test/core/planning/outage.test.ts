import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poolStates } from '../../../src/core/capacity/setting.ts';
import { foundSetting } from '../../../src/core/planning/budget/commitment.ts';
import { looksLikeOutage } from '../../../src/core/planning/outage.ts';
import { planFleet } from '../../../src/core/planning/planner.ts';
import type { Outlook } from '../../../src/core/planning/situation.ts';
import { totalOf } from '../../../src/core/planning/stabilize.ts';
import type { TimeSeries } from '../../../src/core/series/series.ts';
import { fleetPolicy, groupObservation, groupPolicy, situation } from '../../support/policies.ts';

const at = Date.UTC(2026, 2, 20) / 1000; // a Friday
const stepSeconds = 300;
const perDay = 86_400 / stepSeconds;

/** `days` of load before `end` after the law `loadAt` of hours since the epoch. */
function seriesOf(days: number, loadAt: (hours: number) => number, end = at): TimeSeries {
  const start = end - days * 86_400;
  const hoursOf = (step: number) => (start + step * stepSeconds) / 3600;
  const values = Float64Array.from({ length: days * perDay }, (_, n) => loadAt(hoursOf(n)));
  return { start, stepSeconds, values };
}

/** Busy by day, a twentieth of that by night, next to nothing at weekends. */
function officeLoad(hours: number): number {
  const day = Math.floor(hours / 24 + 4) % 7; // 1970 began on a Thursday
  if (day === 0 || day === 6) return 20;
  const hour = hours % 24;
  return hour >= 7 && hour < 19 ? 800 : 40;
}

describe('looksLikeOutage', () => {
  const collapsed = (series: TimeSeries, steps: number, to: number): TimeSeries => ({
    ...series,
    values: series.values.map((value, n) => (n >= series.values.length - steps ? to : value)),
  });

  test.each([
    { name: 'every night', end: at + 22 * 3600 },
    { name: 'the first minutes of a night', end: at + 19 * 3600 + 300 },
    { name: 'a weekend', end: at + 34 * 3600 },
  ])('$name is no outage', ({ end }) => {
    expect(looksLikeOutage(seriesOf(15, officeLoad, end))).toBe(false);
  });

  test.each([1, 5, 10, 60, 80])('a collapse by day holds, also after %i steps', (steps) => {
    const noon = seriesOf(15, officeLoad, at + 15 * 3600);
    expect(looksLikeOutage(collapsed(noon, steps, 3))).toBe(true);
  });

  test('on the first day the whole of it is what is usual', () => {
    const steady = { start: at, stepSeconds, values: new Float64Array(60).fill(100) };
    expect(looksLikeOutage(collapsed(steady, 24, 2))).toBe(true);
    expect(looksLikeOutage(collapsed(steady, 24, 30))).toBe(false);
  });

  test.each([
    { name: 'nothing observed', values: [Number.NaN, Number.NaN] },
    { name: 'no series', values: [] },
    { name: 'silence that was always there', values: [0, 0, 0] },
  ])('$name is no outage', ({ values }) => {
    const series = { start: at, stepSeconds, values: Float64Array.from(values) };
    expect(looksLikeOutage(series)).toBe(false);
  });
});

describe('a plan', () => {
  const observation = groupObservation({
    at,
    pool: { minSize: 0, prepared: 40, state: 'Stopped', reuse: true },
  });
  const found = foundSetting(observation)!;
  /** What a model would say that has seen the load collapse, and has been believed all along. */
  const gloom: Outlook = {
    kind: 'forecast',
    forecast: { origin: at - stepSeconds, stepSeconds, levels: [], quantiles: [] },
    paths: Array.from({ length: 8 }, () => new Float64Array(40).fill(1)),
    model: 'gloom',
  };
  const lowTargets = Array.from({ length: 30 }, (_, n) => ({
    at: at - 7200 + n * 240,
    prepared: 1,
  }));
  const totalAfter = (recent: TimeSeries, outlook: Outlook, state = found.state) => {
    const seen = { ...observation, pool: { ...found, state } };
    const scene = situation({ observation: seen, recent, outlook, targets: lowTargets });
    const pool = { state, reuse: true, minSize: 0, preparedMax: null };
    const [plan] = planFleet(
      [{ situation: scene, policy: groupPolicy({ pool }) }],
      fleetPolicy({ stepSeconds }),
    );
    return { total: totalOf(plan!.setting, observation.desired), blind: plan!.blind ?? false };
  };
  const untrusted: Outlook = { kind: 'untrusted', reason: 'no-model', detail: 'none yet' };
  const wave = (hours: number) => 300 + 250 * Math.sin((hours / 24) * 2 * Math.PI);
  const before = totalOf(found, observation.desired);

  test('never shrinks because data are missing or collapsed, for however long', () => {
    const troubles = fc.record({
      history: fc.constantFrom(3, 8, 15),
      steps: fc.integer({ min: 1, max: perDay }),
      share: fc.option(fc.double({ min: 0, max: 0.15, noNaN: true }), { nil: null }),
      hour: fc.nat(23),
      believed: fc.boolean(),
      state: fc.constantFrom(...poolStates),
    });
    fc.assert(
      fc.property(troubles, ({ history, steps, share, hour, believed, state }) => {
        const length = history * perDay;
        const gone = share === null ? Math.max(4, steps) : steps; // later than data may be
        const recent = seriesOf(history, (hours) => wave(hours + hour));
        const values = recent.values.map((value, n) =>
          n < length - gone ? value : share === null ? Number.NaN : value * share,
        );
        const { total, blind } = totalAfter(
          { ...recent, values },
          believed ? gloom : untrusted,
          state,
        );
        expect(total).toBeGreaterThanOrEqual(before);
        expect(blind).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('follows a night that comes every day', () => {
    const night = seriesOf(5, (hours) => officeLoad(hours - 43)); // ends on a Wednesday at five
    expect(looksLikeOutage(night)).toBe(false);
    expect(totalAfter(night, untrusted).total).toBeLessThan(before);
    expect(totalAfter(night, gloom).total).toBeLessThan(before);
  });
});
