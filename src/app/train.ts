import { knownEvents, withoutEvents } from '../core/forecasting/events.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import type { ManagedGroup } from './decide.ts';
import { plannerLevels } from './outlook.ts';
import type { BackendChoice, ModelManifest, ModelStore, SeriesStore, Trainer } from './ports.ts';

export interface TrainOptions {
  readonly historyDays: number;
  readonly horizonSeconds: number;
  readonly seed: number;
  readonly backend: BackendChoice;
}

export interface TrainPorts {
  readonly series: SeriesStore;
  readonly models: ModelStore;
  readonly trainer: Trainer;
}

/**
 * Fits a new model of the group's load on its last `historyDays` before `at`, and saves it. Announced
 * events are taken out of what it learns from: an outlook puts those ahead back in.
 * The model that served before stays on disk, and serves on when this one fails.
 * @throws ForewarmError FW_DATA_SHORT, FW_BACKEND_ABSENT, FW_TRAINING_FAILED.
 */
export async function trainGroup(
  { policy, series, stepSeconds }: ManagedGroup,
  at: EpochSeconds,
  options: TrainOptions,
  { series: store, models, trainer }: TrainPorts,
  signal?: AbortSignal,
): Promise<ModelManifest & { readonly id: string }> {
  const extent = store.extent(series);
  if (extent === null) {
    throw new ForewarmError('FW_DATA_SHORT', `nothing is stored of the series ${series}`, {
      hint: `run \`forewarm import\` or check the traffic of group ${policy.group}`,
    });
  }
  const end = Math.min(extent.end, at);
  const to = end - (end % stepSeconds);
  const oldest = Math.max(extent.first, to - options.historyDays * secondsPerDay);
  const measured = store.range(series, oldest - (oldest % stepSeconds), to, stepSeconds);
  const history = withoutEvents(measured, knownEvents(policy.events, measured));
  const trained = await trainer.train(
    {
      series,
      history,
      horizon: Math.ceil(options.horizonSeconds / stepSeconds),
      levels: plannerLevels,
      seed: options.seed,
      zone: policy.zone,
      events: [],
      backend: options.backend,
    },
    signal,
  );
  const manifest = { ...trained.manifest, trainedAt: at };
  return { ...manifest, id: models.save({ model: trained.model, manifest }) };
}
