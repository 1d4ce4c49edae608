import { type PoolSetting, poolWanted } from '../capacity/setting.ts';
import { foundSetting, nothing } from './budget/commitment.ts';
import type { Binding } from './plan.ts';
import type { GroupPolicy } from './policy.ts';
import type { BlockedReason, Situation } from './situation.ts';

/** Blocks under which AWS takes a smaller setting, so that a cap can still be kept. */
export const blocksThatLetCut: readonly BlockedReason[] = ['instance-refresh', 'launch-suspended'];

/** Largest MaxGroupPreparedCapacity that owner and group allow. */
export function preparedLimit({ pool }: GroupPolicy, maxSize: number): number {
  return Math.min(pool.preparedMax ?? maxSize, maxSize);
}

/** MinSize that policy and schedules ask for, as far as ceiling and group bounds let them. */
export function floorOf({ bounds, observation }: Situation, policy: GroupPolicy): number {
  const asked = Math.max(policy.pool.minSize, bounds.floor);
  return Math.min(asked, bounds.ceiling, preparedLimit(policy, observation.maxSize));
}

export interface Bounded {
  readonly setting: PoolSetting;
  readonly binding: Binding;
}

/** `wanted` within floor, ceiling and group bounds, with the highest of them that moved it. */
export function bounded(wanted: PoolSetting, situation: Situation, policy: GroupPolicy): Bounded {
  const { desired, maxSize } = situation.observation;
  const { ceiling } = situation.bounds;
  let { minSize, prepared } = wanted;
  let binding: Binding = 'none';

  const floor = floorOf(situation, policy);
  if (minSize < floor) {
    [minSize, prepared, binding] = [floor, Math.max(prepared, floor), 'floor'];
  }
  if (poolWanted({ minSize, prepared }, desired) > ceiling) {
    minSize = Math.min(minSize, ceiling);
    [prepared, binding] = [Math.min(prepared, desired + ceiling), 'ceiling'];
  }
  const limit = preparedLimit(policy, maxSize);
  if (prepared > limit) {
    [minSize, prepared, binding] = [Math.min(minSize, limit), limit, 'group-bounds'];
  }
  return { setting: { ...wanted, minSize, prepared }, binding };
}

/** True when forewarm may write `next` to the group: everything but the money is asked here. */
export function mayWrite(next: PoolSetting, situation: Situation, policy: GroupPolicy): boolean {
  const { observation, paused } = situation;
  if (policy.mode === 'act' && !observation.optedIn) return false;
  const { blocked } = observation;
  if (blocked === null && paused === null) return true;
  if (blocked !== null && !blocksThatLetCut.includes(blocked)) return false;
  return isCut(foundSetting(observation), next, observation.minSize);
}

/** True when `next` never holds more members than `found`, at any desired capacity, nor lets more return. */
export function isCut(found: PoolSetting | null, next: PoolSetting, groupMin: number): boolean {
  const before = found ?? nothing(next);
  const fewer =
    next.minSize <= before.minSize &&
    (next.prepared <= before.prepared || poolWanted(next, groupMin) <= before.minSize);
  return fewer && (!next.reuse || before.reuse) && next.state === before.state;
}
