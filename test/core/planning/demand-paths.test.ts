import { describe, expect, test } from 'vitest';
import { demandPaths } from '../../../src/core/planning/demand-paths.ts';

const origin = 1_800_000_000;
const stepSeconds = 300;
const forecast = { origin, stepSeconds, levels: [], quantiles: [] };
const group = { desired: 1, minSize: 0, maxSize: 100, loadPerInstance: 10 };

/** Instances in service along a path of rising load, of which the step after `origin` is the first. */
function servingAt(at: number, steps: number): number[] | undefined {
  const paths = [Float64Array.of(10, 20, 30, 40)];
  const [first] = demandPaths({ forecast, paths }, { ...group, at }, steps);
  return first && [...first.serving];
}

describe('demandPaths', () => {
  test.each([
    { name: 'the step after the history', at: origin + stepSeconds, want: [1, 2] },
    { name: 'the step that is running', at: origin + 2 * stepSeconds + 299, want: [2, 3] },
    { name: 'fewer where the forecast ends sooner', at: origin + 4 * stepSeconds, want: [4] },
    { name: 'none when it has ended', at: origin + 5 * stepSeconds, want: undefined },
  ])('begins with the step that is running: $name', ({ at, want }) => {
    expect(servingAt(at, 2)).toEqual(want);
  });

  test('leaves out broken paths', () => {
    const paths = [
      Float64Array.of(10, Number.NaN),
      Float64Array.of(10, -1),
      Float64Array.of(20, 20),
    ];
    const at = origin + stepSeconds;
    const whole = demandPaths({ forecast, paths }, { ...group, at }, 2);
    expect(whole.map(({ peak }) => peak)).toEqual([2]);
  });
});
