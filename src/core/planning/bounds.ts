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

/** How far ahead schedules are looked at, seconds > 0. */
export interface BoundsAhead {
  /** What a decision must cover: a pool has to be ready when its floor begins. */
  readonly floorSeconds: number;
  /** Until the next decision: a ceiling takes no time to follow, so it holds no sooner. */
  readonly ceilingSeconds: number;
}

/**
 * The highest floor and the lowest ceiling of the `schedules` that are open at any moment of
 * [at, at + its seconds), each with the name of who set it; of equals, the first listed. Floor 0 and
 * ceiling Infinity when none is.
 */
export function boundsAt(
  schedules: readonly Schedule[],
  at: EpochSeconds,
  { floorSeconds, ceilingSeconds }: BoundsAhead,
): PoolBounds {
  const open = (seconds: number) => schedules.filter((one) => isOpen(one, at, at + seconds));
  const { floor, floorFrom } = open(floorSeconds).reduce(tighten, unbounded);
  const { ceiling, ceilingFrom } = open(ceilingSeconds).reduce(tighten, unbounded);
  return { floor, floorFrom, ceiling, ceilingFrom };
}

/** Whether a window of `schedule`, [opening, opening + duration), meets [from, to). */
function isOpen(schedule: Schedule, from: EpochSeconds, to: EpochSeconds): boolean {
  assert(from < to, `interval ${from}…${to} is empty`);
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
