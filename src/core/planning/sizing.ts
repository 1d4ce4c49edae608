/**
 * The sizing law: how many instances to prepare, from one's own history.
 *
 * A forecast that is followed step by step pays for its nerves: for a stopped pool boots cost more
 * than holding. So thousands of simple rules (see `sizing-rules.ts`) are tried on the past in the
 * world of replay, at the prices of the pool, and a blend of those that served best sets the total
 * for the next quarter of a day. Rules lead their pools on through the quarter, and their records
 * decide again. Set aside after measuring: one winner instead of a blend, switching by risk, and
 * correcting the total itself by the realised hit rate.
 */
import { type PoolCount, ReplayedPool } from '../simulation/replay.ts';
import { type PoolCosts, spendOf } from '../simulation/scorecard.ts';
import { type BlockRecord, type Goal, Selector } from './selection.ts';
import { type Block, blocksOf, type SizingHistory } from './sizing-grid.ts';
import { type RuleBook, totalsOf } from './sizing-rules.ts';
import { type Aim, ServiceLoop } from './sizing-service.ts';

export interface SizingTask {
  readonly history: SizingHistory;
  readonly book: RuleBook;
  readonly costs: PoolCosts;
  readonly bootSeconds: number;
  readonly aim: Aim;
  /** Steps for which a lower total must have held before the pool is cut, ≥ 0. */
  readonly lowerAfterSteps: number;
  /** A block begins at this step, whatever the clock says. */
  readonly from: number;
}

/** Days after which a block counts half; two memories, for rules wear out and crowds return. */
const halfLivesDays = [2, 6] as const;
/** Claims on record from which rules are compared. */
const claimsMin = 20;
/** A miss counts at most as much as holding a member for four days and booting six. */
const missHeldSecondsMax = 4 * 86_400;
const missBootsMax = 6;
/** An average this far above a whole number still rounds down. */
const roundingSlack = 0.25;
/** Scaled-in instances always return to a pool that wants them: that saves the boot of another. */
export const sizingReuses = true;

/**
 * Prepared totals for every step of the history, causal from step `from` on: the total at t uses
 * loads up to and including t. Before `from` they show how the same law would have done.
 */
export function preparedTotals(task: SizingTask): Int32Array {
  const { history, book } = task;
  const { grid } = history;
  const selectors = halfLivesDays.map((days) => new Selector(book.rules, days));
  const pools = Array.from({ length: book.rules }, () => newPool(task));
  const own = newPool(task);
  const service = new ServiceLoop();
  const totals = new Int32Array(grid.steps);
  const held = new Int32Array(grid.steps);
  for (const block of blocksOf(grid, [task.from])) {
    const ready = selectors.every(({ claims }) => claims >= claimsMin);
    const goal = goalOf(task, service.lift(task.aim));
    const chosen = ready
      ? selectors.flatMap((selector) => selector.choose(block, goal))
      : [book.fallback];
    const weights = sharesOf(chosen);
    const [blend, record] = tryRules(task, pools, block, weights);
    totals.set(blend, block.from);
    hold(totals, held, block, task.lowerAfterSteps);
    for (const selector of selectors) selector.observe(block, record);
    const done = countOf(own, history.active, block, held);
    if (ready) service.observe(done);
  }
  return held;
}

function newPool({ history, bootSeconds }: SizingTask): ReplayedPool {
  const { stepSeconds } = history.grid;
  return new ReplayedPool({ stepSeconds, bootSeconds, reuse: sizingReuses });
}

/** The goal of rules, `lift` logits above what is asked. */
function goalOf({ aim, costs, history }: SizingTask, lift: number): Goal {
  if (aim.kind === 'miss-price') return aim;
  const heldSteps = missHeldSecondsMax / history.grid.stepSeconds;
  const missUsdMax = spendOf({ heldSteps, boots: missBootsMax }, costs);
  const odds = (aim.target / (1 - aim.target)) * Math.exp(lift);
  return { kind: 'hit-rate', rate: odds / (1 + odds), missUsdMax };
}

/** The share of each rule in the blend: rules that are named more often count more. */
function sharesOf(chosen: readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const rule of chosen) shares.set(rule, (shares.get(rule) ?? 0) + 1 / chosen.length);
  return shares;
}

/** The blended totals of `block`, and what each rule by itself costs and misses in it. */
function tryRules(
  { history, book, costs }: SizingTask,
  pools: readonly ReplayedPool[],
  { from, to }: Block,
  weights: ReadonlyMap<number, number>,
): [Int32Array, BlockRecord] {
  const active = history.active.subarray(from, to);
  const blend = new Float64Array(to - from);
  const prepared = new Int32Array(to - from);
  const costUsd = new Float64Array(book.rules);
  const misses = new Float64Array(book.rules);
  let rule = 0;
  for (const family of book.families) {
    const expected = family.expected(from, to);
    for (const shape of family.shapes) {
      totalsOf(shape, expected, active, prepared);
      const pool = pools[rule]!;
      const spent = spendOf(pool, costs);
      const missed = pool.misses;
      pool.advance(history.active, [from, to], { minSize: null, prepared });
      costUsd[rule] = spendOf(pool, costs) - spent;
      misses[rule] = pool.misses - missed;
      const weight = weights.get(rule);
      if (weight !== undefined) addTo(blend, prepared, weight);
      rule++;
    }
  }
  const claims = claimsIn(history.active, from, to);
  const rounded = Int32Array.from(blend, (total) => Math.floor(total + 1 - roundingSlack));
  return [rounded, { costUsd, misses, claims }];
}

function addTo(sum: Float64Array, values: Int32Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * values[i]!;
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

function claimsIn(active: Int32Array, from: number, to: number): number {
  let claims = 0;
  for (let t = Math.max(1, from); t < to; t++) claims += Math.max(0, active[t]! - active[t - 1]!);
  return claims;
}
