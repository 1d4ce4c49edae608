import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnnouncedEvent } from '../../../../src/core/calendar/occurrences.ts';
import {
  type KnownEvent,
  knownEvents,
  learntUplifts,
  multipleAt,
  withEvents,
  withoutEvents,
} from '../../../../src/core/forecasting/events/events.ts';
import { endOf, type TimeSeries } from '../../../../src/core/series/series.ts';
import { secondsPerDay, secondsPerHour } from '../../../../src/core/units.ts';
import { dailyLoad } from '../../../support/daily-load.ts';

const step = 300;
const zone = 'UTC';
const usualRamp = 600;
const sale: KnownEvent = {
  name: 'sale',
  start: 36_000,
  end: 43_200,
  multiple: 3,
  deviation: 0.2,
};

function flat(days: number, value = 100): TimeSeries {
  const steps = (days * secondsPerDay) / step;
  return { start: 0, stepSeconds: step, values: new Float64Array(steps).fill(value) };
}

/** An event of two hours from noon of `day`. */
function noonEvent(name: string, day: number, multiple: number | null = null): AnnouncedEvent {
  const start = day * secondsPerDay + 12 * secondsPerHour;
  return { name, start, end: start + 2 * secondsPerHour, multiple };
}

/** `series` with `multiple` times the load from start to end of `event`. */
function raised(series: TimeSeries, { start, end }: AnnouncedEvent, multiple: number): TimeSeries {
  const values = series.values.map((value, i) => {
    const at = series.start + i * series.stepSeconds;
    return at >= start && at < end ? value * multiple : value;
  });
  return { ...series, values };
}

describe('multipleAt', () => {
  test.each([
    { at: sale.start - usualRamp, want: 1 },
    { at: sale.start - usualRamp / 2, want: 2 },
    { at: sale.start, want: 3 },
    { at: sale.end, want: 3 },
    { at: sale.end + usualRamp / 2, want: 2 },
    { at: sale.end + usualRamp, want: 1 },
  ])('a sale of 3 × at $at is $want', ({ at, want }) => {
    expect(multipleAt([sale], at)).toBeCloseTo(want);
  });

  test('grows and fades as long as the event says', () => {
    const slow = { ...sale, rampSeconds: 3600, decaySeconds: 7200 };
    expect(multipleAt([slow], sale.start - 1800)).toBeCloseTo(2);
    expect(multipleAt([slow], sale.end + 3600)).toBeCloseTo(2);
  });

  test('events at the same time multiply', () => {
    expect(multipleAt([sale, { ...sale, multiple: 2 }], sale.start)).toBeCloseTo(6);
  });
});

describe('withoutEvents', () => {
  test('what a past event did changes no bit of what is learnt', () => {
    const event = { ...sale, decaySeconds: 1800 };
    const law = fc.property(fc.double({ min: 0, max: 50, noNaN: true }), (multiple) => {
      const quiet = flat(2);
      const loud = raised(quiet, { ...event, start: event.start - usualRamp }, multiple);
      expect(withoutEvents(loud, [event])).toEqual(withoutEvents(quiet, [event]));
    });
    fc.assert(law, { seed: 7, numRuns: 30 });
    const touched = withoutEvents(flat(2), [event]).values.filter(Number.isNaN).length;
    expect(touched).toBe(2 + 24 + 6); // ramp, event and decay in steps of five minutes
  });

  test('a running event is divided out, so that the newest load is ordinary', () => {
    const running = { ...sale, start: 44 * secondsPerHour, end: 50 * secondsPerHour };
    const cleaned = withoutEvents(raised(flat(2), running, 3), [running]);
    expect(cleaned.values.at(-1)).toBeCloseTo(100, 9);
  });

  test('events elsewhere change nothing, not even the object', () => {
    const series = flat(1);
    const later = { ...sale, start: 10 * secondsPerDay, end: 11 * secondsPerDay };
    expect(withoutEvents(series, [later])).toBe(series);
  });
});

describe('knownEvents', () => {
  const known = (plans: readonly AnnouncedEvent[], history: TimeSeries) =>
    knownEvents(plans, history, { zone });

  test('learns a multiple from past events of that name, and of no other', () => {
    const [past, next, stranger] = [
      noonEvent('sale', 8),
      noonEvent('sale', 16),
      noonEvent('launch', 16),
    ];
    const history = raised(flat(15), past!, 2.5);
    const [, saleAhead, launchAhead] = known([past!, next!, stranger!], history);
    expect(saleAhead!.multiple).toBeGreaterThan(2.3);
    expect(saleAhead!.multiple).toBeLessThan(2.5);
    expect(launchAhead).toMatchObject({ name: 'launch', multiple: 1, deviation: 0 });
  });

  test('on a load with days, weeks, noise and a wandering level', () => {
    const learnt = [1, 2, 3, 4, 5, 6].map((seed) => {
      const load = dailyLoad({ days: 35, stepSeconds: 900, seed });
      const day = load.start / secondsPerDay;
      const past = [15, 20, 26].map((on) => noonEvent('match', day + on));
      const history = past.reduce((series, event) => raised(series, event, 2), load);
      return known([...past, noonEvent('match', day + 36)], history).at(-1)!.multiple;
    });
    for (const multiple of learnt) expect(Math.abs(Math.log(multiple / 2))).toBeLessThan(0.15);
    const mean = learnt.reduce((sum, multiple) => sum + multiple, 0) / learnt.length;
    expect(Math.abs(Math.log(mean / 2))).toBeLessThan(0.05);
  });

  test('on a busy day, against the level of that day', () => {
    const past = noonEvent('sale', 8);
    const busy = { ...past, start: 8 * secondsPerDay, end: 9 * secondsPerDay };
    const history = raised(raised(flat(15), busy, 2), past, 2.5);
    const ahead = known([past, noonEvent('sale', 16)], history).at(-1)!;
    expect(ahead.multiple).toBeGreaterThan(2.3);
    expect(ahead.multiple).toBeLessThan(2.6);
  });

  test('on the first days, from the load around the event', () => {
    const past = noonEvent('sale', 0);
    const [, ahead] = known([past, noonEvent('sale', 2)], raised(flat(1), past, 2.5));
    expect(ahead!.multiple).toBeGreaterThan(2.3);
  });

  test('on the first days, from no step more than an hour off what is felt of it', () => {
    const past = noonEvent('sale', 0);
    const history = raised(flat(1), past, 2.5);
    const felt = [past.start - usualRamp, past.end + usualRamp] as const;
    history.values.fill(7, 0, (felt[0] - secondsPerHour) / step);
    history.values.fill(9000, (felt[1] + secondsPerHour) / step);
    expect(learntUplifts([past], history, zone)).toMatchObject([{ multiple: 2.5 }]);
  });

  test('an outage during an event teaches nothing', () => {
    const past = noonEvent('sale', 8);
    const history = flat(15);
    history.values.fill(Number.NaN, past.start / step, past.end / step);
    expect(learntUplifts([past], history, zone)).toEqual([]);
  });

  test('an event that runs short of its announcement is forecast as it runs', () => {
    const event: AnnouncedEvent = { ...noonEvent('sale', 8, 3), end: 9 * secondsPerDay };
    const history = raised(flat(15), event, 1.5);
    const until = (hours: number) => ({
      ...history,
      values: history.values.subarray(0, (8 * 24 + 12 + hours) * 12),
    });
    const [[before], [during]] = [known([event], until(0)), known([event], until(6))];
    expect(before!.multiple).toBeCloseTo(3);
    expect(during!.multiple).toBeLessThan(2);
    expect(during!.deviation).toBeLessThan(before!.deviation);
  });

  test('a recurring event is learnt from its own recurrences', () => {
    const weekly = {
      name: 'newsletter',
      cron: '0 12 * * 4',
      zone: 'UTC',
      durationSeconds: 7200,
      multiple: null,
    }; // day 0 was a Thursday
    const past = [0, 7, 14, 21].map((day) => noonEvent('newsletter', day));
    const history = past.reduce((series, event) => raised(series, event, 2), flat(27));
    const all = knownEvents([weekly], history, { zone });
    expect(all.map(({ start }) => start / secondsPerDay)).toEqual([0.5, 7.5, 14.5, 21.5, 28.5]);
    expect(all.at(-1)!.multiple).toBeCloseTo(2, 1);
  });

  test('remembers what the history is too short to show, and counts no event twice', () => {
    const past = noonEvent('sale', 8);
    const history = raised(flat(15), past, 2.5);
    const learnt = learntUplifts([past], history, zone);
    const plans = [past, noonEvent('sale', 16)];
    const twice = knownEvents(plans, history, { zone, learnt });
    expect(twice).toEqual(known(plans, history));
    const short = { ...history, start: 10 * secondsPerDay, values: history.values.slice(10 * 288) };
    expect(knownEvents(plans, short, { zone, learnt }).at(-1)).toEqual(twice.at(-1));
  });

  test('nothing after the history matters', () => {
    const load = dailyLoad({ days: 20, stepSeconds: 900 });
    const day = load.start / secondsPerDay;
    const plans = [noonEvent('match', day + 9), noonEvent('match', day + 16)];
    const until = (values: Float64Array) => ({ ...load, values: values.slice(0, 15 * 96) });
    const other = load.values.map((value, i) => (i < 15 * 96 ? value : value * 7));
    expect(endOf(until(other))).toBe(endOf(until(load.values)));
    expect(known(plans, until(other))).toEqual(known(plans, until(load.values)));
  });
});

describe('withEvents', () => {
  const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.995];
  /** Quantiles of half an hour around the middle of the sale. */
  const forecastOf = (loads: readonly number[]) => ({
    origin: sale.start,
    stepSeconds: step,
    levels,
    quantiles: loads.map((load) => new Float64Array(6).fill(load)),
  });
  const ascending = fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })), {
      minLength: levels.length,
      maxLength: levels.length,
    })
    .map((loads) => loads.sort((a, b) => a - b));

  test('raises the median by the multiple, and the tails by more', () => {
    const ordinary = forecastOf([80, 85, 92, 100, 109, 118, 150]);
    const { quantiles } = withEvents(ordinary, [sale]);
    const ratios = quantiles.map((row, l) => row[0]! / ordinary.quantiles[l]![0]!);
    expect(ratios[3]).toBeCloseTo(3, 9);
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    expect(ratios.at(-1)).toBeGreaterThan(3.3);
  });

  test('an uncertain event widens more than a sure one', () => {
    const ordinary = forecastOf([80, 85, 92, 100, 109, 118, 150]);
    const width = (deviation: number) => {
      const { quantiles } = withEvents(ordinary, [{ ...sale, deviation }]);
      return quantiles[5]![0]! / quantiles[1]![0]!;
    };
    expect(width(0)).toBeCloseTo(118 / 85, 9);
    expect(width(0.1)).toBeGreaterThan(width(0));
    expect(width(0.4)).toBeGreaterThan(width(0.1));
  });

  test('never lowers a quantile when it raises the load, and quantiles never cross', () => {
    const multiple = fc.double({ min: 0.1, max: 20, noNaN: true });
    const deviation = fc.double({ min: 0, max: 2, noNaN: true });
    const law = fc.property(ascending, multiple, deviation, (loads, times, unsure) => {
      const ordinary = forecastOf(loads);
      const event = { ...sale, multiple: times, deviation: unsure };
      const { quantiles } = withEvents(ordinary, [event]);
      for (const [l, row] of quantiles.entries()) {
        expect(row.every(Number.isFinite)).toBe(true);
        if (times >= 1) expect(row[0]).toBeGreaterThanOrEqual(loads[l]!);
        if (l > 0) expect(row[0]! * (1 + 1e-9)).toBeGreaterThanOrEqual(quantiles[l - 1]![0]!);
      }
    });
    fc.assert(law, { seed: 11, numRuns: 300 });
  });

  test('no event, no change', () => {
    const ordinary = forecastOf([1, 2, 3, 4, 5, 6, 7]);
    expect(withEvents(ordinary, [])).toBe(ordinary);
    expect(withEvents(ordinary, [{ ...sale, start: 1e9, end: 2e9 }])).toBe(ordinary);
  });
});
