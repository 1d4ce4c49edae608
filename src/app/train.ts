import { driftOf } from '../core/forecasting/accuracy/drift.ts';
import { historyTier } from '../core/forecasting/history-tier.ts';
import { standingOf } from '../core/forecasting/portfolio/promotion.ts';
import type { TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { liveEvidence } from './accuracy.ts';
import type { ManagedGroup } from './decide.ts';
import { holidayDays, rememberedUplifts } from './known-days.ts';
import type {
  AccuracyStore,
  BackendChoice,
  ModelManifest,
  ModelStore,
  TrainedModel,
  Trainer,
} from './ports/models.ts';
import type { SeriesStore } from './ports/series.ts';
import { learnable } from './predict.ts';

export interface TrainOptions {
  readonly historyDays: number;
  readonly horizonSeconds: number;
  readonly seed: number;
  readonly backend: BackendChoice;
}

export interface TrainPorts {
  readonly series: SeriesStore;
  readonly models: ModelStore;
  readonly accuracy: Pick<AccuracyStore, 'days'>;
  readonly trainer: Trainer;
}

type StoredModel = TrainedModel & { readonly id: string };

/**
 * Fits a challenger to the group's load on its last `historyDays` before `at` and saves it: as the
 * champion that serves from now on, or beside the one that serves on, as its manifest says and why.
 * Announced events and outages are taken out of what it learns from. Nothing changes when it fails.
 * @throws ForewarmError FW_DATA_SHORT below a day of history, FW_BACKEND_ABSENT, FW_TRAINING_FAILED.
 */
export async function trainGroup(
  group: ManagedGroup,
  at: EpochSeconds,
  options: TrainOptions,
  ports: TrainPorts,
  signal?: AbortSignal,
): Promise<ModelManifest & { readonly id: string }> {
  const { policy, series, stepSeconds } = group;
  const measured = historyOf(group, at, options.historyDays, ports.series);
  const champion = championFor(group, ports.models);
  const trained = await ports.trainer.train(
    {
      series,
      history: learnable(measured, policy.events, policy.zone),
      horizon: Math.ceil(options.horizonSeconds / stepSeconds),
      seed: options.seed,
      zone: policy.zone,
      holidays: holidayDays(policy, measured),
      backend: options.backend,
      ...(champion === null ? {} : { champion: opponentOf(champion) }),
    },
    signal,
  );
  const health =
    champion === null
      ? null
      : {
          ageSeconds: at - champion.manifest.trainedTo,
          trouble: troubleOf(champion, group, at, ports),
        };
  const { modelAgeSecondsMax } = policy.trust;
  const standing = standingOf(health, trained.trial ?? null, modelAgeSecondsMax);
  const uplifts = rememberedUplifts(group, measured, ports.series);
  const manifest = { ...trained.manifest, trainedAt: at, standing, uplifts };
  return { ...manifest, id: ports.models.save(policy.group, { model: trained.model, manifest }) };
}

/** The load to learn from, whole steps up to the newest sample. @throws ForewarmError FW_DATA_SHORT. */
function historyOf(
  { policy, series, stepSeconds }: ManagedGroup,
  at: EpochSeconds,
  historyDays: number,
  store: SeriesStore,
): TimeSeries {
  const extent = store.extent(series, at);
  if (extent === null) {
    throw new ForewarmError('FW_DATA_SHORT', `nothing is stored of the series ${series}`, {
      hint: `run \`forewarm import\` or check the traffic of group ${policy.group}`,
    });
  }
  const end = Math.min(extent.end, at);
  const seconds = Math.max(0, end - extent.first);
  const tier = historyTier(seconds);
  if (tier.name === 'reactive') {
    const hours = Math.floor(seconds / secondsPerHour);
    throw new ForewarmError(
      'FW_DATA_SHORT',
      `${series} has ${hours} h of history; ${tier.sentence}`,
      {
        hint: 'import older traffic, or wait: the daemon trains when there is a day of it',
      },
    );
  }
  const to = end - (end % stepSeconds);
  const oldest = Math.max(extent.first, to - historyDays * secondsPerDay);
  return store.range(series, oldest - (oldest % stepSeconds), to, stepSeconds);
}

/** The champion, if it forecasts what this group needs; one that cannot be read is none. */
function championFor(
  { policy, series, stepSeconds }: ManagedGroup,
  models: ModelStore,
): StoredModel | null {
  let champion: StoredModel | null;
  try {
    champion = models.latest(policy.group);
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return null;
  }
  const fits =
    champion?.manifest.stepSeconds === stepSeconds &&
    champion.manifest.zone === policy.zone &&
    champion.manifest.series === series;
  return fits ? champion : null;
}

function opponentOf({ model, manifest }: StoredModel) {
  const { trainedFrom, trainedTo } = manifest;
  return { state: model.state, trainedFrom, trainedTo };
}

/** How the champion has drifted; null = it holds, or nothing tells. */
function troubleOf(
  { id }: StoredModel,
  { policy, stepSeconds }: ManagedGroup,
  at: EpochSeconds,
  { accuracy }: TrainPorts,
): string | null {
  const evidence = liveEvidence(accuracy, { group: policy.group, model: id, stepSeconds }, at);
  if (evidence === null) return null;
  const drift = driftOf(evidence, policy.trust.lossRatioMax);
  return drift === null ? null : `has drifted: ${drift.detail}`;
}
