import { bookingOf } from '../../src/app/accuracy.ts';
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import type { ModelManifest } from '../../src/app/ports/models.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import type { EventPlan } from '../../src/core/calendar/occurrences.ts';
import type { FittedForecaster } from '../../src/core/forecasting/forecaster.ts';
import type { Outlook } from '../../src/core/planning/situation.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';
import { MemoryAccuracyStore } from './accuracy-store.ts';
import { MemoryModelStore } from './model-store.ts';
import { aTrainedModel } from './models.ts';
import { groupPolicy } from './policies.ts';
import { MemorySeriesStore } from './series-store.ts';

export const sceneStart = Date.UTC(2026, 0, 5) / 1000;
export const sceneStep = 300;
export const perDay = 288;

/** A day's wave about 100 with noise of five per cent, the load of step `i`. */
export function sceneLoad(i: number): number {
  const noise = 0.05 * seededRandom(i, 'scene').normal();
  return 100 * (1 - 0.5 * Math.cos((2 * Math.PI * i) / perDay)) * (1 + noise);
}

/** Says the load of a day before, times `factor`, within `width` of it; remembers what it read. */
export function yesterdayModel({ factor = 1, width = 0.15 } = {}): FittedForecaster & {
  readonly read: TimeSeries[];
} {
  const read: TimeSeries[] = [];
  return {
    name: 'constant',
    read,
    state: { member: 'constant', version: 1, parameters: { load: 0 } },
    predict(recent, horizon, levels) {
      read.push(recent);
      const { values, start, stepSeconds } = recent;
      const said = (step: number) => values[values.length - perDay + (step % perDay)]! || 100;
      return {
        origin: start + (values.length - 1) * stepSeconds,
        stepSeconds,
        levels,
        quantiles: levels.map((level) =>
          Float64Array.from({ length: horizon }, (_, step) => {
            return said(step) * factor * (1 + width * (2 * level - 1));
          }),
        ),
      };
    },
  };
}

/** One group, ten days into its history, whose steps a test takes one by one. */
export function liveScene(
  model: FittedForecaster,
  changes: Partial<ModelManifest> = {},
  events: readonly EventPlan[] = [],
) {
  const series = new MemorySeriesStore();
  const models = new MemoryModelStore();
  const accuracy = new MemoryAccuracyStore();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const outlooks = new Outlooks(models, log, accuracy);
  const recents = new RecentLoads(series);
  const policy = groupPolicy({
    events,
    trust: { dataAgeSecondsMax: 1e9, modelAgeSecondsMax: 1e9, lossRatioMax: 1 },
  });
  const group: ManagedGroup = { policy, series: 'web', stepSeconds: sceneStep };
  const trained = aTrainedModel({
    stepSeconds: sceneStep,
    trainedFrom: sceneStart,
    trainedTo: sceneStart + 10 * 86_400,
    ...changes,
  });
  models.save('web', { ...trained, model });

  let steps = 10 * perDay;
  const past = Array.from({ length: steps }, (_, i) => {
    return { at: sceneStart + i * sceneStep, value: sceneLoad(i) };
  });
  series.append('web', { stepSeconds: sceneStep, samples: past });
  const measure = (load: number) => {
    const at = sceneStart + steps * sceneStep;
    steps += 1;
    if (Number.isNaN(load)) return;
    series.append('web', { stepSeconds: sceneStep, samples: [{ at, value: load }] });
  };

  /** Measures one more step, of `load` or what is usual, and takes the daemon's step after it. */
  const step = (load = sceneLoad(steps)): Outlook => {
    measure(load);
    const at = sceneStart + steps * sceneStep;
    const recent = recents.upTo('web', sceneStep, at);
    const extent = series.extent('web');
    const request = { policy, series: 'web', extent, recent, fine: recent, at, coverSeconds: 1800 };
    const outlook = outlooks.of(request);
    const booking = bookingOf(group, { outlooks, accuracy });
    if (booking !== null) accuracy.book([booking]);
    return outlook;
  };
  const now = () => sceneStart + steps * sceneStep;
  return { series, models, accuracy, outlooks, group, step, now };
}
