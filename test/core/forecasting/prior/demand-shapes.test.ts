import { describe, expect, test } from 'vitest';
import { demandSeries } from '../../../../src/core/forecasting/prior/demand-shapes.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const count = 60;
const loads = Array.from({ length: count }, (_, i) =>
  demandSeries(900, 7, seededRandom(i, 'shapes')),
);

describe('demandSeries', () => {
  test('every load is whole: so many steps, none below zero, none endless', () => {
    for (const { values, stepSeconds } of loads) {
      expect(values.length * stepSeconds).toBe(7 * 86_400);
      expect(values.every((load) => load >= 0 && Number.isFinite(load))).toBe(true);
    }
  });

  test('the same stream gives the same load, another one another', () => {
    expect(demandSeries(900, 7, seededRandom(3, 'shapes'))).toEqual(loads[3]);
    expect(new Set(loads.map(({ values }) => values.join())).size).toBe(count);
  });

  test('the mixture holds loads that repeat by the day and loads that do not', () => {
    const alike = loads.map(({ values }) => dayCorrelation(values, 96));
    expect(alike.filter((share) => share > 0.8).length).toBeGreaterThan(count / 10);
    expect(alike.filter((share) => share < 0.3).length).toBeGreaterThan(count / 10);
  });

  test('the mixture holds counts, and loads that are silent for hours', () => {
    const counts = loads.filter(({ values }) => values.every(Number.isInteger));
    const silent = loads.filter(({ values }) => {
      const mean = values.reduce((sum, load) => sum + load, 0) / values.length;
      return values.filter((load) => load < 0.03 * mean).length > values.length / 10;
    });
    expect(counts.length).toBeGreaterThan(count / 4);
    expect(counts.length).toBeLessThan((3 * count) / 4);
    expect(silent.length).toBeGreaterThan(count / 6);
  });
});

/** Correlation of each day with the one before. */
function dayCorrelation(values: Float64Array, perDay: number): number {
  const mean = values.reduce((sum, load) => sum + load, 0) / values.length;
  let [shared, all] = [0, 0];
  for (let i = perDay; i < values.length; i++) {
    shared += (values[i]! - mean) * (values[i - perDay]! - mean);
    all += ((values[i]! - mean) ** 2 + (values[i - perDay]! - mean) ** 2) / 2;
  }
  return all > 0 ? shared / all : 0;
}
