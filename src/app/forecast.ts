import type { AnnouncedEvent } from '../core/forecasting/forecaster.ts';
import { type HistoryTierName, historyTier } from '../core/forecasting/history-tier.ts';
import { ordinaryLoad } from '../core/forecasting/ordinary/ordinary.ts';
import { unobservedSteps } from '../core/series/gaps.ts';
import { endOf, indexOf, slice, stepAt, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, isoOf, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import type { BackendChoice, ModelManifest, Trainer } from './ports.ts';

/** A forecast as the command line prints it: the contract of `forecast --json` and `backtest --json`. */
export interface ForecastDocument {
  /** Start of the last step that was used. */
  readonly origin: string;
  readonly stepSeconds: number;
  readonly levels: readonly number[];
  /** The first point is the step after the origin. */
  readonly points: readonly ForecastPoint[];
  readonly model: {
    readonly name: string;
    readonly backend: string;
    readonly seed: number;
    readonly trainSeconds: number;
  };
  /** What was learnt from, and what so much history allows. */
  readonly history: {
    readonly days: number;
    readonly tier: HistoryTierName;
    readonly sentence: string;
    /** Steps left out as an outage, or as the storm after one. */
    readonly disturbedSteps: number;
  };
  /** How the model did on earlier origins; null where the history is too short to tell. */
  readonly accuracy: Pick<ModelManifest, 'wape' | 'lossRatio' | 'coverage80'> | null;
}

export interface ForecastPoint {
  readonly at: string;
  /** Load at each level, not decreasing. */
  readonly quantiles: readonly number[];
}

export interface ForecastRequest {
  readonly name: string;
  readonly series: TimeSeries;
  /** The last step that may be used begins at or before this time. */
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly zone: string;
  readonly events: readonly AnnouncedEvent[];
  readonly backend: BackendChoice;
}

/** Days before an origin that are learnt from: older days say little about tomorrow. */
export const learntDays = 63;

/**
 * Trains on what `series` holds up to `at`, and on nothing after it, and forecasts from there.
 * Outages are no load: they are neither learnt nor forecast from.
 * @throws ForewarmError FW_DATA_SHORT, FW_USAGE when `at` lies before the series, and what training throws.
 */
export async function forecastAt(
  request: ForecastRequest,
  trainer: Trainer,
  signal?: AbortSignal,
): Promise<ForecastDocument> {
  const { name, series, levels, seed, zone, events, backend } = request;
  const measured = historyUntil(request);
  const history = ordinaryLoad(measured, zone);
  const horizon = Math.max(1, Math.round(request.horizonSeconds / series.stepSeconds));
  const job = { series: name, history, horizon, levels, seed, zone, events, backend };
  const { model, manifest } = await trainer.train(job, signal);
  const { quantiles } = model.predict(history, horizon, levels);
  const first = endOf(history);
  return {
    origin: isoOf(first - series.stepSeconds),
    stepSeconds: series.stepSeconds,
    levels,
    points: Array.from({ length: horizon }, (_, step) => ({
      at: isoOf(first + step * series.stepSeconds),
      quantiles: quantiles.map((row) => row[step]!),
    })),
    model: {
      name: manifest.member,
      backend: manifest.backend,
      seed,
      trainSeconds: manifest.trainSeconds,
    },
    history: historyNote(measured, history),
    accuracy: manifest.contest.length === 0 ? null : accuracyOf(manifest),
  };
}

function historyNote(measured: TimeSeries, ordinary: TimeSeries): ForecastDocument['history'] {
  const seconds = measured.values.length * measured.stepSeconds;
  const { name, sentence } = historyTier(seconds);
  const disturbedSteps = unobservedSteps(ordinary) - unobservedSteps(measured);
  const days = Math.round((10 * seconds) / secondsPerDay) / 10;
  return { days, tier: name, sentence, disturbedSteps };
}

function accuracyOf({ wape, lossRatio, coverage80 }: ModelManifest): ForecastDocument['accuracy'] {
  return { wape, lossRatio, coverage80 };
}

/** The days of `series` that a forecast from `at` learns from. @throws ForewarmError FW_USAGE. */
export function historyUntil({
  name,
  series,
  at,
}: Pick<ForecastRequest, 'name' | 'series' | 'at'>): TimeSeries {
  const steps = Math.min(series.values.length, indexOf(series, at) + 1);
  if (steps <= 0) {
    throw new ForewarmError('FW_USAGE', `${isoOf(at)} lies before ${name} begins`, {
      hint: `its first step is ${isoOf(stepAt(series, 0))}`,
    });
  }
  const longest = Math.ceil((learntDays * secondsPerDay) / series.stepSeconds);
  return slice(series, Math.max(0, steps - longest), steps);
}
