import { accrue } from '../core/planning/accrual.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import type { Zone } from '../core/series/zone.ts';
import type { ClaimStore, PoolObserver, SpendStore } from './ports.ts';

export interface SettlePorts {
  readonly observer: PoolObserver;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
}

/** Activities are asked for from this long before the last observation: AWS may list them late. */
const overlapSeconds = 900;

/**
 * Brings a group's accounts up to `observation`: bills what its pool used since the last one, by
 * the hours of the budget's `zone`, and counts the claims. The meter moves on in the transaction
 * that books the usage, so a crash before it leaves the time to the next step, to be billed once.
 */
export async function settle(
  observation: GroupObservation,
  zone: Zone,
  { observer, spend, claims }: SettlePorts,
  signal: AbortSignal,
): Promise<void> {
  const { group, at } = observation;
  const meter = spend.meter(group);
  const since = Math.min(
    (meter?.at ?? at) - overlapSeconds,
    ...(meter?.open ?? []).map(({ startedAt }) => startedAt),
  );
  const activities = await observer.activities(group, since, signal);
  const accrual = accrue({ meter, observation, activities, zone });
  spend.accrue(group, accrual.usage, accrual.meter);
  claims.record(group, activities);
}
