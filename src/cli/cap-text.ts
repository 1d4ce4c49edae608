import type { WatchedCap } from '../core/planning/budget/projection.ts';
import { isoOf, percent, toUsd } from '../core/units.ts';
import { usd } from './output.ts';

/** `$0.73 of $12.00 (6 %), past the alert at 50 %`. */
export function spentText({ cap, spent, alert }: WatchedCap): string {
  const share = cap.limit === 0 ? '' : ` (${percent(spent / cap.limit, 0)})`;
  const past = alert === null ? '' : `, past the alert at ${percent(alert, 0)}`;
  return `${usd(spent)} of ${usd(cap.limit)}${share}${past}`;
}

/** A cap and what is spent of it as every JSON document has it: money in dollars, times in ISO 8601. */
export function capDocument({ cap, scope, windowStart, windowEnd, spent, alert }: WatchedCap) {
  return {
    scope,
    per: cap.per,
    from: isoOf(windowStart),
    to: isoOf(windowEnd),
    spentUsd: toUsd(spent),
    limitUsd: toUsd(cap.limit),
    alertShare: alert,
  };
}
