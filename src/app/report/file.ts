import { instancesFor } from '../../core/capacity/demand.ts';
import { endOf, type TimeSeries } from '../../core/series/series.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { historyUntil } from '../forecast.ts';
import { plannerLevels } from '../outlook.ts';
import type { BackendChoice, Trainer } from '../ports.ts';
import { extentOf } from './data.ts';
import { groupReport } from './group.ts';
import type { Capacity, ReportDocument } from './report.ts';

export interface FileReportRequest {
  readonly name: string;
  readonly series: TimeSeries;
  /** The last step that may be used begins at or before this time. */
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly zone: string;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Load one instance serves; null = the report speaks of load alone. */
  readonly loadPerInstance: number | null;
  /** Instances in service; null = as many as the last hour asked for. */
  readonly serving: number | null;
}

/**
 * Trains on a series up to `at`, and on nothing after it, and reports from there.
 * @throws ForewarmError FW_DATA_SHORT, FW_USAGE when `at` lies before the series, and what training throws.
 */
export async function reportOnFile(
  request: FileReportRequest,
  trainer: Trainer,
  signal?: AbortSignal,
): Promise<ReportDocument> {
  const { name, zone, seed, backend, horizonSeconds } = request;
  const history = historyUntil(request);
  const horizon = Math.max(1, Math.round(horizonSeconds / history.stepSeconds));
  const trained = await trainer.train(
    { series: name, history, horizon, levels: plannerLevels, seed, zone, events: [], backend },
    signal,
  );
  const at = endOf(history);
  const group = groupReport({
    name,
    zone,
    at,
    horizonSeconds,
    events: [],
    load: history,
    fine: history,
    extent: extentOf(history),
    trained,
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
