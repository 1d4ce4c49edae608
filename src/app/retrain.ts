import { driftOf } from '../core/forecasting/accuracy/drift.ts';
import { hasRisen, historyTier } from '../core/forecasting/history-tier.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import { liveEvidence } from './accuracy.ts';
import type { ManagedGroup } from './decide.ts';
import type { Outlooks } from './outlook.ts';
import type { AccuracyStore, ModelStore } from './ports/models.ts';
import type { SeriesStore } from './ports/series.ts';

export interface RetrainPorts {
  readonly series: Pick<SeriesStore, 'extent'>;
  readonly models: Pick<ModelStore, 'list'>;
  readonly accuracy: Pick<AccuracyStore, 'days'>;
  readonly outlooks: Pick<Outlooks, 'model'>;
}

/** However bad a model is, more than this often a new one would learn the same again. */
const apartSeconds = 6 * secondsPerHour;

/** Which groups need a new model before the next training of all. Remembers what was tried. */
export class Retrainings {
  readonly #ports: RetrainPorts;
  readonly #tried = new Map<string, EpochSeconds>();

  constructor(ports: RetrainPorts) {
    this.#ports = ports;
  }

  /** Why `group` should be trained at `at`; null = it should not. */
  due(group: ManagedGroup, at: EpochSeconds, historyDays: number): string | null {
    const { group: name } = group.policy;
    if (isRecent(this.#tried.get(name), at)) return null;
    const reason = this.#reason(group, at, historyDays);
    if (reason === null) return null;
    return isRecent(this.#ports.models.list(name)[0]?.trainedAt, at) ? null : reason;
  }

  /** Notes that `group` is being trained, whatever comes of it. */
  tried(group: string, at: EpochSeconds): void {
    this.#tried.set(group, at);
  }

  #reason(
    { policy, series, stepSeconds }: ManagedGroup,
    at: EpochSeconds,
    historyDays: number,
  ): string | null {
    const extent = this.#ports.series.extent(series, at);
    const seconds = extent === null ? 0 : Math.min(extent.end, at) - extent.first;
    const tier = historyTier(Math.min(seconds, historyDays * secondsPerDay));
    if (tier.name === 'reactive') return null;
    const champion = this.#ports.outlooks.model(policy.group);
    if (champion === null) return 'there is no model that can be read';
    const { manifest, id } = champion;
    if (manifest.series !== series) return 'the series of the load was changed';
    if (manifest.stepSeconds !== stepSeconds) return 'the step of the forecast was changed';
    if (manifest.zone !== policy.zone) return 'the time zone was changed';
    if (hasRisen(manifest.trainedTo - manifest.trainedFrom, tier.fromDays * secondsPerDay)) {
      return `there is more to learn from: ${tier.sentence}`;
    }
    const of = { group: policy.group, model: id, stepSeconds };
    const evidence = liveEvidence(this.#ports.accuracy, of, at);
    return evidence === null
      ? null
      : (driftOf(evidence, policy.trust.lossRatioMax)?.detail ?? null);
  }
}

/** Whether something was done too shortly before `at`; what a clock that ran ahead noted was not. */
function isRecent(done: EpochSeconds | undefined, at: EpochSeconds): boolean {
  return done !== undefined && done <= at && at - done < apartSeconds;
}
