/**
 * What a fit leaves behind: rules with their shares for each kind of block, and what their forecasts
 * learnt. Plain data, so that it can be stored, and sized by at every step without trying anything.
 */
import type { SizingGrid, SizingHistory } from './grid.ts';
import { kindAt, stepsIn } from './grid.ts';
import { type PeakModel, peaksAhead } from './peaks.ts';
import { heldOver, heldSteps, type Rule, streamsFrom, totalsOf } from './rules.ts';

export interface RuleShare {
  readonly rule: Rule;
  /** The rule's part in the blend, in (0, 1]; those of one kind sum to 1. */
  readonly share: number;
}

export interface SizingModel {
  /** The grid that it was fitted on and serves on. */
  readonly stepSeconds: number;
  /** Shape [kinds of block][rules]. */
  readonly choices: readonly (readonly RuleShare[])[];
  readonly peaks: PeakModel;
  /** Claims that the rules were compared by, the older ones counting less. */
  readonly claims: number;
}

/** An average this far above a whole number still rounds down. */
const roundingSlack = 0.25;

/** A blend of whole totals as one whole total. */
export function roundedTotal(blend: number): number {
  return Math.floor(blend + 1 - roundingSlack);
}

/**
 * Prepared totals at steps [first, steps) of `history`, before any wait for a cut. Total t sees
 * loads up to and including t. Four weeks before `first` hold all that a rule looks back on.
 */
export function totalsFrom(model: SizingModel, history: SizingHistory, first: number): Int32Array {
  const { grid } = history;
  const start = Math.max(0, first - memorySteps(model, grid));
  const streams = streamsFrom(history, peaksAhead(model.peaks, history, start), start);
  const active = history.active.subarray(first);
  const totals = new Int32Array(grid.steps - first);
  const blend = new Float64Array(totals.length);
  const kinds = Uint8Array.from(totals, (_, i) => kindAt(grid, first + i));
  for (const [kind, shares] of model.choices.entries()) {
    if (!kinds.includes(kind)) continue;
    for (const { rule, share } of shares) {
      const values = streams.get(rule.stream);
      if (values === undefined) throw new RangeError(`no stream is called ${rule.stream}`);
      const held = heldSteps(grid, rule.heldMinutes);
      totalsOf(rule.shape, heldOver(values, held, first - start, values.length), active, totals);
      for (let i = 0; i < blend.length; i++) {
        if (kinds[i] === kind) blend[i]! += share * totals[i]!;
      }
    }
  }
  return totals.map((_, i) => roundedTotal(blend[i]!));
}

/** Steps for which the rule that holds longest looks back on its own expectations. */
function memorySteps({ choices }: SizingModel, grid: SizingGrid): number {
  const longest = Math.max(...choices.flat().map(({ rule }) => rule.heldMinutes));
  return longest === 0 ? 0 : stepsIn(grid, longest);
}
