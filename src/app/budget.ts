import { cutOf, type PlanCut } from '../core/planning/budget/cuts.ts';
import { type Projection, paceOf, shareReached } from '../core/planning/budget/projection.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { type EpochSeconds, type MicroUsd, microUsd } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import type { Ledger, SpendStore } from './ports/books.ts';
import { projectCaps } from './projection.ts';

/** How every cap stands, from the books and the newest decisions: nobody is asked. */
export interface Budget {
  readonly at: EpochSeconds;
  readonly zone: string;
  readonly caps: readonly CapStanding[];
  readonly cuts: readonly GroupCut[];
  /** Cold starts that one dollar more would avoid where it avoids most; 0 = no cap is in the way. */
  readonly nextDollar: number;
}

export interface CapStanding extends CapUse {
  /** Whose cap it is; null = the fleet's. */
  readonly group: string | null;
  /** Most that may still be spent before the next step can act. */
  readonly committed: MicroUsd;
  readonly projection: Projection;
  /** Share spent over share of the window passed; null = the window has just begun. */
  readonly pace: number | null;
  /** The highest alert share that is spent; null = none. */
  readonly alert: number | null;
}

export interface GroupCut extends PlanCut {
  readonly group: string;
  readonly at: EpochSeconds;
}

export function budgetOf(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  at: EpochSeconds,
  { spend, ledger }: { readonly spend: SpendStore; readonly ledger: Ledger },
): Budget {
  const accounts = new Accounts(groups, fleet, spend);
  const plans = groups.flatMap(({ policy }) => ledger.latest(policy.group)?.plan ?? []);
  const standings = (uses: readonly CapUse[], group: string | null): CapStanding[] => {
    const own = plans.filter((plan) => group === null || plan.group === group);
    const committed = microUsd(own.reduce((sum, plan) => sum + plan.commitment, 0));
    const projections = projectCaps(uses, group, at, { accounts, spend, groups });
    return uses.map((use, n) => ({
      ...use,
      group,
      committed,
      projection: projections[n]!,
      pace: paceOf(use, at),
      alert: shareReached(use, fleet.alertShares ?? []),
    }));
  };
  const cuts = plans.flatMap((plan) => {
    const cut = cutOf(plan);
    return cut === null ? [] : [{ group: plan.group, at: plan.at, ...cut }];
  });
  return {
    at,
    zone: fleet.budgetZone,
    caps: [
      ...standings(accounts.fleetCaps(at), null),
      ...groups.flatMap(({ policy }) => standings(accounts.ownCaps(policy, at), policy.group)),
    ],
    cuts,
    nextDollar: Math.max(0, ...cuts.map(({ nextDollar }) => nextDollar)),
  };
}
