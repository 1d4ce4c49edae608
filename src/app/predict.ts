import type { EventPlan } from '../core/calendar/occurrences.ts';
import {
  type KnownEvent,
  knownEvents,
  withEvents,
  withoutEvents,
} from '../core/forecasting/events/events.ts';
import { type MeasuredUplift, withoutSteps } from '../core/forecasting/events/measured-uplift.ts';
import { reaches } from '../core/forecasting/events/shape.ts';
import type { FittedForecaster, Forecast } from '../core/forecasting/forecaster.ts';
import { ordinaryLoad } from '../core/forecasting/ordinary/ordinary.ts';
import type { TimeSeries } from '../core/series/series.ts';
import type { EpochSeconds } from '../core/units.ts';

export interface PredictRequest {
  readonly model: FittedForecaster;
  /** Load as it was measured. */
  readonly recent: TimeSeries;
  readonly events: readonly EventPlan[];
  /** What past events brought that `recent` is too short to show. */
  readonly learnt?: readonly MeasuredUplift[] | undefined;
  /** IANA zone of the load's daily rhythm. */
  readonly zone: string;
  readonly levels: readonly number[];
}

export interface Prediction {
  /**
   * The load as measured, by which forecasts are judged: without outages, the storms after them and
   * announced events, also while they run.
   */
  readonly ordinary: TimeSeries;
  /** Announced events around the load and the horizon, as they are believed. */
  readonly events: readonly KnownEvent[];
  /** Whether anything of an announced event is felt in the step that begins at `at`. */
  isAnnounced(at: EpochSeconds): boolean;
  /** Forecasts the next `horizon` steps, announced events included. */
  forecast(horizon: number): Forecast;
}

/**
 * A model set before the newest load: it reads the load as it would have been without announced
 * events and outages, and what it forecasts has the events that lie ahead put back in.
 */
export function predictFrom(request: PredictRequest): Prediction {
  const { model, recent, zone, levels, learnt } = request;
  const events = knownEvents(request.events, recent, { zone, learnt });
  const usual = ordinaryLoad(withoutEvents(recent, events), zone);
  return {
    ordinary: observedAs(withoutSteps(usual, events), recent),
    events,
    isAnnounced: (at) => events.some((event) => reaches(event, at, at + recent.stepSeconds)),
    forecast: (horizon) => {
      const whole = withEvents(model.predict(usual, horizon, withMedian(levels)), events);
      const rows = levels.map((level) => whole.quantiles[whole.levels.indexOf(level)]!);
      return { ...whole, levels, quantiles: rows };
    },
  };
}

/** Ascending `levels` and the median, from which the spread under an event is told. */
function withMedian(levels: readonly number[]): readonly number[] {
  return levels.includes(0.5) ? levels : [...levels, 0.5].sort((a, b) => a - b);
}

/** What a model may learn from `measured`: without events and without accidents. */
export function learnable(
  measured: TimeSeries,
  events: readonly EventPlan[],
  zone: string,
): TimeSeries {
  return ordinaryLoad(calmLoad(measured, events, zone), zone);
}

/** `measured` as it would have been without announced events. */
export function calmLoad(
  measured: TimeSeries,
  events: readonly EventPlan[],
  zone: string,
): TimeSeries {
  return withoutEvents(measured, knownEvents(events, measured, { zone }));
}

/** `measured` where `mask` was observed. */
function observedAs(mask: TimeSeries, measured: TimeSeries): TimeSeries {
  const values = measured.values.map((value, i) => value + 0 * mask.values[i]!);
  return { ...measured, values };
}
