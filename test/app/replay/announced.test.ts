import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announcedLoad } from '../../../src/app/replay/announced.ts';
import { seededRandom } from '../../../src/core/random.ts';
import { indexOf, type TimeSeries } from '../../../src/core/series/series.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const [hour, day, stepSeconds] = [3600, 86_400, 900];
const calm = dailyLoad({ days: 21, stepSeconds, noise: 0, wander: 0 });
/** A sale of two hours on the second and on the third Wednesday, at noon. */
const starts = [9, 16].map((days) => calm.start + days * day + 12 * hour);
const sales = starts.map((start) => {
  return { name: 'sale', start, end: start + 2 * hour, multiple: null };
});
const options = { zone: 'UTC', coverSeconds: hour };

/** `calm` with the load of each of the sales `times` as high. */
function withSales(times: number): TimeSeries {
  const values = calm.values.map((value, i) => {
    const at = calm.start + i * stepSeconds;
    return sales.some(({ start, end }) => at >= start && at < end) ? times * value : value;
  });
  return { ...calm, values };
}

const series = withSales(3);
const stepOf = (at: number) => indexOf(series, at);

describe('the load without announced events', () => {
  test('is the load itself where none is announced', () => {
    const { ordinary, multiples } = announcedLoad(series, [], options);
    expect(ordinary).toBe(series);
    expect(new Set(multiples)).toEqual(new Set([1]));
  });

  test('is what is usual while one runs, and the load itself at all other times', () => {
    const { ordinary } = announcedLoad(series, sales, options);
    for (const [i, value] of ordinary.values.entries()) expect(value).toBeCloseTo(calm.values[i]!);
    const shifted = sales.map((sale) => ({
      ...sale,
      start: sale.start + 3 * hour,
      end: sale.end + 3 * hour,
    }));
    const other = announcedLoad(series, shifted, options).ordinary;
    expect(other.values[stepOf(starts[0]! + hour)]).toBe(series.values[stepOf(starts[0]! + hour)]);
  });
});

describe('the multiple that a step must prepare for', () => {
  const { multiples } = announcedLoad(series, sales, options);
  const at = (time: number) => multiples[stepOf(time)]!;

  test('is 1 before an event of which nobody knows anything, and what it shows as it runs', () => {
    expect(at(starts[0]! - stepSeconds)).toBe(1);
    expect(at(starts[0]! + hour)).toBeCloseTo(3, 1);
  });

  test('is what the one before brought, from as long before as must be covered', () => {
    const ramp = 600;
    expect(at(starts[1]! - ramp - hour - 2 * stepSeconds)).toBe(1);
    expect(at(starts[1]! - hour)).toBeGreaterThan(2.5);
    expect(at(starts[1]! + 2 * hour - stepSeconds)).toBeCloseTo(3, 1);
    expect(at(starts[1]! + 3 * hour)).toBe(1);
  });

  test('is the announced one while nothing has been seen', () => {
    const announced = sales.map((sale) => ({ ...sale, multiple: 5 }));
    const said = announcedLoad(series, announced, options).multiples;
    expect(said[stepOf(starts[0]! - hour)]).toBeCloseTo(5);
    expect(said[stepOf(starts[0]! + 2 * hour - stepSeconds)]).toBeLessThan(3.5);
  });

  test('two events at once multiply', () => {
    const both = ['sale', 'match'].map((name) => ({ ...sales[0]!, name, multiple: 2 }));
    const said = announcedLoad(calm, both, options).multiples;
    expect(said[stepOf(starts[0]! - hour)]).toBeCloseTo(4);
  });
});

test('nothing after a step changes its load or its multiple', () => {
  // Some on the first day, which no earlier day explains, and each with others soon after it.
  const crowd = [calm.start + 12 * hour, ...starts].flatMap((start) =>
    [0, 2.5, 5.75]
      .map((later) => start + later * hour)
      .map((at) => ({ ...sales[0]!, start: at, end: at + 2 * hour })),
  );
  const whole = announcedLoad(series, crowd, options);
  const edges = crowd.flatMap(({ start, end }) => [start, end - 1500, end, end + 900].map(stepOf));
  const step = fc.oneof(fc.constantFrom(...edges), fc.nat(series.values.length - 1));
  const law = fc.property(step, fc.nat(), (last, seed) => {
    const random = seededRandom(seed, 'noise');
    const values = series.values.map((value, i) => (i <= last ? value : 1e4 * random.next()));
    const other = announcedLoad({ ...series, values }, crowd, options);
    expect(other.multiples.subarray(0, last + 1)).toEqual(whole.multiples.subarray(0, last + 1));
    const known = other.ordinary.values.subarray(0, last + 1);
    expect(known).toEqual(whole.ordinary.values.subarray(0, last + 1));
  });
  fc.assert(law, { numRuns: 150 });
});
