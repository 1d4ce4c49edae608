import type { HolidayCalendar } from '../core/calendar/holidays.ts';
import type { EventPlan } from '../core/calendar/occurrences.ts';
import type { KnownEvent } from '../core/forecasting/events/events.ts';
import { type HistoryTierName, historyTier } from '../core/forecasting/history-tier.ts';
import { ordinaryLoad } from '../core/forecasting/ordinary/ordinary.ts';
import { unobservedSteps } from '../core/series/gaps.ts';
import { endOf, indexOf, slice, stepAt, type TimeSeries } from '../core/series/series.ts';
import { duration, type EpochSeconds, isoOf, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { holidayDays, upliftsIn } from './known-days.ts';
import type { BackendChoice, ModelManifest, Trainer } from './ports/models.ts';
import { calmLoad, predictFrom } from './predict.ts';

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
  /** Why the forecast is worth less than it looks; left out where nothing speaks against it. */
  readonly warnings?: readonly string[];
  /** Announced events that reach into the horizon, in order of time; left out where there are none. */
  readonly events?: readonly ForecastEvent[];
  /** How the model did on earlier origins; null where the history is too short to tell. */
  readonly accuracy: Pick<ModelManifest, 'wape' | 'lossRatio' | 'coverage80'> | null;
}

export interface ForecastPoint {
  readonly at: string;
  /** Load at each level, not decreasing. */
  readonly quantiles: readonly number[];
}

export interface ForecastEvent {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  /** Of the ordinary load, as announced and as its like have shown; null = nobody knows yet. */
  readonly multiple: number | null;
}

export interface ForecastRequest {
  readonly name: string;
  readonly series: TimeSeries;
  /** The newest step that is used is the one that begins at or before this time. */
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly zone: string;
  readonly events: readonly EventPlan[];
  /** Left out = every day is an ordinary one. */
  readonly holidays?: HolidayCalendar;
  readonly backend: BackendChoice;
}

/** Days before an origin that are learnt from: older days say little about tomorrow. */
export const learntDays = 63;

/**
 * Trains on what `series` holds up to `at`, and on nothing after it, and forecasts from there.
 * Outages and announced events are no ordinary load: they are neither learnt nor forecast from, and
 * what past events brought is put back where others lie ahead.
 * @throws ForewarmError FW_DATA_SHORT, FW_USAGE when `at` lies before the series, and what training throws.
 */
export async function forecastAt(
  request: ForecastRequest,
  trainer: Trainer,
  signal?: AbortSignal,
): Promise<ForecastDocument> {
  const { name, series, levels, seed, zone, events, backend } = request;
  const measured = historyUntil(request);
  const calm = calmLoad(measured, events, zone);
  const history = ordinaryLoad(calm, zone);
  const horizon = Math.max(1, Math.round(request.horizonSeconds / series.stepSeconds));
  const holidays = holidayDays(request, measured);
  const job = { series: name, history, horizon, seed, zone, holidays, backend };
  const { model, manifest } = await trainer.train(job, signal);
  const learnt = upliftsIn(seriesUntil(request), request);
  const prediction = predictFrom({ ...request, model, recent: measured, learnt });
  const { quantiles } = prediction.forecast(horizon);
  const first = endOf(measured);
  const warnings = warningsOf(measured);
  const ahead = eventsAhead(prediction.events, first, first + horizon * series.stepSeconds);
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
    history: historyNote(calm, history),
    accuracy: manifest.contest.length === 0 ? null : accuracyOf(manifest),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(ahead.length === 0 ? {} : { events: ahead }),
  };
}

function eventsAhead(
  known: readonly KnownEvent[],
  from: EpochSeconds,
  to: EpochSeconds,
): ForecastEvent[] {
  return known
    .filter(({ start, end }) => end > from && start < to)
    .map(({ name, start, end, multiple, deviation }) => {
      const isKnown = multiple !== 1 || deviation > 0;
      return { name, start: isoOf(start), end: isoOf(end), multiple: isKnown ? multiple : null };
    });
}

/** @param calm What was measured outside announced events. @param ordinary That without outages. */
function historyNote(calm: TimeSeries, ordinary: TimeSeries): ForecastDocument['history'] {
  const seconds = secondsOf(calm);
  const { name, sentence } = historyTier(seconds);
  const disturbedSteps = unobservedSteps(ordinary) - unobservedSteps(calm);
  const days = Math.round((10 * seconds) / secondsPerDay) / 10;
  return { days, tier: name, sentence, disturbedSteps };
}

/** A person may look at any forecast; the planner acts on none from less than a day. */
function warningsOf(measured: TimeSeries): string[] {
  const seconds = secondsOf(measured);
  if (historyTier(seconds).name !== 'reactive') return [];
  return [
    `${duration(seconds)} of history, tier reactive: this carries on what was seen; the planner ` +
      'would not act on it, and follows recent load alone until there is a day',
  ];
}

function secondsOf({ values, stepSeconds }: TimeSeries): number {
  return values.length * stepSeconds;
}

function accuracyOf({ wape, lossRatio, coverage80 }: ModelManifest): ForecastDocument['accuracy'] {
  return { wape, lossRatio, coverage80 };
}

/** All of `series` that a forecast from `at` may know. */
export function seriesUntil({ series, at }: Pick<ForecastRequest, 'series' | 'at'>): TimeSeries {
  return slice(series, 0, Math.max(0, Math.min(series.values.length, indexOf(series, at) + 1)));
}

/** The days of `series` that a forecast from `at` learns from. @throws ForewarmError FW_USAGE. */
export function historyUntil({
  name,
  series,
  at,
}: Pick<ForecastRequest, 'name' | 'series' | 'at'>): TimeSeries {
  const steps = seriesUntil({ series, at }).values.length;
  if (steps === 0) {
    const [first, end] = [isoOf(stepAt(series, 0)), isoOf(stepAt(series, 1))];
    throw new ForewarmError('FW_USAGE', `nothing of ${name} is known at that time`, {
      hint: `its first step begins at ${first} and ends at ${end}`,
    });
  }
  const longest = Math.ceil((learntDays * secondsPerDay) / series.stepSeconds);
  return slice(series, Math.max(0, steps - longest), steps);
}
