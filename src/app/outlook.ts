import { peakRatiosOf } from '../core/capacity/peaks.ts';
import type { Forecast } from '../core/forecasting/forecaster.ts';
import { type Dependence, samplePaths } from '../core/forecasting/paths.ts';
import { dependenceOf } from '../core/forecasting/portfolio/portfolio.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import type { ShadowCosts } from '../core/planning/shadow/shadow.ts';
import type { Outlook } from '../core/planning/situation.ts';
import { judgeTrust, noTrustYet, type Trust } from '../core/planning/trust.ts';
import { seededRandom } from '../core/random.ts';
import { endOf, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { liveEvidence } from './accuracy.ts';
import type { Log } from './ports/host.ts';
import type { AccuracyStore, ModelStore, TrainedModel } from './ports/models.ts';
import type { SeriesExtent } from './ports/series.ts';
import { type Prediction, predictFrom } from './predict.ts';

/** Levels from which the planner's paths are drawn: dense in the upper tail, where pools are sized. */
export const plannerLevels = [
  0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
] as const;

/** Sample paths for one decision: more cost time and change nothing. */
const pathCount = 128;

export interface OutlookRequest {
  readonly policy: GroupPolicy;
  readonly series: string;
  readonly extent: SeriesExtent | null;
  /** Load up to the newest whole step. */
  readonly recent: TimeSeries;
  /** The newest days of it at the finest resolution that is stored. */
  readonly fine: TimeSeries;
  readonly at: EpochSeconds;
  /** Seconds after `at` that the decision must cover. */
  readonly coverSeconds: number;
  /** What sizing by the forecasts and without them would have come to; left out = not known. */
  readonly shadows?: ShadowCosts | null;
}

/** What a model said at a step, believed or not: by this it is judged when the load is known. */
export interface SaidForecast {
  /** Id of the model. */
  readonly model: string;
  readonly forecast: Forecast;
  readonly prediction: Prediction;
}

type LoadedModel = TrainedModel & { readonly id: string; readonly dependence: Dependence };

/**
 * What the next steps will bring, or why nobody should believe it. Keeps the loaded models and the
 * judgement of each group's last step; a restart judges afresh, from the accuracy on record.
 */
export class Outlooks {
  readonly #models: ModelStore;
  readonly #log: Log;
  readonly #accuracy: Pick<AccuracyStore, 'days'> | null;
  readonly #loaded = new Map<string, LoadedModel | null>();
  readonly #trust = new Map<string, Trust>();
  readonly #said = new Map<string, SaidForecast>();

  /** @param accuracy Left out = models are judged by their backtest alone. */
  constructor(models: ModelStore, log: Log, accuracy: Pick<AccuracyStore, 'days'> | null = null) {
    this.#models = models;
    this.#log = log;
    this.#accuracy = accuracy;
  }

  /** Makes the next outlook on `group` read its newest model. */
  forget(group: string): void {
    this.#loaded.delete(group);
  }

  of(request: OutlookRequest): Outlook {
    const { policy, extent, at } = request;
    const trained = this.#modelOf(policy.group);
    const attempt = trained === null ? null : forecastOf(trained, request);
    this.#said.delete(policy.group);
    if (trained !== null && attempt?.kind === 'forecast') {
      const { outlook, prediction } = attempt;
      const { forecast } = outlook;
      this.#said.set(policy.group, { model: trained.id, forecast, prediction });
    }
    const live = this.#evidenceOf(trained, request);
    const evidence = {
      historySeconds: extent === null ? 0 : extent.end - extent.first,
      dataAgeSeconds: extent === null ? null : at - extent.end,
      modelAgeSeconds: trained === null ? null : at - trained.manifest.trainedTo,
      lossRatio: live?.lossRatio ?? trained?.manifest.lossRatio ?? null,
      coverage80: live?.coverage80 ?? null,
      broken: attempt?.kind === 'broken' ? attempt.detail : null,
      shadows: request.shadows ?? null,
    };
    const trust = judgeTrust(evidence, policy.trust, this.#trust.get(policy.group) ?? noTrustYet);
    this.#trust.set(policy.group, trust);
    const { verdict } = trust;
    if (verdict.kind === 'untrusted') {
      return attempt?.kind === 'forecast' ? { ...verdict, doubted: attempt.outlook } : verdict;
    }
    if (attempt?.kind !== 'forecast') {
      const detail = attempt?.detail ?? 'there is no model';
      return { kind: 'untrusted', reason: 'forecast-broken', detail };
    }
    return attempt.outlook;
  }

  /** What was forecast for `group` at its last step, also when it was not believed; null = nothing. */
  said(group: string): SaidForecast | null {
    return this.#said.get(group) ?? null;
  }

  /** The model that serves `group`; null = there is none that can be read. */
  model(group: string): LoadedModel | null {
    return this.#modelOf(group);
  }

  #evidenceOf(trained: LoadedModel | null, { policy, recent, at }: OutlookRequest) {
    if (trained === null || this.#accuracy === null) return null;
    const of = { group: policy.group, model: trained.id, stepSeconds: recent.stepSeconds };
    return liveEvidence(this.#accuracy, of, at);
  }

  #modelOf(group: string): LoadedModel | null {
    const known = this.#loaded.get(group);
    if (known !== undefined) return known;
    const model = this.#read(group);
    this.#loaded.set(group, model);
    return model;
  }

  /** A damaged artefact is the same as none: the reactive rule serves until the next training. */
  #read(group: string): LoadedModel | null {
    try {
      const latest = this.#models.latest(group);
      return latest && { ...latest, dependence: dependenceOf(latest.model) };
    } catch (error) {
      if (!(error instanceof ForewarmError)) throw error;
      this.#log.error({ group, code: error.code, detail: error.message }, 'a model is unreadable');
      return null;
    }
  }
}

type Attempt =
  | {
      readonly kind: 'forecast';
      readonly outlook: Outlook & { kind: 'forecast' };
      readonly prediction: Prediction;
    }
  | { readonly kind: 'broken'; readonly detail: string };

/** Forecast and paths from the newest data; a member that throws is a broken forecast, not a crash. */
function forecastOf(
  { model, manifest, dependence }: LoadedModel,
  request: OutlookRequest,
): Attempt {
  const { policy, recent, at, coverSeconds } = request;
  const lateSeconds = at - endOf(recent);
  const horizon = Math.ceil((lateSeconds + coverSeconds) / recent.stepSeconds) + 1;
  if (horizon * recent.stepSeconds > secondsPerDay) {
    return { kind: 'broken', detail: 'the newest sample is more than a day old' };
  }
  if (manifest.series !== request.series) {
    return { kind: 'broken', detail: `its model was trained on the series ${manifest.series}` };
  }
  if (manifest.stepSeconds !== recent.stepSeconds) {
    const { stepSeconds } = manifest;
    return { kind: 'broken', detail: `its model was trained on steps of ${stepSeconds} s` };
  }
  const { events, zone } = policy;
  const prediction = predictFrom({
    model,
    recent,
    events,
    zone,
    levels: plannerLevels,
    learnt: manifest.uplifts,
  });
  let forecast: Forecast;
  try {
    forecast = prediction.forecast(horizon);
  } catch (error) {
    return { kind: 'broken', detail: error instanceof Error ? error.message : String(error) };
  }
  if (!forecast.quantiles.every((row) => row.every(Number.isFinite))) {
    return { kind: 'broken', detail: `${manifest.member} forecast a load that is not a number` };
  }
  const random = seededRandom(manifest.seed, `${policy.group}/${forecast.origin}`);
  const paths = samplePaths(forecast, { count: pathCount, dependence, random });
  const peakRatios = peakRatiosOf(request.fine, recent.stepSeconds);
  const outlook = {
    kind: 'forecast',
    forecast,
    paths,
    peakRatios,
    model: manifest.member,
  } as const;
  return { kind: 'forecast', outlook, prediction };
}
