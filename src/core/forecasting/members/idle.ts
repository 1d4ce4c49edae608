import type { Lesson } from './member.ts';

/** z of a step that is busy is at least this; that of half the usual busy load is 0.88. */
export const busyLeast = 1e-6;

/** Share of steps without load from which on members for ordinary loads say little. */
const idleShareLeast = 0.5;

/** Whether most of what the lesson observed is nothing, but not all. */
export function isIdle({ history, until }: Lesson): boolean {
  let [busy, observed] = [0, 0];
  for (let step = 0; step < until; step++) {
    if (history.observed[step] !== 1) continue;
    observed++;
    if (history.z[step]! > busyLeast) busy++;
  }
  return busy > 0 && busy <= (1 - idleShareLeast) * observed;
}
