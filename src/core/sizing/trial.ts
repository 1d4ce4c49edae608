import type { Aim } from '../capacity/aim.ts';
import type { PoolCount, ReplayedPool } from '../replay/replay.ts';
import { spendOf } from '../replay/scorecard.ts';
import { timeOf } from '../series/local-grid.ts';
import { type Block, blockKinds, kindOf } from './blocks.ts';
import { roundedTotal } from './model.ts';
import { newPool, RuleTrials, type TrialTerms } from './rule-trials.ts';
import { totalsOf } from './rules.ts';
import { type Goal, Selector } from './selection.ts';
import { type HourClaims, ServiceLoop } from './service.ts';

export interface SizingTask extends TrialTerms {
  readonly aim: Aim;
  /** Steps for which a lower total must have held before the pool is cut, ≥ 0. */
  readonly lowerAfterSteps: number;
  /** A block begins at this step, whatever the clock says, and a fit is made at it. */
  readonly from: number;
  /** Logits above the aim for what no record shows: spikes to come, slow boots. By default none. */
  readonly caution?: number;
  /** What the pool really did while the law led it; where nothing is listed, its replay counts. */
  readonly realised?: readonly HourClaims[];
  /** The rules tried on the same terms by tasks that differ in their aim alone; left out = by itself. */
  readonly trials?: RuleTrials;
}

/** The share of each rule, by its number. */
export type Shares = ReadonlyMap<number, number>;

/** Days after which a block counts half; two memories, for rules wear out and crowds return. */
const halfLivesDays = [2, 6] as const;
/** Claims on record from which rules are compared. */
export const claimsMin = 20;
/** A miss counts at most as much as holding a member for four days and booting six. */
const missHeldSecondsMax = 4 * 86_400;
const missBootsMax = 6;

/** Leads the law's own pool through a history, beside those of the rules, and keeps their records. */
export class SizingTrial {
  /** The law's own totals, as far as it has come. Shape [steps]. */
  readonly held: Int32Array;
  readonly #task: SizingTask;
  readonly #selectors: readonly Selector[];
  readonly #trials: RuleTrials;
  readonly #own: ReplayedPool;
  readonly #service = new ServiceLoop();
  readonly #wanted: Int32Array;

  constructor(task: SizingTask) {
    const { book, history } = task;
    this.#task = task;
    this.#selectors = halfLivesDays.map((days) => new Selector(book.rules, days));
    this.#trials = task.trials ?? new RuleTrials(task);
    this.#own = newPool(task);
    this.#wanted = new Int32Array(history.grid.steps);
    this.held = new Int32Array(history.grid.steps);
  }

  /** Claims on the shortest record. */
  get claims(): number {
    return Math.min(...this.#selectors.map(({ claims }) => claims));
  }

  /** The rules for each kind of block, as the record now speaks. */
  choices(): Shares[] {
    const { book, aim } = this.#task;
    if (this.claims < claimsMin) {
      return Array.from({ length: blockKinds }, () => new Map([[book.fallback, 1]]));
    }
    const goal = goalOf(this.#task, this.#service.lift(aim) + (this.#task.caution ?? 0));
    const chosen = this.#selectors.map((selector) => selector.choose(goal));
    return Array.from({ length: blockKinds }, (_, kind) =>
      sharesOf(chosen.flatMap((byKind) => byKind[kind]!)),
    );
  }

  /** Lives through `block` with the law's own total as `choices` have it. */
  advance(block: Block, choices: readonly Shares[]): void {
    const isCompared = this.claims >= claimsMin;
    const shares = choices[kindOf(block)]!;
    const record = this.#trials.at(block);
    this.#wanted.set(blendOf(this.#task, block, shares), block.from);
    hold(this.#wanted, this.held, block, this.#task.lowerAfterSteps);
    for (const selector of this.#selectors) selector.observe(block, record);
    const replayed = countOf(this.#own, this.#task.history.active, block, this.held);
    if (isCompared) this.#service.observe(this.#realised(block) ?? replayed);
  }

  /** Hits and misses that `block` really saw; null when none were recorded. */
  #realised({ from, to }: Block): Pick<PoolCount, 'hits' | 'misses'> | null {
    const { realised = [], history } = this.#task;
    const [start, end] = [timeOf(history.grid, from), timeOf(history.grid, to)];
    const within = realised.filter(({ at }) => at >= start && at < end);
    if (within.length === 0) return null;
    return {
      hits: within.reduce((sum, { hits }) => sum + hits, 0),
      misses: within.reduce((sum, { misses }) => sum + misses, 0),
    };
  }
}

/** The goal of rules, `lift` logits above what is asked. */
function goalOf(task: SizingTask, lift: number): Goal {
  const { aim } = task;
  if (aim.kind === 'miss-price') return aim;
  const odds = (aim.target / (1 - aim.target)) * Math.exp(lift);
  return { kind: 'hit-rate', rate: odds / (1 + odds), missUsdMax: missUsdMaxOf(task) };
}

/** Dollars that a miss counts at most. */
export function missUsdMaxOf({ aim, costs, history }: SizingTask): number {
  if (aim.kind === 'miss-price') return aim.missUsd;
  const heldSteps = missHeldSecondsMax / history.grid.stepSeconds;
  return spendOf({ heldSteps, boots: missBootsMax }, costs);
}

/** The share of each rule in the blend: rules that are named more often count more. */
function sharesOf(chosen: readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const rule of chosen) shares.set(rule, (shares.get(rule) ?? 0) + 1 / chosen.length);
  return shares;
}

/** The totals of `block` that rules of `shares` make together. */
function blendOf({ history, book }: SizingTask, { from, to }: Block, shares: Shares): Int32Array {
  const active = history.active.subarray(from, to);
  const blend = new Float64Array(to - from);
  const prepared = new Int32Array(to - from);
  let rule = 0;
  for (const family of book.families) {
    let expected: Float64Array | null = null;
    for (const shape of family.shapes) {
      const share = shares.get(rule++);
      if (share === undefined) continue;
      expected ??= family.expected(from, to);
      totalsOf(shape, expected, active, prepared);
      addTo(blend, prepared, share);
    }
  }
  return Int32Array.from(blend, roundedTotal);
}

function addTo(sum: Float64Array, values: Int32Array, share: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += share * values[i]!;
}

/** Raises at once, lowers after `dwellSteps`: fills `block` of `held` with the recent highest. */
function hold(totals: Int32Array, held: Int32Array, { from, to }: Block, dwellSteps: number): void {
  for (let t = from; t < to; t++) {
    let highest = 0;
    for (let i = Math.max(0, t - dwellSteps); i <= t; i++) highest = Math.max(highest, totals[i]!);
    held[t] = highest;
  }
}

/** What the law's own pool did in `block`. */
function countOf(
  pool: ReplayedPool,
  active: Int32Array,
  { from, to }: Block,
  held: Int32Array,
): Pick<PoolCount, 'hits' | 'misses'> {
  const { hits, misses } = pool;
  pool.advance(active, [from, to], { minSize: null, prepared: held.subarray(from, to) });
  return { hits: pool.hits - hits, misses: pool.misses - misses };
}
