import type { PoolSetting } from '../../core/capacity/setting.ts';
import type { Activity, GroupObservation } from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';
import type { ForewarmError } from '../../errors.ts';

/**
 * Groups that AWS is asked about at a time: two hundred are read in some four seconds, and no more calls
 * are under way than the API's rate limit, which all that scales in an account share, has to spare.
 */
export const groupsAtOnce = 8;

/** What asking about one group came to. */
export type Sighting =
  | { readonly kind: 'seen'; readonly observation: GroupObservation }
  /** There is no such group at `at`: AWS answered, and not with it. */
  | { readonly kind: 'absent'; readonly group: string; readonly at: EpochSeconds }
  | { readonly kind: 'unread'; readonly group: string; readonly error: ForewarmError };

/** Reads groups and pools. */
export interface PoolObserver {
  /** One sighting for each name, in the order asked: what fails for one, fails for it alone. */
  sight(groups: readonly string[], signal?: AbortSignal): Promise<Sighting[]>;
  /**
   * Activities of `group` that are running or ended at or after `since`, oldest first; also of one
   * that was deleted, as far as they are still known.
   */
  activities(group: string, since: EpochSeconds, signal?: AbortSignal): Promise<Activity[]>;
}

/** Moves the lever. */
export interface PoolActuator {
  /**
   * Sets the whole configuration of the group's warm pool. Idempotent. After `secondsMax` > 0 it is
   * tried no more, and whether it was done is not known.
   * @throws ForewarmError FW_AWS_*.
   */
  put(group: string, setting: PoolSetting, secondsMax: number): Promise<void>;
}
