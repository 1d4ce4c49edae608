import type { EventPlan } from '../../core/calendar/occurrences.ts';
import { knownEvents } from '../../core/forecasting/events/events.ts';
import type { Forecast } from '../../core/forecasting/forecaster.ts';
import { samplePaths } from '../../core/forecasting/paths.ts';
import { dependenceOf } from '../../core/forecasting/portfolio/portfolio.ts';
import { demandPaths } from '../../core/planning/demand-paths.ts';
import { seededRandom } from '../../core/random.ts';
import { carryLast } from '../../core/series/gaps.ts';
import { endOf, slice, type TimeSeries } from '../../core/series/series.ts';
import { type EpochSeconds, secondsPerDay } from '../../core/units.ts';
import type { TrainedModel } from '../ports/models.ts';
import { predictFrom } from '../predict.ts';
import type { Capacity, OutlookReport, ReportPoint } from './report.ts';
import { shareAbove, spikesAhead, type Ways } from './spikes.ts';

export interface AheadRequest {
  readonly name: string;
  readonly trained: TrainedModel;
  /** Load up to the newest step observed; at least one step. */
  readonly recent: TimeSeries;
  /** The forecast reaches to this time. */
  readonly until: EpochSeconds;
  readonly events: readonly EventPlan[];
  readonly zone: string;
  readonly capacity: Capacity | null;
  /** Load that serves now where there is no capacity. */
  readonly loadNow: number;
  /** How far steps rise above their own mean, ascending; empty = not known. */
  readonly peakRatios: readonly number[];
}

/** Levels that are shown, and between them those that give the paths their tails. */
const levels = [
  0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
] as const;
const pathCount = 400;
/** Late data are bridged by the forecast, but not for longer than this. */
const bridgedSecondsMax = 3 * secondsPerDay;

/**
 * What the model says of the time until `until`: quantiles, events, and the spikes that sample paths
 * show. A model that fails gives a reason and no forecast.
 */
export function outlookReport(request: AheadRequest, at: EpochSeconds): OutlookReport {
  const { recent, until, trained } = request;
  if (at - endOf(recent) > bridgedSecondsMax) {
    return { kind: 'none', reason: 'the newest sample is more than three days old' };
  }
  const { model, manifest } = trained;
  if (manifest.stepSeconds !== recent.stepSeconds) {
    const reason = `the model was trained on steps of ${manifest.stepSeconds} s`;
    return { kind: 'none', reason };
  }
  const horizon = Math.max(1, Math.ceil((until - endOf(recent)) / recent.stepSeconds));
  const { events: plans, zone } = request;
  const learnt = manifest.uplifts;
  let forecast: Forecast;
  try {
    const now = { model, recent, events: plans, learnt, zone, levels };
    forecast = predictFrom(now).forecast(horizon);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'none', reason: `the model failed: ${why}` };
  }
  if (!forecast.quantiles.every((row) => row.every(Number.isFinite))) {
    const reason = `${manifest.member} forecast a load that is not a number`;
    return { kind: 'none', reason };
  }
  const ways = waysOf(forecast, request, at);
  const events = knownEvents(plans, recent, { zone, learnt });
  return {
    kind: 'forecast',
    points: pointsOf(forecast, shareAbove(ways)),
    spikes: spikesAhead(ways, lastDay(recent), request.capacity, events),
    events: events.filter((event) => event.end > endOf(recent) && event.start < until),
  };
}

function waysOf(forecast: Forecast, request: AheadRequest, at: EpochSeconds): Ways {
  const { capacity, trained, name, peakRatios, loadNow } = request;
  const random = seededRandom(trained.manifest.seed, `report/${name}/${forecast.origin}`);
  const dependence = dependenceOf(trained.model);
  const paths = samplePaths(forecast, { count: pathCount, dependence, random });
  const start = forecast.origin + forecast.stepSeconds;
  const [low, median, high] = ([0.1, 0.5, 0.9] as const).map((level) => [
    ...forecast.quantiles[levels.indexOf(level)]!,
  ]) as [number[], number[], number[]];
  const grid = { at, start, stepSeconds: forecast.stepSeconds, low, median, high, load: paths };
  if (capacity === null) return { ...grid, demand: null, serving: loadNow };
  const { loadPerInstance, serving } = capacity;
  // Unbounded by MaxSize: a report has to show a load that the group cannot serve.
  const group = { at: start, desired: serving, minSize: 1, maxSize: Infinity, loadPerInstance };
  const demand = demandPaths({ forecast, paths, peakRatios }, group, median.length);
  return { ...grid, demand: demand.map((path) => path.serving), serving };
}

function pointsOf(forecast: Forecast, above: readonly number[]): ReportPoint[] {
  const row = (level: (typeof levels)[number]) => forecast.quantiles[levels.indexOf(level)]!;
  const [p05, p10, p25, p50] = [row(0.05), row(0.1), row(0.25), row(0.5)];
  const [p75, p90, p95] = [row(0.75), row(0.9), row(0.95)];
  return above.map((share, step) => ({
    at: forecast.origin + (step + 1) * forecast.stepSeconds,
    p05: p05[step]!,
    p10: p10[step]!,
    p25: p25[step]!,
    p50: p50[step]!,
    p75: p75[step]!,
    p90: p90[step]!,
    p95: p95[step]!,
    above: share,
  }));
}

/** The last day observed, its gaps at the value before them. */
function lastDay(recent: TimeSeries): number[] {
  const steps = Math.ceil(secondsPerDay / recent.stepSeconds);
  const filled = carryLast(recent);
  const day = slice(filled, Math.max(0, filled.values.length - steps), filled.values.length);
  return [...day.values].filter(Number.isFinite);
}
