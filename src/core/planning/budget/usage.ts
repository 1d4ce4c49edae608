import type { BillingPhase } from '../../capacity/pricing.ts';
import type { EpochSeconds } from '../../units.ts';
import type { Activity, GroupObservation } from '../situation.ts';

/** Instance-seconds that a pool held in one phase during one calendar hour of the budget's zone. */
export interface Usage {
  readonly hourStart: EpochSeconds;
  readonly phase: BillingPhase;
  readonly instanceSeconds: number;
}
export interface GroupUsage extends Usage {
  readonly group: string;
}

/** Instance-seconds that the pool of a group held in one phase over any time. */
export type UsageSum = Omit<GroupUsage, 'hourStart'>;

/** The last observation that was billed. */
export interface Meter {
  readonly at: EpochSeconds;
  readonly observation: GroupObservation;
  /** Activities already billed that were still running. */
  readonly open: readonly Activity[];
  /**
   * Ids of those already billed that had ended, as far back as `listedLateSeconds`; left out by older
   * versions: then whatever had ended counts as billed.
   */
  readonly ended?: readonly string[];
}
