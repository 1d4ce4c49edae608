/** The baselines every other model must beat: the load of the same slot a day or a week ago, or just now. */

import { empirical, type PointMethod } from './empirical.ts';
import { lagIndex, meanOver, weekdaysBefore } from './load-history.ts';
import type { Member } from './member.ts';

/** z of the same local slot `days`, 1 or 7, ago, or of the nearest earlier multiple that was known. */
export function sameSlot(days: 1 | 7): PointMethod {
  return (history, origin, ahead) => {
    const target = origin + ahead;
    let known = 1;
    while (lagIndex(history, target, known) > origin) known++;
    const [index = -1] =
      days === 7 ? weekdaysBefore(history, target, known, 1) : [lagIndex(history, target, known)];
    return index >= 0 ? history.z[index]! : null;
  };
}

/** The same slot a day or a week ago, moved by how the last day differs from the one before it then. */
export function adjustedSlot(days: 1 | 7): PointMethod {
  const slot = sameSlot(days);
  return (history, origin, ahead) => {
    const said = slot(history, origin, ahead);
    const { stepsPerDay } = history;
    const then = origin - days * stepsPerDay;
    if (said === null || then < 0) return null;
    const now = meanOver(history, origin - stepsPerDay + 1, origin + 1);
    return said + now - meanOver(history, then - stepsPerDay + 1, then + 1);
  };
}

/** The mean of the last three steps. */
export const lastLevel: PointMethod = (history, origin) =>
  meanOver(history, origin - 2, origin + 1);

export const naivePoints: Readonly<Record<string, PointMethod>> = {
  'naive-day': sameSlot(1),
  'naive-week': sameSlot(7),
  'adjusted-day': adjustedSlot(1),
  'adjusted-week': adjustedSlot(7),
  persistence: lastLevel,
};

export const naiveMembers: readonly Member[] = Object.entries(naivePoints).map(([name, point]) =>
  empirical(name, point),
);
