import type { HolidayCalendar } from '../../core/calendar/holidays.ts';
import type { EventPlan } from '../../core/calendar/occurrences.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { endOf, type TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { historyUntil, seriesUntil } from '../forecast.ts';
import { holidayDays, upliftsIn } from '../known-days.ts';
import type { BackendChoice, Trainer } from '../ports/models.ts';
import { learnable } from '../predict.ts';
import { extentOf } from './data.ts';
import { groupReport } from './group.ts';
import type { Capacity, ReportDocument } from './report.ts';

export interface FileReportRequest {
  readonly name: string;
  readonly series: TimeSeries;
  /** The moment to report from: steps that have ended by then are used. */
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly zone: string;
  readonly events: readonly EventPlan[];
  /** Left out = every day is an ordinary one. */
  readonly holidays?: HolidayCalendar;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Load one instance serves; null = the report speaks of load alone. */
  readonly loadPerInstance: number | null;
  /** Instances in service; null = as many as the last hour asked for. */
  readonly serving: number | null;
}

/**
 * Trains on the steps of a series that have ended by `at`, on nothing after them, and reports from there.
 * @throws ForewarmError FW_DATA_SHORT, FW_USAGE when `at` lies before the series, and what training throws.
 */
export async function reportOnFile(
  request: FileReportRequest,
  trainer: Trainer,
  signal?: AbortSignal,
): Promise<ReportDocument> {
  const { name, series, zone, seed, backend, horizonSeconds, events } = request;
  const known = { name, series, at: request.at - series.stepSeconds };
  const measured = historyUntil(known);
  const horizon = Math.max(1, Math.round(horizonSeconds / measured.stepSeconds));
  const { model, manifest } = await trainer.train(
    {
      series: name,
      history: learnable(measured, events, zone),
      horizon,
      seed,
      zone,
      holidays: holidayDays(request, measured),
      backend,
    },
    signal,
  );
  const uplifts = upliftsIn(seriesUntil(known), request);
  const at = endOf(measured);
  const group = groupReport({
    name,
    zone,
    at,
    horizonSeconds,
    events,
    load: measured,
    fine: measured,
    extent: extentOf(measured),
    trained: { model, manifest: { ...manifest, uplifts } },
    capacityAt: (loadNow) => capacityOf(request, loadNow),
    managed: null,
  });
  return { at, horizonSeconds, groups: [group], fleetCaps: [], budgetZone: zone };
}

function capacityOf(request: FileReportRequest, loadNow: number): Capacity | null {
  const { loadPerInstance, serving } = request;
  if (loadPerInstance === null) return null;
  return {
    loadPerInstance,
    serving: serving ?? instancesFor(loadNow, loadPerInstance),
    source: serving === null ? 'load' : 'observed',
    ready: 0,
    maxSize: null,
    bootSeconds: null,
  };
}
