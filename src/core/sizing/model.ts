/**
 * What a fit leaves behind: rules with their shares for each kind of block, and what their forecasts
 * learnt. Plain data, so that it can be stored, and sized by at every step without trying anything.
 */
import type { QuarterRecord } from '../replay/service-record.ts';
import { type LocalGrid, stepsIn } from '../series/local-grid.ts';
import { kindAt } from './blocks.ts';
import type { SizingHistory } from './history.ts';
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
  /** What less money would have, and what that risks; left out = no cap may ever ask. */
  readonly levels?: SizingLevels;
}

/** Levels of service up to the wanted one. */
export interface SizingLevels {
  /** Choices of those that were fitted, the least first: no pool at all. The wanted one is left out. */
  readonly lesser: readonly SizingModel['choices'][];
  /** What each has lately cost and missed, those between fitted ones too. Shape [levels][quarters]. */
  readonly records: readonly (readonly QuarterRecord[])[];
}

/** An average this far above a whole number still rounds down. */
const roundingSlack = 0.25;
/** So much of a sum of shares, or of a product, is its rounding. */
const dust = 1e-9;

/** A blend of whole totals as one whole total. */
export function roundedTotal(blend: number): number {
  return Math.floor(blend + 1 - roundingSlack - dust);
}

/** `total` where announced events make the load `multiple` ≥ 0 times as high: whole, rounded up. */
export function raisedTotal(total: number, multiple: number): number {
  return Math.max(0, Math.ceil(total * multiple - dust));
}

/**
 * Prepared totals at steps [first, steps) of `history`, before any wait for a cut. Total t sees
 * loads up to and including t. Four weeks before `first` hold all that a rule looks back on.
 */
export function totalsFrom(model: SizingModel, history: SizingHistory, first: number): Int32Array {
  return new Blender(model, history, first).totalsOf(model.choices);
}

/** The same of every fitted level, the least first and the wanted one last. Shape [levels][steps − first]. */
export function levelTotalsFrom(
  model: SizingModel,
  history: SizingHistory,
  first: number,
): Int32Array[] {
  const blender = new Blender(model, history, first);
  const all = [...(model.levels?.lesser ?? []), model.choices];
  return all.map((choices) => blender.totalsOf(choices));
}

/** Blends rules over steps [first, steps) of a history; what rules share is worked out once. */
class Blender {
  readonly #grid: LocalGrid;
  /** Steps of streams before `first`. */
  readonly #memory: number;
  readonly #streams: ReadonlyMap<string, Float64Array>;
  readonly #active: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #held = new Map<string, Float64Array>();

  constructor(model: SizingModel, history: SizingHistory, first: number) {
    const { grid, active } = history;
    const start = Math.max(0, first - memorySteps(model, grid));
    this.#grid = grid;
    this.#memory = first - start;
    this.#streams = streamsFrom(history, peaksAhead(model.peaks, history, start), start);
    this.#active = active.subarray(first);
    this.#kinds = Uint8Array.from(this.#active, (_, i) => kindAt(grid, first + i));
  }

  totalsOf(choices: SizingModel['choices']): Int32Array {
    const totals = new Int32Array(this.#active.length);
    const blend = new Float64Array(totals.length);
    for (const [kind, shares] of choices.entries()) {
      if (!this.#kinds.includes(kind)) continue;
      for (const { rule, share } of shares) {
        totalsOf(rule.shape, this.#expected(rule), this.#active, totals);
        for (let i = 0; i < blend.length; i++) {
          if (this.#kinds[i] === kind) blend[i]! += share * totals[i]!;
        }
      }
    }
    return totals.map((_, i) => roundedTotal(blend[i]!));
  }

  #expected({ stream, heldMinutes }: Rule): Float64Array {
    const key = `${stream}/${heldMinutes}`;
    let expected = this.#held.get(key);
    if (expected === undefined) {
      const values = this.#streams.get(stream);
      if (values === undefined) throw new RangeError(`no stream is called ${stream}`);
      const held = heldSteps(this.#grid, heldMinutes);
      expected = heldOver(values, held, this.#memory, values.length);
      this.#held.set(key, expected);
    }
    return expected;
  }
}

/** Steps for which the rule that holds longest looks back on its own expectations. */
export function memorySteps(
  { choices, levels }: SizingModel,
  grid: Pick<LocalGrid, 'stepSeconds'>,
): number {
  const all = [choices, ...(levels?.lesser ?? [])].flat(2);
  const longest = Math.max(...all.map(({ rule }) => rule.heldMinutes));
  return longest === 0 ? 0 : stepsIn(grid, longest);
}
