import { accrue, listedLateSeconds } from '../core/planning/budget/accrual.ts';
import type { Meter } from '../core/planning/budget/usage.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import type { Zone } from '../core/series/zone.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { ClaimStore, SpendStore } from './ports/books.ts';
import type { PoolObserver } from './ports/pools.ts';

export interface SettlePorts {
  readonly observer: PoolObserver;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
}

/**
 * Brings a group's accounts up to `observation`: bills what its pool used since the last one, by
 * the hours of the budget's `zone`, and counts the claims. The meter moves on in the transaction
 * that books the usage, and last: a crash before it leaves the time to the next step, to be billed
 * once, and its activities to be read again.
 * @throws ForewarmError FW_AWS_* before anything is booked, FW_DB_*.
 */
export async function settle(
  observation: GroupObservation,
  zone: Zone,
  { observer, spend, claims }: SettlePorts,
  signal: AbortSignal,
): Promise<void> {
  const { group, at } = observation;
  const meter = meterBefore(group, zone.nextStartOfHour(at), spend);
  const since = Math.min(
    (meter?.at ?? at) - listedLateSeconds,
    ...(meter?.open ?? []).map(({ startedAt }) => startedAt),
  );
  const activities = await observer.activities(group, since, signal);
  const accrual = accrue({ meter, observation, activities, zone });
  claims.record(group, activities);
  spend.accrue(group, accrual.usage, accrual.meter);
}

/**
 * Where accrual goes on. A clock that was ahead has billed hours that have yet to come: they are
 * taken back, or a cap would stay spent until then. The present hour stays as it was billed.
 */
function meterBefore(group: string, nextHour: EpochSeconds, spend: SpendStore): Meter | null {
  const meter = spend.meter(group);
  if (meter === null || meter.at <= nextHour) return meter;
  spend.rewind(group, nextHour);
  return spend.meter(group);
}
