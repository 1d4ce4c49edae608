import type { PoolSetting } from '../../core/capacity/setting.ts';
import type { Activity, GroupObservation } from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';
import type { ForewarmError } from '../../errors.ts';

/** What asking about one group came to. */
export type Sighting =
  | { readonly kind: 'seen'; readonly observation: GroupObservation }
  | { readonly kind: 'unread'; readonly group: string; readonly error: ForewarmError };

/** Reads groups and pools. */
export interface PoolObserver {
  /** One sighting for each group that exists, in the order asked: what fails for one, fails for it alone. */
  sight(groups: readonly string[], signal?: AbortSignal): Promise<Sighting[]>;
  /** One observation for each group that exists, in the order asked. @throws ForewarmError FW_AWS_*. */
  observe(groups: readonly string[], signal?: AbortSignal): Promise<GroupObservation[]>;
  /** Activities of `group` that were running or began at or after `since`, oldest first. */
  activities(group: string, since: EpochSeconds, signal?: AbortSignal): Promise<Activity[]>;
}

/** Moves the lever. */
export interface PoolActuator {
  /** Sets the whole configuration of the group's warm pool. Idempotent. @throws ForewarmError FW_AWS_*. */
  put(group: string, setting: PoolSetting, signal?: AbortSignal): Promise<void>;
}
