import type { TimeSeries } from '../series/series.ts';
import type { EpochSeconds } from '../units.ts';

/** What a fit is told besides the history that it learns from. */
export interface FitContext {
  readonly seed: number;
  /** Longest horizon that will be asked for, in steps ≥ 1. */
  readonly horizon: number;
  /** IANA zone of the load's daily rhythm. */
  readonly zone: string;
  /** Local days, past and coming, that load like a Sunday: days since 1970-01-01, ascending. */
  readonly holidays?: readonly number[];
}

/**
 * Parameters learnt from one history, ready to forecast from any later one: pure, synchronous, and
 * whole in `state`, so that a saved model predicts exactly as the one that was trained.
 */
export interface FittedForecaster {
  readonly name: string;
  /**
   * Forecasts the `horizon` ≥ 1 steps after `recent`; `levels` ascend within (0, 1).
   * `recent` holds at least the last 14 days where there are so many, and may be longer.
   */
  predict(recent: TimeSeries, horizon: number, levels: readonly number[]): Forecast;
  /** Everything `predict` needs, as plain JSON with numeric arrays as base64 where they are long. */
  readonly state: ModelState;
}

/** JSON-safe value. Each member documents its own shape and reads it back with its `restore`. */
export interface ModelState {
  readonly member: string;
  readonly version: number;
  readonly parameters: unknown;
}

export interface Forecast {
  /** Start of the last step of the history; column 0 of `quantiles` is the step after it. */
  readonly origin: EpochSeconds;
  readonly stepSeconds: number;
  /** Quantile levels, shape [levels], ascending within (0, 1). */
  readonly levels: readonly number[];
  /** Offered load ≥ 0, shape [levels][horizon], non-decreasing down the levels. */
  readonly quantiles: readonly Float64Array[];
}
