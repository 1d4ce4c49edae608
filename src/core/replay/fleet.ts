/**
 * A fleet under one cap in the world of replay.
 *
 * Each quarter of a day every group brings what its levels of service are expected to cost and miss
 * to the end of the cap's window, and `allocate` shares what is left of the cap: one price for a
 * cold start everywhere, so money goes where it avoids most. Between, what each step is about to
 * cost is known before it is set; where all together would exceed what is left, they are shared out
 * anew for that step, down to no pool at all, which costs nothing. So the cap holds by construction.
 */
import { allocate, type Option } from '../allocation/allocation.ts';
import { assert } from '../assert.ts';
import { type Window, type WindowLength, windowAt } from '../calendar/windows.ts';
import type { Zone } from '../series/zone.ts';
import type { EpochSeconds } from '../units.ts';
import { type PoolCount, ReplayedPool } from './replay.ts';
import { spendOf, sumOf } from './scorecard.ts';
import { nextQuarter, type ServiceCourse, ServiceRecord } from './service-record.ts';

/**
 * A group that lives through the steps of its course from `from` on; those before are its past. At
 * no step does a level hold more than the last. Its pool has no floor, and takes returns for free.
 */
export interface FleetMember extends Omit<ServiceCourse, 'minSize' | 'reuse' | 'returnUsd'> {
  readonly name: string;
  readonly from: number;
}

export interface FleetCap {
  readonly per: WindowLength;
  readonly zone: Zone;
  /** Dollars that may be spent in a window. */
  limitUsd(window: Window): number;
}

export interface FleetOutcome {
  readonly count: PoolCount;
  readonly spentUsd: number;
  /** Every window of the cap that the fleet lived in, in order. */
  readonly windows: readonly {
    readonly start: EpochSeconds;
    readonly spentUsd: number;
    readonly limitUsd: number;
  }[];
  /** By name. */
  readonly groups: ReadonlyMap<string, PoolCount>;
}

/** Lets every member have its highest level in each step, as far as `cap` allows. */
export function replayFleet(members: readonly FleetMember[], cap: FleetCap): FleetOutcome {
  const lives = members.map((member) => new Life(member));
  const start = Math.min(...lives.map((life) => life.start));
  const end = Math.max(...lives.map((life) => life.end));
  const tickSeconds = Math.min(...members.map(({ stepSeconds }) => stepSeconds));
  const windows: { start: number; spentUsd: number; limitUsd: number }[] = [];
  let window: Window = { start, end: start };
  let replanAt = start;
  for (let at = start; at < end; at += tickSeconds) {
    if (at >= window.end) {
      window = windowAt(cap.per, at, cap.zone);
      windows.push({ start: window.start, spentUsd: 0, limitUsd: cap.limitUsd(window) });
      replanAt = at;
    }
    const account = windows.at(-1)!;
    const living = lives.filter((life) => life.isAlive(at));
    if (at >= replanAt) {
      shareOut(living, [at, window.end], account.limitUsd - account.spentUsd);
      replanAt = nextQuarter(at);
    }
    const due = living.filter((life) => life.isDue(at, tickSeconds));
    account.spentUsd += step(due, at, account.limitUsd - account.spentUsd);
  }
  const groups = new Map(lives.map((life) => [life.member.name, life.count()]));
  return {
    count: sumOf([...groups.values()]),
    spentUsd: windows.reduce((sum, { spentUsd }) => sum + spentUsd, 0),
    windows,
    groups,
  };
}

/** Gives each of `lives` the level that `roomUsd` can pay for to the end of the window. */
function shareOut(
  lives: readonly Life[],
  [at, until]: readonly [EpochSeconds, EpochSeconds],
  roomUsd: number,
): void {
  const levels = choose(lives, (life) => life.outlook(at, until), roomUsd);
  for (const life of lives) life.level = levels.get(life)!;
}

/** Lets `due` take their step at `at` within `roomUsd`; returns what it cost. */
function step(due: readonly Life[], at: EpochSeconds, roomUsd: number): number {
  const levels = choose(due, (life) => life.stepOptions(at), roomUsd);
  return due.reduce((sum, life) => sum + life.live(at, levels.get(life)!), 0);
}

interface LevelOption extends Option {
  readonly level: number;
}

/** The highest option of each where there is room for all of them, else what `allocate` makes of it. */
function choose(
  lives: readonly Life[],
  optionsOf: (life: Life) => readonly LevelOption[],
  roomUsd: number,
): Map<Life, number> {
  const groups = lives.map((life) => {
    return { group: life.member.name, priority: 1, weight: 1, options: optionsOf(life) };
  });
  const highest = groups.map(({ options }) => options.at(-1)!);
  if (highest.reduce((sum, { cost }) => sum + cost, 0) <= roomUsd * 1e6) {
    return new Map(lives.map((life, n) => [life, highest[n]!.level]));
  }
  const chosen = allocate(groups, roomUsd * 1e6);
  return new Map(lives.map((life) => [life, chosen.get(life.member.name)!.level]));
}

/** A member on its way. */
class Life {
  readonly member: FleetMember;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  level: number;
  readonly #record: ServiceRecord;
  readonly #pool: ReplayedPool;
  /** In service before the first step, and all that follows: where the pool's own time begins. */
  readonly #active: Int32Array;
  #size = 0;

  constructor(member: FleetMember) {
    const { start, stepSeconds, bootSeconds, from, active, levels } = member;
    const highest = levels.at(-1)!;
    const isHighest = levels.every((level) => level.every((total, t) => total <= highest[t]!));
    assert(isHighest, `a level of ${member.name} holds more than the highest`);
    this.member = member;
    this.start = start + from * stepSeconds;
    this.end = start + active.length * stepSeconds;
    this.level = levels.length - 1;
    this.#record = new ServiceRecord(member);
    this.#pool = new ReplayedPool({ stepSeconds, bootSeconds, reuse: true });
    this.#active = active.subarray(from);
  }

  isAlive(at: EpochSeconds): boolean {
    return this.start <= at && at < this.end;
  }

  /** Whether one of its steps begins in [at, at + tickSeconds). */
  isDue(at: EpochSeconds, tickSeconds: number): boolean {
    return (at - this.start) % this.member.stepSeconds < tickSeconds;
  }

  /** What each level is expected to come to between `at` and `until`. */
  outlook(at: EpochSeconds, until: EpochSeconds): LevelOption[] {
    this.#record.learn(this.member.from + this.#stepAt(at));
    return this.#record.over(at, until).map(({ level, costUsd, misses }) => {
      return { level, cost: costUsd * 1e6, misses };
    });
  }

  /** The levels up to its own as this step alone would pay for them, each taken to save one miss. */
  stepOptions(at: EpochSeconds): LevelOption[] {
    return Array.from({ length: this.level + 1 }, (_, level) => {
      return { level, cost: this.stepCost(at, level) * 1e6, misses: this.level - level };
    });
  }

  /** Dollars that the step at `at` costs at most under `level`: its members, and boots for those missing. */
  stepCost(at: EpochSeconds, level: number): number {
    const { costs } = this.member;
    const t = this.#stepAt(at);
    const wanted = this.#wanted(t, level);
    const claims = t === 0 ? 0 : Math.max(0, this.#active[t]! - this.#active[t - 1]!);
    const boots = t === 0 ? 0 : Math.max(0, wanted - Math.max(0, this.#size - claims));
    return spendOf({ heldSteps: wanted, boots }, costs);
  }

  /** Takes the step at `at` under `level`; returns its cost in dollars. */
  live(at: EpochSeconds, level: number): number {
    const { levels, from, costs } = this.member;
    const t = this.#stepAt(at);
    const [spent, held] = [spendOf(this.#pool, costs), this.#pool.heldSteps];
    const prepared = levels[level]!.subarray(from + t, from + t + 1);
    this.#pool.advance(this.#active, [t, t + 1], { minSize: null, prepared });
    this.#size = this.#pool.heldSteps - held;
    return spendOf(this.#pool, costs) - spent;
  }

  count(): PoolCount {
    const { hits, misses, boots, heldSteps } = this.#pool;
    return { hits, misses, boots, heldSteps };
  }

  #wanted(t: number, level: number): number {
    return Math.max(0, this.member.levels[level]![this.member.from + t]! - this.#active[t]!);
  }

  #stepAt(at: EpochSeconds): number {
    return Math.floor((at - this.start) / this.member.stepSeconds);
  }
}
