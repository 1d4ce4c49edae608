import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addLiveTallies,
  bookedHorizons,
  emptyLiveTally,
  liveAccuracyOf,
  type SaidLoad,
  saidLoads,
  seasonalNaive,
  tallyOfSaid,
} from '../../../../src/core/forecasting/accuracy/live-accuracy.ts';
import type { Forecast } from '../../../../src/core/forecasting/forecaster.ts';
import { localClock } from '../../../../src/core/series/calendar.ts';

const day = 86_400;
const said = (changes: Partial<SaidLoad> = {}): SaidLoad => {
  return { target: 0, horizonSeconds: 300, low: 80, middle: 100, high: 120, naive: 90, ...changes };
};

const loads = fc.nat(1e6);
const saids = fc
  .tuple(fc.array(loads, { minLength: 3, maxLength: 3 }), loads)
  .map(([quantiles, naive]) => {
    const [low, middle, high] = quantiles.toSorted((a, b) => a - b);
    return said({ low: low!, middle: middle!, high: high!, naive });
  });

describe('tallyOfSaid', () => {
  test('a load within the interval, by hand', () => {
    const { loss, ...rest } = tallyOfSaid(said(), 110);
    expect(loss).toBeCloseTo((2 * (0.1 * 30 + 0.5 * 10 + 0.1 * 10)) / 3, 9);
    expect(rest).toEqual({
      steps: 1,
      load: 110,
      naiveLoss: 20,
      error: 10,
      bias: 10,
      intervals: 1,
      inside: 1,
    });
  });

  test('naive is scored as a forecast of one load at every level', () => {
    const law = fc.property(loads, loads, (naive, load) => {
      const asOne = tallyOfSaid(said({ low: naive, middle: naive, high: naive, naive }), load);
      expect(asOne.loss).toBeCloseTo(asOne.naiveLoss, 3);
    });
    fc.assert(law, { seed: 1 });
  });

  test('no load makes a loss negative, and saying it exactly costs nothing', () => {
    const law = fc.property(saids, loads, (one, load) => {
      expect(tallyOfSaid(one, load).loss).toBeGreaterThanOrEqual(0);
      const exact = said({ low: load, middle: load, high: load, naive: load });
      expect(tallyOfSaid(exact, load)).toMatchObject({ loss: 0, naiveLoss: 0, error: 0, bias: 0 });
    });
    fc.assert(law, { seed: 2 });
  });

  test.each([
    { name: 'hit, it tells nothing', load: 100, intervals: 0, inside: 0 },
    { name: 'missed by rounding, it was hit', load: 100.001, intervals: 0, inside: 0 },
    { name: 'missed, it was wrong', load: 101, intervals: 1, inside: 0 },
  ])('an interval without width that is $name', ({ load, intervals, inside }) => {
    const one = said({ low: 100, middle: 100, high: 100 });
    expect(tallyOfSaid(one, load)).toMatchObject({ intervals, inside });
  });
});

describe('liveAccuracyOf', () => {
  test('figures do not depend on how the days were added up', () => {
    const law = fc.property(fc.array(fc.tuple(saids, loads), { minLength: 2 }), (pairs) => {
      const tallies = pairs.map(([one, load]) => tallyOfSaid(one, load));
      const forwards = liveAccuracyOf(tallies.reduce(addLiveTallies, emptyLiveTally));
      const backwards = liveAccuracyOf(tallies.reduceRight(addLiveTallies));
      expect(forwards.steps).toBe(backwards.steps);
      expect(forwards.coverage80).toBe(backwards.coverage80);
      expect(forwards.wape ?? 0).toBeCloseTo(backwards.wape ?? 0, 6);
      expect(forwards.lossRatio ?? 0).toBeCloseTo(backwards.lossRatio ?? 0, 6);
    });
    fc.assert(law, { seed: 3 });
  });

  test('where nothing was measured nothing is said', () => {
    expect(liveAccuracyOf(emptyLiveTally)).toEqual({
      steps: 0,
      wape: null,
      weightedQuantileLoss: null,
      coverage80: null,
      lossRatio: null,
      bias: null,
    });
  });

  test('losses too small to measure are alike: a constant load does not condemn a model', () => {
    const almost = said({ low: 99.9, middle: 100, high: 100.1, naive: 100 });
    const { lossRatio } = liveAccuracyOf(tallyOfSaid(almost, 100.05));
    expect(lossRatio).toBe(1);
  });
});

describe('bookedHorizons', () => {
  test.each([
    { step: 60, near: [60, 1800, 3600], far: [10_800, 43_200, 86_400] },
    { step: 300, near: [300, 1800, 3600], far: [10_800, 43_200, 86_400] },
    { step: 1800, near: [1800, 3600], far: [10_800, 43_200, 86_400] },
    { step: 3600, near: [3600], far: [10_800, 43_200, 86_400] },
  ])('on a grid of $step s', ({ step, near, far }) => {
    expect(bookedHorizons(step)).toEqual({ near, far });
  });
});

describe('saidLoads', () => {
  const recent = {
    start: 0,
    stepSeconds: 3600,
    values: Float64Array.from({ length: 24 * 9 }, (_, i) => i),
  };
  const end = 9 * day;
  const forecast: Forecast = {
    origin: end - 3600,
    stepSeconds: 3600,
    levels: [0.1, 0.5, 0.9],
    quantiles: [1, 2, 3].map((row) => Float64Array.from({ length: 5 }, (_, h) => 10 * row + h)),
  };

  test('takes each horizon from its own column, beside the load of a week before', () => {
    expect(saidLoads(forecast, [3600, 10_800], recent, 'UTC')).toEqual([
      { target: end, horizonSeconds: 3600, low: 10, middle: 20, high: 30, naive: 48 },
      { target: end + 7200, horizonSeconds: 10_800, low: 12, middle: 22, high: 32, naive: 50 },
    ]);
  });

  test('leaves out what the forecast does not reach, and what is not a number', () => {
    expect(saidLoads(forecast, [day], recent, 'UTC')).toEqual([]);
    const broken = {
      ...forecast,
      quantiles: forecast.quantiles.map((row) => row.fill(Number.NaN)),
    };
    expect(saidLoads(broken, [3600], recent, 'UTC')).toEqual([]);
  });
});

describe('seasonalNaive', () => {
  const utc = localClock('UTC');
  const hours = (values: number[]) => {
    return { start: 0, stepSeconds: 3600, values: Float64Array.from(values) };
  };

  test('falls back on yesterday, then on the newest load, then on nothing', () => {
    const days = hours(Array.from({ length: 48 }, (_, i) => i));
    expect(seasonalNaive(days, 48 * 3600, utc)).toBe(24);
    expect(seasonalNaive(hours([7, Number.NaN]), 2 * 3600, utc)).toBe(7);
    expect(seasonalNaive(hours([Number.NaN]), 3600, utc)).toBeNull();
  });

  test('reads the same local hour across a change of the clock', () => {
    const start = Date.UTC(2026, 2, 23) / 1000; // Monday before summer time begins in Berlin
    const values = Float64Array.from({ length: 24 * 8 }, (_, i) => i);
    const series = { start, stepSeconds: 3600, values };
    const target = start + 7 * day + 10 * 3600; // 12:00 on the Monday after
    expect(seasonalNaive(series, target, localClock('Europe/Berlin'))).toBe(11);
  });
});
