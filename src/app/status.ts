import type { PriceListing } from '../core/capacity/listed-prices.ts';
import type { PoolSetting, PoolState } from '../core/capacity/setting.ts';
import { type HistoryTier, historyTier } from '../core/forecasting/history-tier.ts';
import { foundSetting, worstHour } from '../core/planning/budget/commitment.ts';
import { cutOf, type PlanCut } from '../core/planning/budget/cuts.ts';
import { type WatchedCap, watchedCaps } from '../core/planning/budget/projection.ts';
import type { FleetPolicy, Mode } from '../core/planning/policy.ts';
import type { StateChoice } from '../core/planning/pool-state.ts';
import { type ShadowAdvice, shadowAdvice } from '../core/planning/shadow/advice.ts';
import { type ShadowCosts, shadowDays } from '../core/planning/shadow/shadow.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import { type EpochSeconds, type MicroUsd, secondsPerDay } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import { type FasterBootAdvice, fasterBootAdvice } from './faster-boot.ts';
import { leadTimesOf, type MeasuredLeads } from './lead-times.ts';
import { PoolStates } from './pool-states.ts';
import type {
  ClaimCount,
  ClaimStore,
  Ledger,
  PauseStore,
  SpendStore,
  StoredEntry,
  WishStore,
} from './ports/books.ts';
import type { SlotRun, SlotStore } from './ports/host.ts';
import type { SeriesStore } from './ports/series.ts';
import type { FasterBootStore } from './ports/sizing.ts';
import { reckonShadows } from './shadow.ts';

/** How forewarm stands, from what it last saw: nobody is asked. */
export interface Status {
  readonly at: EpochSeconds;
  /** The newest step; null = none ran yet. */
  readonly step: SlotRun | null;
  readonly training: SlotRun | null;
  readonly groups: readonly GroupStatus[];
}

export interface GroupStatus {
  readonly group: string;
  readonly mode: Mode;
  /** As of the last step; null = never observed. */
  readonly seen: Seen | null;
  readonly decision: StoredEntry | null;
  /** How the last step chose the pool's state, or the next would; null = it is fixed. */
  readonly stateChoice: StateChoice | null;
  /** Why the group is left alone; null = it is not. */
  readonly paused: string | null;
  /** When that ends by itself; null = it does not. */
  readonly pausedUntil: EpochSeconds | null;
  /** Which of its prices are from the public list; null = its owner wrote them down. */
  readonly listed: PriceListing | null;
  readonly claims: { readonly day: ClaimCount; readonly week: ClaimCount };
  /** How long boots and starts took of late, beside what the configuration says. */
  readonly leads: MeasuredLeads & {
    readonly configured: { readonly bootSeconds: number; readonly startSeconds: number };
  };
  readonly caps: readonly WatchedCap[];
  /** What a cap took from the last decision, and what that risks; null = nothing. */
  readonly cut: PlanCut | null;
  /** Seconds since the newest sample; null = nothing is stored. */
  readonly dataAgeSeconds: number | null;
  /** How much history there is, and what so much allows. */
  readonly history: { readonly seconds: number; readonly tier: HistoryTier };
  /** What each way of sizing would have come to; null = less than a day is known. */
  readonly shadows: ShadowCosts | null;
  /** A cheaper way than the forecast; null = none is known. */
  readonly advice: ShadowAdvice | null;
  /** What a boot of half the time would save; null = too little, or nobody knows. */
  readonly fasterBoot: FasterBootAdvice | null;
}

interface Seen {
  readonly at: EpochSeconds;
  readonly desired: number;
  readonly inService: number;
  readonly ready: number;
  readonly booting: number;
  readonly setting: PoolSetting | null;
  readonly state: PoolState | null;
  /** µUSD an hour that the pool can cost if nobody ever acts again. */
  readonly worstHour: MicroUsd;
}

export interface StatusPorts {
  readonly series: SeriesStore;
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
  readonly slots: SlotStore;
  readonly pauses: PauseStore;
  readonly wishes: WishStore;
  readonly boots: FasterBootStore;
}

export function statusOf(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  at: EpochSeconds,
  ports: StatusPorts,
): Status {
  const accounts = new Accounts(groups, fleet, ports.spend);
  const states = new PoolStates(ports.series, ports.spend);
  return {
    at,
    step: ports.slots.latest('step'),
    training: ports.slots.latest('train'),
    groups: groups.map((each) => {
      const { group, mode } = each.policy;
      const decision = ports.ledger.latest(group);
      const { group: managed, choice } =
        states.asChosen(each, decision?.plan.stateChoice) ?? states.asSeen(each, at);
      const { policy, series } = managed;
      const observation = ports.spend.meter(group)?.observation ?? null;
      const extent = ports.series.extent(series, at);
      const historySeconds = extent === null ? 0 : extent.end - extent.first;
      const shadows = shadowsOf(managed, at, ports);
      return {
        group,
        mode,
        seen: observation === null ? null : seenOf(observation, policy.prices),
        decision,
        stateChoice: choice,
        paused: ports.pauses.get(group, at),
        pausedUntil: ports.pauses.endOf(group, at),
        listed: policy.listed ?? null,
        claims: {
          day: ports.claims.count(group, at - secondsPerDay, at),
          week: ports.claims.count(group, at - 7 * secondsPerDay, at),
        },
        leads: {
          ...leadTimesOf(group, at, ports.claims),
          configured: { bootSeconds: policy.bootSeconds, startSeconds: policy.startSeconds },
        },
        caps: watchedCaps(accounts.capsOf(policy, at), fleet.alertShares),
        cut: decision === null ? null : cutOf(decision.plan),
        dataAgeSeconds: extent === null ? null : at - extent.end,
        history: { seconds: historySeconds, tier: historyTier(historySeconds) },
        shadows,
        advice: shadows === null ? null : shadowAdvice(shadows),
        fasterBoot: fasterBootAdvice(each, ports.boots.latest(group), at),
      };
    }),
  };
}

/** The shadows from the load of the last days alone: more is not needed, and there may be many groups. */
function shadowsOf(
  { policy, series, stepSeconds }: ManagedGroup,
  at: EpochSeconds,
  { series: store, wishes }: StatusPorts,
): ShadowCosts | null {
  const end = Math.min(store.extent(series, at)?.end ?? 0, at);
  const to = end - (end % stepSeconds);
  const from = to - (shadowDays + 1) * secondsPerDay;
  if (from < 0) return null;
  const recent = store.range(series, from - (from % stepSeconds), to, stepSeconds);
  return reckonShadows({ policy, recent, at }, wishes);
}

function seenOf(observation: GroupObservation, prices: ManagedGroup['policy']['prices']): Seen {
  const { at, desired, inService, members } = observation;
  const count = (phase: 'ready' | 'booting') =>
    members.filter((member) => member.phase === phase).length;
  const setting = foundSetting(observation);
  return {
    at,
    desired,
    inService,
    ready: count('ready'),
    booting: count('booting'),
    setting,
    state: setting?.state ?? null,
    worstHour: setting === null ? (0 as MicroUsd) : worstHour(setting, observation, prices),
  };
}
