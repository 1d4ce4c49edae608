import { shareReached } from '../core/planning/budget/projection.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { type EpochSeconds, isoOf, toUsd } from '../core/units.ts';
import { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import type { SpendStore } from './ports/books.ts';
import type { Clock, Log, SlotStore } from './ports/host.ts';

export interface AlertPorts {
  readonly clock: Clock;
  readonly spend: SpendStore;
  readonly slots: SlotStore;
  readonly log: Log;
}

/**
 * Warns once in each window of each cap when a share of it has been spent: the highest that was
 * reached since the last look. Which window was warned of is kept in the slot ledger, so that a
 * restart does not warn again.
 */
export function alertSpending(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  { clock, spend, slots, log }: AlertPorts,
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
      if (share === null || !isNews(alertName(group, use, share), use, at, slots)) continue;
      const { cap, spent, windowEnd } = use;
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

/** True for the first to say so of the window: a share that was jumped over needs no word later. */
function isNews(
  name: string,
  { windowStart }: CapUse,
  at: EpochSeconds,
  slots: SlotStore,
): boolean {
  if (!slots.begin(name, windowStart, at)) return false;
  slots.finish(name, windowStart, at, 'warned');
  return true;
}

function alertName(group: string | null, { cap }: CapUse, share: number): string {
  return `alert ${group === null ? 'fleet' : `group ${group}`} ${cap.per} ${share}`;
}
