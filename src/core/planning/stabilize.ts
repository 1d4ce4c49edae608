import type { PoolSetting } from '../capacity/setting.ts';
import type { Situation } from './situation.ts';

/** Group and pool together that `setting` keeps while `desired` instances are in service. */
export function totalOf({ minSize, prepared }: PoolSetting, desired: number): number {
  return Math.max(prepared, desired + minSize);
}

/** True when `next` keeps less than `found`: now, or, where both keep the same now, at another size of the group. */
export function lowers(found: PoolSetting, next: PoolSetting, desired: number): boolean {
  const change = totalOf(next, desired) - totalOf(found, desired);
  if (change !== 0) return change < 0;
  return next.prepared === found.prepared
    ? next.minSize < found.minSize
    : next.prepared < found.prepared;
}

/**
 * The setting to have now, so that a dip in the forecast does not throw booted members away.
 *
 * A raise is followed at once. A cut waits until a lower target has held for `lowerAfterSeconds`,
 * and then goes no further than the highest target of that time. After a restart the past is
 * unknown, so a cut waits until enough of it has been seen. Running pools follow at once: there
 * only the time held costs money.
 */
export function stabilized(
  wanted: PoolSetting,
  found: PoolSetting | null,
  situation: Pick<Situation, 'observation' | 'targets'>,
  dwell: { readonly lowerAfterSeconds: number; readonly stepSeconds: number },
): PoolSetting {
  const { at, desired } = situation.observation;
  if (found === null || wanted.state === 'Running') return wanted;
  if (!lowers(found, wanted, desired)) return wanted;

  const since = at - dwell.lowerAfterSeconds;
  const seenFrom = Math.min(at, ...situation.targets.map((target) => target.at));
  const kept = { ...wanted, minSize: found.minSize, prepared: found.prepared };
  if (seenFrom > since + 2 * dwell.stepSeconds) return kept;

  const lately = situation.targets.filter((target) => target.at >= since && target.at < at);
  const highest = Math.max(wanted.prepared, ...lately.map(({ prepared }) => prepared));
  const now = totalOf(found, desired);
  if (totalOf(wanted, desired) < now)
    return highest < now ? { ...wanted, prepared: highest } : kept;
  return { ...wanted, prepared: Math.max(wanted.prepared, Math.min(found.prepared, highest)) };
}
