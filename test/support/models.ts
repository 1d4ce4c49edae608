import type { ModelManifest, TrainedModel } from '../../src/app/ports/models.ts';
import type { FittedForecaster, ModelState } from '../../src/core/forecasting/forecaster.ts';

/** A model that forecasts `load` for ever, at every level. */
export function constantModel(load: number): FittedForecaster {
  return {
    name: 'constant',
    state: { member: 'constant', version: 1, parameters: { load } },
    predict: (recent, horizon, levels) => ({
      origin: recent.start + (recent.values.length - 1) * recent.stepSeconds,
      stepSeconds: recent.stepSeconds,
      levels,
      quantiles: levels.map(() => new Float64Array(horizon).fill(load)),
    }),
  };
}

/** Reads a constant model back. @throws TypeError when `state` is none. */
export function restoreConstant({ parameters }: ModelState): FittedForecaster {
  const { load } = parameters as { load?: unknown };
  if (typeof load !== 'number') throw new TypeError('no constant model');
  return constantModel(load);
}

/** A constant model of `web`, with what `changes` says otherwise of its manifest. */
export function aTrainedModel(changes: Partial<ModelManifest> = {}, load = 1): TrainedModel {
  const manifest: ModelManifest = {
    series: 'web',
    member: 'constant',
    stepSeconds: 60,
    trainedAt: 1_000_000,
    trainedFrom: 0,
    trainedTo: 999_960,
    backend: 'none',
    seed: 1,
    zone: 'UTC',
    lossRatio: 1 / 3,
    coverage80: 0.8,
    wape: 0.1,
    contest: [{ member: 'constant', lossRatio: 1 / 3 }],
    trainSeconds: 0.5,
    ...changes,
  };
  return { model: constantModel(load), manifest };
}
