import type { LiveTally, SaidLoad } from '../../core/forecasting/accuracy/live-accuracy.ts';
import type { MeasuredUplift } from '../../core/forecasting/events/measured-uplift.ts';
import type { FittedForecaster, ModelState } from '../../core/forecasting/forecaster.ts';
import type { Comparison, Standing } from '../../core/forecasting/portfolio/promotion.ts';
import type { TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';

/** Trains a portfolio off the main thread. */
export interface Trainer {
  /** @throws ForewarmError FW_DATA_SHORT, FW_BACKEND_ABSENT, FW_TRAINING_FAILED. */
  train(request: TrainRequest, signal?: AbortSignal): Promise<TrainedModel>;
}

export interface TrainRequest {
  readonly series: string;
  readonly history: TimeSeries;
  readonly horizon: number;
  readonly seed: number;
  readonly zone: string;
  /** Local days, past and coming, that load like a Sunday: days since 1970-01-01, ascending. */
  readonly holidays?: readonly number[];
  readonly backend: BackendChoice;
  /** The model that serves, which the new one is compared with and keeps what it cannot better. */
  readonly champion?: {
    readonly state: ModelState;
    readonly trainedFrom: EpochSeconds;
    readonly trainedTo: EpochSeconds;
  };
}

export const backendChoices = ['auto', 'native', 'wasm', 'cpu'] as const;

export type BackendChoice = (typeof backendChoices)[number];

/** A fitted champion with how it did against the others on rolling origins. */
export interface TrainedModel {
  readonly model: FittedForecaster;
  readonly manifest: ModelManifest;
  /** Against the champion of the request on the same origins; null or left out = not comparable. */
  readonly trial?: Comparison | null;
}

export interface ModelManifest {
  readonly series: string;
  readonly member: string;
  readonly stepSeconds: number;
  /** What announced events of the past brought; none where it is left out. */
  readonly uplifts?: readonly MeasuredUplift[];
  readonly trainedAt: EpochSeconds;
  readonly trainedFrom: EpochSeconds;
  /** End of the history it was trained on. */
  readonly trainedTo: EpochSeconds;
  readonly backend: string;
  readonly seed: number;
  readonly zone: string;
  /** Mean pinball loss on rolling origins relative to seasonal naive; < 1 is better than naive. */
  readonly lossRatio: number;
  /** Share of actuals inside the 80 % interval on those origins. */
  readonly coverage80: number;
  /** Weighted absolute percentage error of the median on those origins. */
  readonly wape: number;
  /** The loss ratio of every member that can be compared, best first; none = nothing is known of its skill. */
  readonly contest: readonly { readonly member: string; readonly lossRatio: number }[];
  readonly trainSeconds: number;
  /** Whether it serves, and why. Left out by trainers and in artefacts of the first format: it serves. */
  readonly standing?: Standing;
}

/** Model artefacts, versioned, checksummed and atomic. */
export interface ModelStore {
  /**
   * Writes a new version for `group` and returns its id. A champion drops versions that were trained
   * later than itself: they come of a clock that ran ahead.
   */
  save(group: string, trained: TrainedModel): string;
  /** The newest readable champion; null = there is none. @throws ForewarmError FW_MODEL_INVALID. */
  latest(group: string): (TrainedModel & { readonly id: string }) | null;
  /** What is kept, challengers too, the one trained last first; without what cannot be read. */
  list(group: string): (ModelManifest & { readonly id: string })[];
}

/** How forecasts turned out, by group, day, horizon and model; and those whose load is to come. */
export interface AccuracyStore {
  /** Forecasts of `group` for steps that begin before `before`, oldest first. */
  pending(group: string, before: EpochSeconds): PendingForecast[];
  /** Writes everything in one transaction. A forecast said again replaces the one before. */
  book(bookings: readonly AccuracyBooking[]): void;
  /** Tallies of days that begin in [from, to), by day, group, horizon and model; `null` = every group. */
  days(group: string | null, from: EpochSeconds, to: EpochSeconds): AccuracyDay[];
  /** Forgets days that began before `before`, and forecasts that still wait from then. */
  prune(before: EpochSeconds): void;
}

export interface PendingForecast extends SaidLoad {
  /** Id of the model that said it. */
  readonly model: string;
}

/** What one step books of one group. */
export interface AccuracyBooking {
  readonly group: string;
  readonly said: readonly PendingForecast[];
  /** Forecasts that wait no longer: measured, or given up. */
  readonly settled: readonly PendingForecast[];
  readonly tallies: readonly Omit<AccuracyDay, 'group'>[];
}

export interface AccuracyDay {
  readonly group: string;
  /** Start of the UTC day in which the forecast steps lie. */
  readonly day: EpochSeconds;
  readonly horizonSeconds: number;
  readonly model: string;
  readonly tally: LiveTally;
}
