import type { EventPlan } from '../../core/calendar/occurrences.ts';
import { peakRatiosOf } from '../../core/capacity/peaks.ts';
import { componentsOf } from '../../core/forecasting/components.ts';
import { localClock } from '../../core/series/calendar.ts';
import { slice, type TimeSeries } from '../../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../../core/units.ts';
import type { TrainedModel } from '../ports/models.ts';
import { learnable } from '../predict.ts';
import { dataReport, observedPart } from './data.ts';
import { outlookReport } from './outlook.ts';
import type {
  Capacity,
  DataReport,
  GroupReport,
  ManagedReport,
  ModelReport,
  ObservedLoad,
  OutlookReport,
} from './report.ts';

/** What the report on one group is made from. */
export interface GroupFacts {
  readonly name: string;
  readonly zone: string;
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly events: readonly EventPlan[];
  /** Load on the forecast's grid up to the newest step. */
  readonly load: TimeSeries;
  /** Its newest part at the finest resolution; `load` itself where there is none. */
  readonly fine: TimeSeries;
  readonly extent: DataReport['extent'];
  readonly trained: TrainedModel | null;
  /** Why a model that was trained cannot be read; null or left out = nothing is known to be wrong. */
  readonly unreadable?: string | null;
  /** Capacity, given the highest load of the last hour. */
  readonly capacityAt: (loadNow: number) => Capacity | null;
  readonly managed: ManagedReport | null;
}

/** The shown history is as long as the horizon, within these. */
const shownSeconds = { min: secondsPerDay, max: 14 * secondsPerDay } as const;

/** The report on one group: pure, and the same for the same facts. */
export function groupReport(facts: GroupFacts): GroupReport {
  const { name, zone, at, load, extent, trained, managed } = facts;
  const known = observedPart(load);
  const loadNow = highestOfLastHour(known);
  const capacity = loadNow === null ? null : facts.capacityAt(loadNow);
  const ordinary = learnable(known, facts.events, zone);
  return {
    name,
    zone,
    stepSeconds: load.stepSeconds,
    history: shownHistory(known, facts.horizonSeconds),
    loadNow,
    capacity,
    outlook: outlookOf(facts, known, { loadNow, capacity }),
    components: componentsOf(ordinary, localClock(zone)),
    model: trained === null ? null : modelReport(trained),
    data: dataReport(known, extent, at),
    managed,
  };
}

function outlookOf(
  facts: GroupFacts,
  recent: TimeSeries,
  serving: { readonly loadNow: number | null; readonly capacity: Capacity | null },
): OutlookReport {
  const { name, at, zone, horizonSeconds, events, trained, fine } = facts;
  const { loadNow, capacity } = serving;
  if (loadNow === null) return { kind: 'none', reason: 'no load has been observed' };
  if (trained === null) {
    return { kind: 'none', reason: facts.unreadable ?? 'no model has been trained' };
  }
  const peakRatios = peakRatiosOf(fine, recent.stepSeconds);
  const until = at + horizonSeconds;
  const now = { capacity, loadNow, peakRatios };
  return outlookReport({ name, trained, recent, until, events, zone, ...now }, at);
}

/** Highest load of the hour that ends with the series; null = it is empty. */
function highestOfLastHour({ values, stepSeconds }: TimeSeries): number | null {
  const steps = Math.max(1, Math.round(secondsPerHour / stepSeconds));
  const last = values.subarray(Math.max(0, values.length - steps)).filter(Number.isFinite);
  return last.length === 0 ? null : Math.max(...last);
}

function shownHistory(known: TimeSeries, horizonSeconds: number): ObservedLoad {
  const seconds = Math.min(Math.max(horizonSeconds, shownSeconds.min), shownSeconds.max);
  const steps = Math.max(1, Math.round(seconds / known.stepSeconds));
  const end = known.values.length;
  const { start, values } = slice(known, Math.max(0, end - steps), end);
  return { start, values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)) };
}

function modelReport({ manifest }: TrainedModel): ModelReport {
  const { member, backend, seed, trainedAt, trainedFrom, trainedTo, contest } = manifest;
  const { wape, lossRatio, coverage80 } = manifest;
  const accuracy = contest.length === 0 ? null : { wape, lossRatio, coverage80 };
  return { member, backend, seed, trainedAt, trainedFrom, trainedTo, contest, accuracy };
}
