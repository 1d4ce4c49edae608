import { foundSetting, worstHour } from '../core/planning/commitment.ts';
import type { FleetPolicy, Mode } from '../core/planning/policy.ts';
import type { PoolSetting, PoolState } from '../core/planning/setting.ts';
import type { CapUse, GroupObservation } from '../core/planning/situation.ts';
import { type EpochSeconds, type MicroUsd, secondsPerDay } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import type {
  ClaimCount,
  ClaimStore,
  Ledger,
  PauseStore,
  SeriesStore,
  SlotRun,
  SlotStore,
  SpendStore,
  StoredEntry,
} from './ports.ts';

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
  readonly paused: string | null;
  readonly claims: { readonly day: ClaimCount; readonly week: ClaimCount };
  readonly caps: readonly CapUse[];
  /** Seconds since the newest sample; null = nothing is stored. */
  readonly dataAgeSeconds: number | null;
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
}

export function statusOf(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  at: EpochSeconds,
  ports: StatusPorts,
): Status {
  const accounts = new Accounts(groups, fleet, ports.spend);
  return {
    at,
    step: ports.slots.latest('step'),
    training: ports.slots.latest('train'),
    groups: groups.map(({ policy, series }) => {
      const { group, mode } = policy;
      const observation = ports.spend.meter(group)?.observation ?? null;
      const extent = ports.series.extent(series);
      return {
        group,
        mode,
        seen: observation === null ? null : seenOf(observation, policy.prices),
        decision: ports.ledger.latest(group),
        paused: ports.pauses.get(group, at),
        claims: {
          day: ports.claims.count(group, at - secondsPerDay, at),
          week: ports.claims.count(group, at - 7 * secondsPerDay, at),
        },
        caps: accounts.capsOf(policy, at),
        dataAgeSeconds: extent === null ? null : at - extent.end,
      };
    }),
  };
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
