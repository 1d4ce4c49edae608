import type { PoolObserver } from '../../src/app/ports/pools.ts';
import type { GroupObservation } from '../../src/core/planning/situation.ts';

/** Those of `groups` that exist, as `observer` sees them, in the order asked. @throws What one of them failed by. */
export async function observed(
  observer: PoolObserver,
  groups: readonly string[],
  signal?: AbortSignal,
): Promise<GroupObservation[]> {
  const sightings = await observer.sight(groups, signal);
  return sightings.flatMap((sighting) => {
    if (sighting.kind === 'unread') throw sighting.error;
    return sighting.kind === 'seen' ? [sighting.observation] : [];
  });
}
