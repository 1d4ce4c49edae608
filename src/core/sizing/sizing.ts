/**
 * The sizing law: how many instances to prepare, from one's own history.
 *
 * A forecast that is followed step by step pays for its nerves: for a stopped pool boots cost more
 * than holding. So thousands of simple rules (see `rules.ts`) are tried on the past in the
 * world of replay, at the prices of the pool, and a blend of those that served best sets the total
 * of the quarter of a day that follows. Then their records decide again: once a day costs four per
 * cent more. Set aside after measuring: one winner instead of a blend, switching by risk, and
 * correcting the total itself by the realised hit rate.
 *
 * What replay promises is what the daemon does: `preparedTotals` lives through a history with a fit
 * at each quarter of the day, `fitSizing` makes the one that serves now.
 */
import { blocksOf } from './blocks.ts';
import type { RuleShare, SizingModel } from './model.ts';
import { ruleAt } from './rules.ts';
import { type Shares, type SizingTask, SizingTrial } from './trial.ts';

export { sizingReuses } from './rule-trials.ts';
export type { SizingTask } from './trial.ts';

/**
 * Prepared totals for every step of the history, causal from step `from` on: the total at t uses
 * loads up to and including t. Before `from` they show how the same law would have done.
 */
export function preparedTotals(task: SizingTask): Int32Array {
  return tryOut(task, task.history.grid.steps).held;
}

/** What serves from step `from` on, by the record of all steps before it. */
export function fitSizing(task: SizingTask): SizingModel {
  return modelOf(task, tryOut(task, task.from));
}

/** What `trial` leaves behind. */
export function modelOf(task: SizingTask, trial: SizingTrial): SizingModel {
  const { book, history } = task;
  return {
    stepSeconds: history.grid.stepSeconds,
    choices: choicesOf(task, trial),
    peaks: book.peaks,
    claims: trial.claims,
  };
}

/** The rules that `trial` has come to, with their shares. Shape [kinds of block][rules]. */
export function choicesOf({ book }: SizingTask, trial: SizingTrial): RuleShare[][] {
  const named = (shares: Shares): RuleShare[] =>
    [...shares].map(([rule, share]) => ({ rule: ruleAt(book, rule), share }));
  return trial.choices().map(named);
}

/** Lives through steps [0, until) of the history, with a new choice of rules at every block. */
export function tryOut(task: SizingTask, until: number): SizingTrial {
  const trial = new SizingTrial(task);
  for (const block of blocksOf(task.history.grid, [task.from])) {
    if (block.from >= until) break;
    trial.advance(block, trial.choices());
  }
  return trial;
}
