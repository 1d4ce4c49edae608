import { overlapSeconds } from '../core/calendar/windows.ts';
import { poolWanted } from '../core/capacity/setting.ts';
import { foundSetting } from '../core/planning/budget/commitment.ts';
import { type Projection, project, projectionDays } from '../core/planning/budget/projection.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { Accounts } from './accounts.ts';
import type { ManagedGroup } from './decide.ts';
import type { SpendStore } from './ports/books.ts';

/** Projects each of `uses`, which one group, or with null all of them, spend under. */
export function projectCaps(
  uses: readonly CapUse[],
  group: string | null,
  at: EpochSeconds,
  books: {
    readonly accounts: Accounts;
    readonly spend: SpendStore;
    readonly groups: readonly ManagedGroup[];
  },
): Projection[] {
  const { accounts, spend, groups } = books;
  const first = at - (projectionDays + 1) * secondsPerDay;
  const hours = accounts.hourlySpend(group, first, at);
  const since = hours.size === 0 ? null : Math.min(...hours.keys());
  const settingHour = groups
    .filter(({ policy }) => group === null || policy.group === group)
    .reduce((sum, managed) => sum + settingHourOf(managed, spend), 0);
  const history = { since, spentBetween: proportionally(hours) };
  return uses.map((use) => project(use, at, history, settingHour));
}

/** Spend of any stretch of time, taking each hour to be spent evenly. */
function proportionally(
  hours: ReadonlyMap<EpochSeconds, number>,
): (from: EpochSeconds, to: EpochSeconds) => number {
  return (from, to) => {
    let sum = 0;
    for (const [start, cost] of hours) {
      const within = overlapSeconds({ start, end: start + secondsPerHour }, from, to);
      sum += (cost * within) / secondsPerHour;
    }
    return sum;
  };
}

/** µUSD an hour that the setting last seen holds, boots aside; 0 of a group that was never seen. */
function settingHourOf({ policy }: ManagedGroup, spend: SpendStore): number {
  const observation = spend.meter(policy.group)?.observation ?? null;
  const setting = observation === null ? null : foundSetting(observation);
  if (observation === null || setting === null) return 0;
  return poolWanted(setting, observation.desired) * policy.prices.parkedHour[setting.state];
}
