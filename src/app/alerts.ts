import { shareReached } from '../core/planning/budget/projection.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { isoOf, toUsd } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import type { AlertStore, SpendStore } from './ports/books.ts';
import type { Clock, Log } from './ports/host.ts';

export interface AlertPorts {
  readonly clock: Clock;
  readonly spend: SpendStore;
  readonly alerts: AlertStore;
  readonly log: Log;
}

/**
 * Warns once in each window of each cap when a share of it has been spent: the highest that was
 * reached since the last look: one that was jumped over needs no word later.
 */
export function alertSpending(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  { clock, spend, alerts, log }: AlertPorts,
): void {
  const { alertShares = [] } = fleet;
  if (alertShares.length === 0 || groups.length === 0) return;
  const at = clock.now();
  const accounts = new Accounts(groups, fleet, spend);
  const owners: (readonly [string | null, readonly CapUse[]])[] = [
    [null, accounts.fleetCaps(at)],
    ...groups.map(({ policy }) => [policy.group, accounts.ownCaps(policy, at)] as const),
  ];
  for (const [group, uses] of owners) {
    for (const use of uses) {
      const share = shareReached(use, alertShares);
      const { cap, spent, windowStart, windowEnd } = use;
      if (share === null || !alerts.give(alertName(group, use, share), windowStart)) continue;
      const fields = {
        scope: group ?? 'fleet',
        per: cap.per,
        share,
        spentUsd: toUsd(spent),
        limitUsd: toUsd(cap.limit),
        until: isoOf(windowEnd),
      };
      log.warn(fields, 'a share of a cap is spent');
    }
  }
}

function alertName(group: string | null, { cap }: CapUse, share: number): string {
  return `alert ${group === null ? 'fleet' : `group ${group}`} ${cap.per} ${share}`;
}
