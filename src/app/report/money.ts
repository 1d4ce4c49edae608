import type { WatchedCap } from '../../core/planning/budget/projection.ts';
import { zoneOf } from '../../core/series/zone.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerDay } from '../../core/units.ts';
import type { Accounts } from '../accounts.ts';
import type { CapOutlook } from './report.ts';

/** What `group` (null = all) cost in the `days` days that end with the hour of `at`. */
export function spentInDays(
  accounts: Accounts,
  group: string | null,
  days: number,
  { at, zone }: { readonly at: EpochSeconds; readonly zone: string },
): MicroUsd {
  const end = zoneOf(zone).nextStartOfHour(at);
  return accounts.spentBetween(group, end - days * secondsPerDay, end);
}

/** Caps with what their windows come to if each hour costs what one did on average over the last day. */
export function capOutlooks(
  caps: readonly WatchedCap[],
  lastDay: MicroUsd,
  at: EpochSeconds,
): CapOutlook[] {
  const perSecond = lastDay / secondsPerDay;
  return caps.map((use) => {
    const ahead = Math.max(0, use.windowEnd - at) * perSecond;
    return { ...use, projected: microUsd(use.spent + Math.ceil(ahead)) };
  });
}
