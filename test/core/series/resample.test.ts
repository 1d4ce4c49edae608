import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AssertionError } from '../../../src/core/assert.ts';
import { assertSamples, gridOf, resample } from '../../../src/core/series/resample.ts';

const { NaN: unobserved } = Number;

const run = (stepSeconds: number, ...pairs: readonly (readonly [at: number, value: number])[]) => ({
  stepSeconds,
  samples: pairs.map(([at, value]) => ({ at, value })),
});

describe('resample', () => {
  test.each([
    { name: 'nothing is unobserved', runs: [], want: [unobserved, unobserved] },
    {
      name: 'a step is the mean of its samples',
      runs: [run(60, [0, 1], [60, 4], [300, 7])],
      want: [2.5, 7],
    },
    {
      name: 'a coarse sample holds for the steps that begin in it',
      runs: [run(600, [0, 8])],
      want: [8, 8],
    },
    { name: 'also from before the window', runs: [run(600, [-300, 8])], want: [8, unobserved] },
    {
      name: 'off the grid it holds from the next step',
      runs: [run(600, [120, 8])],
      want: [unobserved, 8],
    },
    {
      name: 'a sample off the grid counts where it begins',
      runs: [run(300, [240, 8])],
      want: [8, unobserved],
    },
    {
      name: 'the finer of two that cover a step serves',
      runs: [run(300, [0, 5]), run(600, [0, 8])],
      want: [5, 8],
    },
    {
      name: 'a coarse sample serves a step that finer ones cover in part',
      runs: [run(60, [0, 1]), run(600, [0, 8])],
      want: [8, 8],
    },
    {
      name: 'samples outside the window are left out',
      runs: [run(60, [-60, 1], [600, 2])],
      want: [unobserved, unobserved],
    },
  ])('$name', ({ runs, want }) => {
    const series = resample(runs, { from: 0, to: 600, stepSeconds: 300 });
    expect(series.start).toBe(0);
    expect([...series.values]).toEqual(want);
  });

  test('the total load of whole steps survives a coarser grid', () => {
    const minutes = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });
    const law = fc.property(minutes, fc.constantFrom(120, 300, 600, 1800), (loads, stepSeconds) => {
      const samples = loads.map((value, i) => ({ at: i * 60, value }));
      const series = resample([{ stepSeconds: 60, samples }], { from: 0, to: 3600, stepSeconds });
      const total = series.values.reduce((sum, value) => sum + value * stepSeconds, 0);
      expect(total).toBeCloseTo(
        loads.reduce((sum, value) => sum + value * 60, 0),
        4,
      );
    });
    fc.assert(law, { seed: 7 });
  });

  test('a window that is no whole number of steps is a programming error', () => {
    expect(() => resample([], { from: 0, to: 450, stepSeconds: 300 })).toThrow(AssertionError);
  });
});

describe('gridOf', () => {
  test('keeps the times of the samples and opens their gaps', () => {
    expect(gridOf(run(300, [240, 1], [840, 2]))).toEqual({
      start: 240,
      stepSeconds: 300,
      values: Float64Array.of(1, unobserved, 2),
    });
  });

  test('one sample is a series of one step', () => {
    expect(gridOf(run(60, [60, 3])).values).toEqual(Float64Array.of(3));
  });
});

describe('assertSamples', () => {
  test.each([
    ['a step of nothing', run(0, [0, 1])],
    ['half a second', run(60, [0.5, 1])],
    ['a time twice', run(60, [60, 1], [60, 1])],
    ['an infinite load', run(60, [0, Number.POSITIVE_INFINITY])],
    ['a negative load', run(60, [0, -1e-9])],
  ])('stops on %s', (_, wrong) => {
    expect(() => assertSamples(wrong)).toThrow(AssertionError);
    expect(() => assertSamples(run(60, [0, 0], [60, 1]))).not.toThrow();
  });
});
