import { decisionSeconds } from '../core/capacity/lead-time.ts';
import { bootSecondsOf } from '../core/capacity/measured-times.ts';
import { boundsAt } from '../core/planning/bounds.ts';
import type { Decision } from '../core/planning/check.ts';
import { planFleet } from '../core/planning/planner.ts';
import type { FleetPolicy, GroupPolicy } from '../core/planning/policy.ts';
import type { GroupObservation, Situation } from '../core/planning/situation.ts';
import { sizingSeconds } from '../core/planning/targets.ts';
import type { EpochSeconds } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { Controls } from './control.ts';
import type { Outlooks } from './outlook.ts';
import { fixedState, type PoolStates } from './pool-states.ts';
import type { Ledger, PauseStore, SpendStore } from './ports/books.ts';
import type { SeriesStore } from './ports/series.ts';
import type { RecentLoads } from './recent.ts';
import type { ShadowBook } from './shadow.ts';
import type { Sizings } from './sizing.ts';

/** A group as forewarm manages it: its owner's policy and the series that measures its load. */
export interface ManagedGroup {
  readonly policy: GroupPolicy;
  readonly series: string;
  /** Grid on which the load is forecast. */
  readonly stepSeconds: number;
}

export interface DecisionPorts {
  readonly series: SeriesStore;
  readonly recents: RecentLoads;
  readonly outlooks: Outlooks;
  /** Left out = every plan follows the forecast alone. */
  readonly sizings?: Sizings;
  /** Left out = `state: auto` stays with what the policy begins with. */
  readonly states?: PoolStates;
  /** Left out = no experiment is run. */
  readonly controls?: Controls;
  /** Left out = no forecast is judged by what it would have cost. */
  readonly shadows?: ShadowBook;
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly pauses: PauseStore;
}

/** Plans for every observed group. Reads everything, changes nothing. */
export function decide(
  groups: readonly ManagedGroup[],
  observations: readonly GroupObservation[],
  fleet: FleetPolicy,
  ports: DecisionPorts,
): Decision[] {
  const accounts = new Accounts(groups, fleet, ports.spend);
  const latest = Math.max(...observations.map(({ at }) => at));
  const seen = observations.map((observation) => {
    const managed = groups.find(({ policy }) => policy.group === observation.group)!;
    const { group, choice } = ports.states?.of(managed, observation) ?? fixedState(managed);
    const situation = situationOf(group, observation, { fleet, ports, accounts, latest });
    return { policy: group.policy, situation: { ...situation, stateChoice: choice } };
  });
  const plans = planFleet(seen, fleet);
  return seen.map((one, index) => ({ ...one, plan: plans[index]! }));
}

function situationOf(
  { policy, series, stepSeconds }: ManagedGroup,
  observation: GroupObservation,
  scope: {
    readonly fleet: FleetPolicy;
    readonly ports: DecisionPorts;
    readonly accounts: Accounts;
    /** When the last of the groups was seen: what they share is reckoned in the windows of then. */
    readonly latest: EpochSeconds;
  },
): Situation {
  const { fleet, ports, accounts, latest } = scope;
  const { group, at } = observation;
  const extent = ports.series.extent(series, at);
  const recent = ports.recents.upTo(series, stepSeconds, at);
  const fine = ports.recents.fine(series, stepSeconds, at);
  const coverSeconds = sizingSeconds(policy, fleet);
  const shadows = ports.shadows?.costsOf({ policy, recent, at }) ?? null;
  const ahead = decisionSeconds(bootSecondsOf(policy), fleet.stepSeconds);
  return {
    observation,
    recent,
    outlook: ports.outlooks.of({
      policy,
      series,
      extent,
      recent,
      fine,
      at,
      coverSeconds,
      shadows,
    }),
    sized: ports.sizings?.of({ policy, series, stepSeconds, at, coverSeconds: ahead }) ?? null,
    control: ports.controls?.of({ policy, series, stepSeconds }, at, fleet.stepSeconds) ?? null,
    caps: [...accounts.ownCaps(policy, at), ...accounts.fleetCaps(latest)],
    bounds: boundsAt(policy.schedules, at, {
      floorSeconds: ahead,
      ceilingSeconds: fleet.stepSeconds,
    }),
    paused: ports.pauses.get(group, at),
    targets: ports.ledger
      .between(group, at - policy.lowerAfterSeconds, at)
      .filter(({ plan }) => plan.blind !== true)
      .map(({ at, plan }) => ({ at, prepared: plan.wanted.prepared })),
  };
}
