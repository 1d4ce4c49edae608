import { secondOfDay } from '../series/calendar.ts';
import { isWeekend, type LocalGrid, timeOf } from '../series/local-grid.ts';
import type { Zone } from '../series/zone.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../units.ts';

/** A quarter of a local day: the unit in which a rule's record is kept and its weight decided. */
export interface Block {
  /** Steps [from, to). */
  readonly from: number;
  readonly to: number;
  /** Quarter of the day, 0 … 3. */
  readonly quarter: number;
  readonly weekend: boolean;
}

export const blocksPerDay = 4;
const blockSeconds = secondsPerDay / blocksPerDay;
const blockHours = blockSeconds / secondsPerHour;

/** Blocks of one kind share a record: the same quarter of workdays, or of weekend days. */
export const blockKinds = 2 * blocksPerDay;

export function kindOf({ quarter, weekend }: Pick<Block, 'quarter' | 'weekend'>): number {
  return 2 * quarter + (weekend ? 1 : 0);
}

/** The kind of the block that step `t` lies in. */
export function kindAt(grid: LocalGrid, t: number): number {
  const at = timeOf(grid, t);
  return kindOf({ quarter: quarterAt(grid, at), weekend: isWeekend(grid, at) });
}

/** The grid's steps cut where a quarter of the local day begins, and at each of `cuts`. */
export function blocksOf(grid: LocalGrid, cuts: readonly number[] = []): Block[] {
  const quarterOf = (t: number): number => quartersBefore(grid, timeOf(grid, t));
  const blocks: Block[] = [];
  let from = 0;
  for (let t = 1; t <= grid.steps; t++) {
    if (t < grid.steps && quarterOf(t) === quarterOf(from) && !cuts.includes(t)) continue;
    const at = timeOf(grid, from);
    blocks.push({ from, to: t, quarter: quarterAt(grid, at), weekend: isWeekend(grid, at) });
    from = t;
  }
  return blocks;
}

/** When the clock of `zone` began the quarter of its day that it shows at `at`: 5 to 7 hours long where it is moved. */
export function loadQuarterStart(zone: Zone, at: EpochSeconds): EpochSeconds {
  const { year, month, day, hour } = zone.localParts(at);
  return zone.epochOf({ year, month, day, hour: hour - (hour % blockHours) });
}

/** Quarters of local days before the one at `at`, since 1970: the same quarter of two days has two numbers. */
function quartersBefore({ clock }: LocalGrid, at: EpochSeconds): number {
  return Math.floor((at + clock.offsetAt(at)) / blockSeconds);
}

function quarterAt({ clock }: LocalGrid, at: EpochSeconds): number {
  return Math.floor(secondOfDay(clock, at) / blockSeconds);
}
