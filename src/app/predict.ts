import type { EventPlan } from '../core/calendar/occurrences.ts';
import { knownEvents, withEvents, withoutEvents } from '../core/forecasting/events/events.ts';
import type { MeasuredUplift } from '../core/forecasting/events/measured-uplift.ts';
import type { FittedForecaster, Forecast } from '../core/forecasting/forecaster.ts';
import { ordinaryLoad } from '../core/forecasting/ordinary/ordinary.ts';
import type { TimeSeries } from '../core/series/series.ts';

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
  /** The load as measured, without outages and the storms after them. */
  readonly ordinary: TimeSeries;
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
    ordinary: observedAs(usual, recent),
    forecast: (horizon) => withEvents(model.predict(usual, horizon, levels), events),
  };
}

/** What a model may learn from `measured`: without events and without accidents. */
export function learnable(
  measured: TimeSeries,
  events: readonly EventPlan[],
  zone: string,
): TimeSeries {
  return ordinaryLoad(withoutEvents(measured, knownEvents(events, measured, { zone })), zone);
}

/** `measured` where `mask` was observed. */
function observedAs(mask: TimeSeries, measured: TimeSeries): TimeSeries {
  const values = measured.values.map((value, i) => value + 0 * mask.values[i]!);
  return { ...measured, values };
}
