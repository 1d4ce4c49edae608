import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FittedForecaster } from '../../src/core/forecasting/forecaster.ts';
import type { Dependence } from '../../src/core/forecasting/paths.ts';
import { portfolioName } from '../../src/core/forecasting/portfolio/portfolio.ts';
import { demandPaths } from '../../src/core/planning/demand-paths.ts';
import { liveScene, yesterdayModel } from '../support/live-scene.ts';

/** A model of one forecast, whose errors were found to hang together by `longShare`. */
function modelOf(longShare: number): FittedForecaster {
  const dependence: Dependence = {
    shortShare: 0,
    shortSeconds: 1800,
    longShare,
    longSeconds: 24 * 3600,
  };
  const model = yesterdayModel({ width: 0.3 });
  return { ...model, state: { member: portfolioName, version: 2, parameters: { dependence } } };
}

/** Highest demand of each path that the planner sizes by. */
function peaksUnder(longShare: number): number[] {
  const outlook = liveScene(modelOf(longShare)).step();
  if (outlook.kind !== 'forecast') return expect.unreachable();
  const { origin, stepSeconds } = outlook.forecast;
  const group = { desired: 1, minSize: 1, maxSize: 1e9, loadPerInstance: 0.1 };
  const at = origin + stepSeconds;
  const peaks = demandPaths(outlook, { ...group, at }, outlook.paths[0]!.length);
  return peaks.map(({ peak }) => peak);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

describe('the paths that a planner sizes by', () => {
  test('hang together as the model measured: the more, the wider and lower their peaks', () => {
    const law = fc.property(
      fc.double({ min: 0, max: 0.7, noNaN: true }),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      (share, more) => {
        const [loose, tied] = [share, share + more * (1 - share)].map(peaksUnder);
        expect(deviationOf(tied!)).toBeGreaterThan(deviationOf(loose!));
        expect(meanOf(tied!)).toBeLessThan(meanOf(loose!));
      },
    );
    fc.assert(law, { numRuns: 8, seed: 3 });
  });
});

test('a model of another series than the group has now is not asked', () => {
  const model = yesterdayModel();
  expect(liveScene(model, { series: 'shop' }).step()).toMatchObject({
    kind: 'untrusted',
    reason: 'forecast-broken',
    detail: expect.stringContaining('trained on the series shop'),
  });
  expect(model.read).toEqual([]);
});
