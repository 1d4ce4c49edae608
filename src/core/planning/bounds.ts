import { assert } from '../assert.ts';
import { instantsOf, parseCron } from '../series/cron.ts';
import { zoneOf } from '../series/zone.ts';
import type { EpochSeconds } from '../units.ts';
import type { PoolBounds, Schedule } from './policy.ts';

const unbounded: PoolBounds = {
  floor: 0,
  floorFrom: null,
  ceiling: Number.POSITIVE_INFINITY,
  ceilingFrom: null,
};

/**
 * The tightest floor and ceiling of the `schedules` that are open at any moment of [from, to), each
 * with the name of who set it; of equals, the first listed. Floor 0 and ceiling Infinity when none is.
 * The interval is what a decision must cover: a pool has to be ready when its window opens.
 */
export function boundsAt(
  schedules: readonly Schedule[],
  from: EpochSeconds,
  to: EpochSeconds,
): PoolBounds {
  assert(from < to, `interval ${from}…${to} is empty`);
  const open = schedules.filter((schedule) => isOpen(schedule, from, to));
  return open.reduce(tighten, unbounded);
}

/** Whether a window of `schedule`, [opening, opening + duration), meets [from, to). */
function isOpen(schedule: Schedule, from: EpochSeconds, to: EpochSeconds): boolean {
  const parsed = parseCron(schedule.cron);
  assert(parsed.kind === 'cron', `schedule ${schedule.name} passed the configuration`);
  const earliest = from - schedule.durationSeconds + 1;
  return instantsOf(parsed.cron, zoneOf(schedule.zone), earliest, to).length > 0;
}

function tighten(bounds: PoolBounds, { name, floor, ceiling }: Schedule): PoolBounds {
  const raises = floor !== null && floor > bounds.floor;
  const lowers = ceiling !== null && ceiling < bounds.ceiling;
  return {
    floor: raises ? floor : bounds.floor,
    floorFrom: raises ? name : bounds.floorFrom,
    ceiling: lowers ? ceiling : bounds.ceiling,
    ceilingFrom: lowers ? name : bounds.ceilingFrom,
  };
}
