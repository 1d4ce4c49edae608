import { assert } from '../assert.ts';
import { ReplayedPool } from '../replay/replay.ts';
import { type PoolCosts, spendOf } from '../replay/scorecard.ts';
import type { Block } from './blocks.ts';
import type { SizingHistory } from './history.ts';
import { type RuleBook, totalsOf } from './rules.ts';
import type { BlockRecord } from './selection.ts';

/** The world in which rules are tried: all that what they cost and miss depends on. */
export interface TrialTerms {
  readonly history: SizingHistory;
  readonly book: RuleBook;
  readonly costs: PoolCosts;
  readonly bootSeconds: number;
  /** Whether scaled-in instances return to the pool; left out = as in replay. */
  readonly reuse?: boolean;
}

/** In replay scaled-in instances return to a pool that wants them: that saves the boot of another. */
export const sizingReuses = true;

/** A pool in the world of `terms`, before anything has happened to it. */
export function newPool({ history, bootSeconds, reuse = sizingReuses }: TrialTerms): ReplayedPool {
  const { stepSeconds } = history.grid;
  return new ReplayedPool({ stepSeconds, bootSeconds, reuse });
}

/**
 * Every rule by itself, each leading a pool of its own through a history. A pool carries over what
 * it holds, so blocks are lived through in order, each once; their records stay, for tasks that
 * differ in their aim alone: living through takes nearly all of the time.
 */
export class RuleTrials {
  readonly #terms: TrialTerms;
  readonly #pools: readonly ReplayedPool[];
  /** By the first step of the block. */
  readonly #lived = new Map<number, { readonly to: number; readonly record: BlockRecord }>();
  /** Steps that the pools have lived through. */
  #steps = 0;

  constructor(terms: TrialTerms) {
    this.#terms = terms;
    this.#pools = Array.from({ length: terms.book.rules }, () => newPool(terms));
  }

  /** What each rule cost and missed in a block that was lived through, or is the next to be. */
  at({ from, to }: Pick<Block, 'from' | 'to'>): BlockRecord {
    const lived = this.#lived.get(from);
    if (lived !== undefined) {
      assert(lived.to === to, () => `the block at step ${from} ends at ${lived.to}, not at ${to}`);
      return lived.record;
    }
    assert(from === this.#steps, () => `the next block begins at step ${this.#steps}, not ${from}`);
    const record = this.#live(from, to);
    this.#lived.set(from, { to, record });
    this.#steps = to;
    return record;
  }

  #live(from: number, to: number): BlockRecord {
    const { history, book, costs } = this.#terms;
    const active = history.active.subarray(from, to);
    const prepared = new Int32Array(to - from);
    const costUsd = new Float64Array(book.rules);
    const misses = new Float64Array(book.rules);
    let rule = 0;
    for (const family of book.families) {
      const expected = family.expected(from, to);
      for (const shape of family.shapes) {
        totalsOf(shape, expected, active, prepared);
        const pool = this.#pools[rule]!;
        const spent = spendOf(pool, costs);
        const missed = pool.misses;
        pool.advance(history.active, [from, to], { minSize: null, prepared });
        costUsd[rule] = spendOf(pool, costs) - spent;
        misses[rule] = pool.misses - missed;
        rule++;
      }
    }
    return { costUsd, misses, claims: claimsIn(history.active, from, to) };
  }
}

function claimsIn(active: Int32Array, from: number, to: number): number {
  let claims = 0;
  for (let t = Math.max(1, from); t < to; t++) claims += Math.max(0, active[t]! - active[t - 1]!);
  return claims;
}
