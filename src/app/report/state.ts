import { instancesFor } from '../../core/capacity/demand.ts';
import {
  addLiveTallies,
  emptyLiveTally,
  type LiveTally,
  liveAccuracyOf,
} from '../../core/forecasting/accuracy/live-accuracy.ts';
import { foundSetting } from '../../core/planning/budget/commitment.ts';
import { cutOf } from '../../core/planning/budget/cuts.ts';
import { watchedCaps } from '../../core/planning/budget/projection.ts';
import type { FleetPolicy } from '../../core/planning/policy.ts';
import type { GroupObservation } from '../../core/planning/situation.ts';
import { judgeTrust, noTrustYet } from '../../core/planning/trust.ts';
import { type EpochSeconds, secondsPerDay } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { Accounts } from '../accounts.ts';
import { liveEvidence } from '../accuracy.ts';
import type { ManagedGroup } from '../decide.ts';
import { fasterBootAdvice } from '../faster-boot.ts';
import type { ClaimStore, Ledger, PauseStore, SpendStore, StoredEntry } from '../ports/books.ts';
import type { AccuracyStore, ModelStore, TrainedModel } from '../ports/models.ts';
import type { SeriesStore } from '../ports/series.ts';
import type { FasterBootStore } from '../ports/sizing.ts';
import { RecentLoads } from '../recent.ts';
import { groupReport } from './group.ts';
import { capOutlooks, spentInDays } from './money.ts';
import type {
  Capacity,
  DataReport,
  GroupReport,
  LiveHorizon,
  ManagedReport,
  PlannedReport,
  PoolReport,
  ReportDocument,
} from './report.ts';

export interface ReportPorts {
  readonly series: SeriesStore;
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
  readonly pauses: PauseStore;
  readonly models: ModelStore;
  readonly accuracy: Pick<AccuracyStore, 'days'>;
  readonly boots: FasterBootStore;
}

export interface StateReportRequest {
  /** All groups of the configuration: the fleet's money is theirs together. */
  readonly groups: readonly ManagedGroup[];
  readonly fleet: FleetPolicy;
  /** The groups to report on; null = all. */
  readonly only: string | null;
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
}

/** Reports from the state directory alone, with the newest trained models: nobody is asked. */
export function reportOnState(request: StateReportRequest, ports: ReportPorts): ReportDocument {
  const { groups, fleet, only, at, horizonSeconds } = request;
  const accounts = new Accounts(groups, fleet, ports.spend);
  const wanted = groups.filter(({ policy }) => only === null || policy.group === only);
  const lastDay = spentInDays(accounts, null, 1, { at, zone: fleet.budgetZone });
  const uses = accounts.capsOf(groups[0]!.policy, at).filter(({ scope }) => scope === 'fleet');
  return {
    at,
    horizonSeconds,
    groups: wanted.map((group) => managedReport(group, request, { ports, accounts })),
    fleetCaps: capOutlooks(watchedCaps(uses, fleet.alertShares), lastDay, at),
    budgetZone: fleet.budgetZone,
  };
}

interface Scope {
  readonly ports: ReportPorts;
  readonly accounts: Accounts;
}

function managedReport(
  managed: ManagedGroup,
  { at, horizonSeconds, fleet }: StateReportRequest,
  { ports, accounts }: Scope,
): GroupReport {
  const { policy, series, stepSeconds } = managed;
  const extent = ports.series.extent(series, at);
  const recents = new RecentLoads(ports.series);
  const load = recents.upTo(series, stepSeconds, at);
  const model = modelOf(policy.group, ports.models);
  const seen = ports.spend.meter(policy.group)?.observation ?? null;
  const known = extent === null ? null : { first: extent.first, end: Math.min(extent.end, at) };
  return groupReport({
    name: policy.group,
    zone: policy.zone,
    at,
    horizonSeconds,
    events: policy.events,
    load,
    fine: recents.fine(series, stepSeconds, at),
    extent: known,
    trained: model.trained,
    unreadable: model.problem,
    capacityAt: (loadNow) => capacityOf(policy, seen, loadNow),
    managed: {
      mode: policy.mode,
      paused: ports.pauses.get(policy.group, at),
      distrust: model.problem ?? distrustOf(managed, model.trained, { known, at, ports }),
      live: liveHorizons(policy.group, ports.accuracy, at),
      pool: seen === null ? null : poolOf(seen),
      planned: plannedOf(ports.ledger.latest(policy.group), at),
      fasterBoot: fasterBootAdvice(managed, ports.boots.latest(policy.group), at),
      ...moneyAndClaims(policy, { at, fleet }, { ports, accounts }),
    },
  });
}

type StoredModel = TrainedModel & { readonly id: string };

/** A damaged model is the same as none, but is named. */
function modelOf(
  group: string,
  models: ModelStore,
): { readonly trained: StoredModel | null; readonly problem: string | null } {
  try {
    return { trained: models.latest(group), problem: null };
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return { trained: null, problem: error.message };
  }
}

function capacityOf(
  policy: ManagedGroup['policy'],
  seen: GroupObservation | null,
  loadNow: number,
): Capacity {
  const { loadPerInstance, bootSeconds } = policy;
  const common = { loadPerInstance, bootSeconds };
  if (seen === null) {
    const serving = instancesFor(loadNow, loadPerInstance);
    return { ...common, serving, source: 'load', ready: 0, maxSize: null };
  }
  const { inService: serving, maxSize } = seen;
  return { ...common, serving, source: 'observed', ready: poolOf(seen).ready, maxSize };
}

function poolOf(seen: GroupObservation): PoolReport {
  const count = (phase: 'ready' | 'booting') =>
    seen.members.filter((member) => member.phase === phase).length;
  const [ready, booting] = [count('ready'), count('booting')];
  return { at: seen.at, setting: foundSetting(seen), ready, booting };
}

function plannedOf(entry: StoredEntry | null, now: EpochSeconds): PlannedReport | null {
  if (entry === null) return null;
  const { at, plan, event: outcome, reason } = entry;
  const { setting, producer, level = null } = plan;
  const isOver = level !== null && level.until <= now;
  return { at, setting, producer, outcome, reason, cut: cutOf(plan), level: isOver ? null : level };
}

/** Why a step that judged afresh would not believe the forecast; null = it would. */
function distrustOf(
  { policy, stepSeconds }: ManagedGroup,
  trained: StoredModel | null,
  what: {
    readonly known: DataReport['extent'];
    readonly at: EpochSeconds;
    readonly ports: ReportPorts;
  },
): string | null {
  const { known: extent, at, ports } = what;
  const of = trained === null ? null : { group: policy.group, model: trained.id, stepSeconds };
  const live = of === null ? null : liveEvidence(ports.accuracy, of, at);
  const evidence = {
    historySeconds: extent === null ? 0 : extent.end - extent.first,
    dataAgeSeconds: extent === null ? null : at - extent.end,
    modelAgeSeconds: trained === null ? null : at - trained.manifest.trainedTo,
    lossRatio: live?.lossRatio ?? trained?.manifest.lossRatio ?? null,
    coverage80: live?.coverage80 ?? null,
    broken: null,
  };
  const { verdict } = judgeTrust(evidence, policy.trust, noTrustYet);
  return verdict.kind === 'trusted' ? null : verdict.detail;
}

/** Days of live accuracy that are told of. */
const liveDays = 7;

function liveHorizons(
  group: string,
  accuracy: Pick<AccuracyStore, 'days'>,
  at: EpochSeconds,
): LiveHorizon[] {
  const today = at - (at % secondsPerDay);
  const tallies = new Map<number, LiveTally>();
  const days = accuracy.days(group, today - (liveDays - 1) * secondsPerDay, today + secondsPerDay);
  for (const { horizonSeconds, tally } of days) {
    const sum = tallies.get(horizonSeconds) ?? emptyLiveTally;
    tallies.set(horizonSeconds, addLiveTallies(sum, tally));
  }
  return [...tallies]
    .sort(([a], [b]) => a - b)
    .map(([horizonSeconds, tally]) => ({ horizonSeconds, ...liveAccuracyOf(tally) }));
}

function moneyAndClaims(
  policy: ManagedGroup['policy'],
  { at, fleet }: Pick<StateReportRequest, 'at' | 'fleet'>,
  { ports, accounts }: Scope,
): Pick<ManagedReport, 'hitRate' | 'spent' | 'caps'> {
  const { group } = policy;
  const when = { at, zone: fleet.budgetZone };
  const [day, week] = [1, 7].map((days) => spentInDays(accounts, group, days, when));
  const uses = accounts.capsOf(policy, at).filter(({ scope }) => scope === 'group');
  return {
    hitRate: {
      day: ports.claims.count(group, at - secondsPerDay, at),
      week: ports.claims.count(group, at - 7 * secondsPerDay, at),
    },
    spent: { day: day!, week: week! },
    caps: capOutlooks(watchedCaps(uses, fleet.alertShares), day!, at),
  };
}
