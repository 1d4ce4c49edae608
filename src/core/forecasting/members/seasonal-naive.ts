/** The baselines every other model must beat: the load of the same slot a day or a week ago. */

import { dayBefore, lagIndex, weekdaysBefore } from '../features/load-history.ts';
import { empirical, type PointMethod } from './empirical.ts';
import type { Member } from './member.ts';

/**
 * z of the same local slot `days`, 1 or 7, ago, or of the nearest earlier multiple that was known;
 * a holiday stands for holidays alone.
 */
export function sameSlot(days: 1 | 7): PointMethod {
  return (history, origin, ahead) => {
    const target = origin + ahead;
    let known = 1;
    while (lagIndex(history, target, known) > origin) known++;
    const [index = -1] =
      days === 7 ? weekdaysBefore(history, target, known, 1) : [dayBefore(history, target, known)];
    return index >= 0 ? history.z[index]! : null;
  };
}

export const naivePoints: Readonly<Record<string, PointMethod>> = {
  'naive-day': sameSlot(1),
  'naive-week': sameSlot(7),
};

export const naiveMembers: readonly Member[] = Object.entries(naivePoints).map(([name, point]) =>
  empirical(name, point),
);
