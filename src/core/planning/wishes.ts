import type { PoolSetting } from '../capacity/setting.ts';
import type { Seen } from './options.ts';
import type { Producer } from './plan.ts';
import type { FleetPolicy } from './policy.ts';
import { reactiveTarget } from './reactive.ts';
import type { PoolSize, Wish } from './shadow/shadow.ts';
import { sizeGroup } from './targets.ts';

/**
 * What the forecast and the reactive rule would each have now, whichever was `chosen`. Neither has a
 * say while data are missing or look broken: then the pool is held, whoever serves.
 */
export function wishesOf(
  chosen: { readonly producer: Producer; readonly wanted: PoolSetting },
  seen: Seen,
  fleet: FleetPolicy,
): Omit<Wish, 'at'> {
  const { recent, observation } = seen.situation;
  const reactive = reactiveTarget(recent, observation, seen.policy, fleet);
  if (reactive.kind === 'no-data') return { predictive: null, reactive: null };
  const { producer, wanted } = chosen;
  return {
    predictive: producer === 'predictive' ? sizeOf(wanted) : predictiveSize(seen, fleet),
    reactive: sizeOf(reactive.setting),
  };
}

/** The size by a forecast that does not serve now, because it is doubted or a control block runs. */
function predictiveSize({ situation, policy }: Seen, fleet: FleetPolicy): PoolSize | null {
  const { outlook, observation, sized = null } = situation;
  const forecast = outlook.kind === 'forecast' ? outlook : (outlook.doubted ?? null);
  if (forecast === null) return null;
  const { minSize } = policy.pool;
  if (sized !== null) return { minSize, prepared: Math.max(minSize, sized.prepared) };
  const sizing = sizeGroup({ outlook: forecast, observation, policy, fleet, also: [] });
  return sizing === null ? null : sizeOf(sizing.candidates[0]!.setting);
}

function sizeOf({ minSize, prepared }: PoolSetting): PoolSize {
  return { minSize, prepared };
}
