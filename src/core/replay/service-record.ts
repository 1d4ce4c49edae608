/**
 * What each level of service has lately cost and missed, and so what it will.
 *
 * A level is a whole course of prepared totals, from none to what the group would have if money were
 * no object. Each leads a pool of its own beside the real one; what the pools of the levels cost and
 * miss is kept by quarter of the day, and fades. That prices a level over any time ahead: over the
 * rest of a cap's window as well as over the evening's peak.
 */

import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../units.ts';
import { ReplayedPool } from './replay.ts';
import { type PoolCosts, spendOf } from './scorecard.ts';

/** What a level came to in one quarter of the day, the older days counting less. */
export interface QuarterRecord {
  readonly seconds: number;
  readonly costUsd: number;
  readonly misses: number;
  /** The prepared total, times the seconds that it lasted. */
  readonly totalSeconds: number;
}

/** A group's past and, as far as it is asked for, its course under each level of service. */
export interface ServiceCourse {
  /** Start of step 0. */
  readonly start: EpochSeconds;
  readonly stepSeconds: number;
  /** Instances in service, shape [steps]. */
  readonly active: Int32Array;
  /** Prepared totals by level, the least first, shape [levels][steps]. */
  readonly levels: readonly Int32Array[];
  readonly costs: PoolCosts;
  readonly bootSeconds: number;
  /** Whether scaled-in instances return to the pool; left out = they do, as in replay. */
  readonly reuse?: boolean;
  /** Dollars that an instance costs on its way back from the group; left out = 0, as in replay. */
  readonly returnUsd?: number;
  /** Ready members at least, whatever the total; left out = 0. */
  readonly minSize?: number;
}

/** What a level is expected to cost, dollars, and to miss. */
export interface LevelOutlook {
  readonly level: number;
  readonly costUsd: number;
  readonly misses: number;
}

const quarterSeconds = 6 * secondsPerHour;
const halfLifeSeconds = 6 * quarterSeconds; // of each quarter apart: six days

type Fading = { -readonly [Key in keyof QuarterRecord]: QuarterRecord[Key] };

export class ServiceRecord {
  readonly #course: ServiceCourse;
  readonly #pools: readonly ReplayedPool[];
  /** Shape [levels][quarters]. */
  readonly #records: readonly (readonly Fading[])[];
  /** Steps learnt from. */
  #learnt = 0;

  constructor(course: ServiceCourse) {
    const { levels, stepSeconds, bootSeconds, reuse = true } = course;
    this.#course = course;
    this.#pools = levels.map(() => new ReplayedPool({ stepSeconds, bootSeconds, reuse }));
    this.#records = levels.map(() =>
      Array.from({ length: 4 }, () => ({ seconds: 0, costUsd: 0, misses: 0, totalSeconds: 0 })),
    );
  }

  /** Lets every level live through the steps before `to`. */
  learn(to: number): void {
    const { start, stepSeconds, levels } = this.#course;
    while (this.#learnt < to) {
      const from = this.#learnt;
      const at = start + from * stepSeconds;
      const steps = Math.ceil((nextQuarter(at) - at) / stepSeconds);
      this.#learnt = Math.min(to, from + steps);
      for (const level of levels.keys()) this.#observe(level, [from, this.#learnt], quarterOf(at));
    }
  }

  /** Shape [levels][quarters]. */
  get records(): readonly (readonly QuarterRecord[])[] {
    return this.#records;
  }

  /** What each level is expected to cost and miss over [from, to). */
  over(from: EpochSeconds, to: EpochSeconds): LevelOutlook[] {
    return this.#records.map((quarters, level) => ({ level, ...expectedOver(quarters, from, to) }));
  }

  #observe(level: number, [from, to]: readonly [number, number], quarter: number): void {
    const { active, levels, stepSeconds, minSize = 0 } = this.#course;
    const pool = this.#pools[level]!;
    const record = this.#records[level]![quarter]!;
    const [spent, missed] = [this.#spentBy(pool), pool.misses];
    pool.advance(active, [from, to], {
      minSize: minSize === 0 ? null : new Int32Array(to - from).fill(minSize),
      prepared: levels[level]!.subarray(from, to),
    });
    const seconds = (to - from) * stepSeconds;
    const kept = 0.5 ** (seconds / halfLifeSeconds);
    record.seconds = record.seconds * kept + seconds;
    record.costUsd = record.costUsd * kept + this.#spentBy(pool) - spent;
    record.misses = record.misses * kept + pool.misses - missed;
    const total = levels[level]!.subarray(from, to).reduce((sum, each) => sum + each, 0);
    record.totalSeconds = record.totalSeconds * kept + total * stepSeconds;
  }

  #spentBy(pool: ReplayedPool): number {
    const { costs, returnUsd = 0 } = this.#course;
    return spendOf(pool, costs) + pool.returns * returnUsd;
  }
}

/**
 * What a level of such a record will cost and miss over [from, to). A quarter of the day of which
 * nothing was learnt is taken to be like those of which something was; 0 where there are none.
 */
export function expectedOver(
  quarters: readonly QuarterRecord[],
  from: EpochSeconds,
  to: EpochSeconds,
): Omit<LevelOutlook, 'level'> {
  const sum = (key: keyof QuarterRecord) => quarters.reduce((all, each) => all + each[key], 0);
  const any = { seconds: sum('seconds'), costUsd: sum('costUsd'), misses: sum('misses') };
  let [costUsd, misses] = [0, 0];
  if (any.seconds === 0) return { costUsd, misses };
  for (const [quarter, ahead] of quarterSecondsOf(from, to).entries()) {
    const own = quarters[quarter]!;
    const like = own.seconds === 0 ? any : own;
    const times = ahead / like.seconds;
    costUsd += like.costUsd * times;
    misses += like.misses * times;
  }
  return { costUsd, misses };
}

/** The highest prepared total that a level of such a record has on average in any quarter of the day. */
export function highestTotal(quarters: readonly QuarterRecord[]): number {
  return quarters.reduce((highest, { seconds, totalSeconds }) => {
    return seconds === 0 ? highest : Math.max(highest, totalSeconds / seconds);
  }, 0);
}

function quarterOf(at: EpochSeconds): number {
  return Math.floor((at % secondsPerDay) / quarterSeconds);
}

/** The first beginning of a quarter of a day, UTC, after `at`. */
export function nextQuarter(at: EpochSeconds): EpochSeconds {
  return at - (at % quarterSeconds) + quarterSeconds;
}

/** Seconds of [from, to) that fall into each quarter of the day. */
function quarterSecondsOf(from: EpochSeconds, to: EpochSeconds): number[] {
  const seconds = [0, 0, 0, 0];
  for (let at = from; at < to; ) {
    const end = Math.min(to, nextQuarter(at));
    seconds[quarterOf(at)]! += end - at;
    at = end;
  }
  return seconds;
}
