import { refillSeconds } from '../core/capacity/lead-time.ts';
import type { PoolSetting } from '../core/capacity/setting.ts';
import { controlSetting } from '../core/experiment/control.ts';
import { type Block, blockAt, type Switchback } from '../core/experiment/switchback.ts';
import type { ControlWish } from '../core/planning/situation.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { SeriesStore } from './ports/series.ts';
import { peakLoad } from './recent-peaks.ts';
import { aimOf, costsOf } from './sizing-fit.ts';

/** Days before a pair of blocks from which its constant is chosen. */
const pastDays = 28;

interface Kept {
  /** What it was chosen for: a reload that changes it has a constant chosen anew. */
  readonly terms: string;
  /** Start of the pair that the constant serves. */
  readonly pairFrom: EpochSeconds;
  readonly setting: PoolSetting | null;
}

/**
 * The constants that serve in control blocks. One is chosen at the start of each pair, from what was
 * known then, and kept for its block: a constant that moved within a block would be none.
 */
export class Controls {
  readonly #series: SeriesStore;
  /** By group. */
  readonly #kept = new Map<string, Kept>();

  constructor(series: SeriesStore) {
    this.#series = series;
  }

  /**
   * The constant in force; null where no control block is, or nothing to choose a constant from. It
   * is chosen as if members were late by `reviewSeconds` and AWS's own delay, as the sizing law is.
   */
  of(group: ManagedGroup, at: EpochSeconds, reviewSeconds: number): ControlWish | null {
    const { policy } = group;
    const { experiment = null } = policy;
    if (experiment === null) return null;
    const block = blockAt(experiment, policy.group, at);
    if (block?.arm !== 'constant') return null;
    const setting = this.#settingFor(group, pairStart(experiment, block), reviewSeconds);
    return setting === null ? null : { setting, block: block.index, until: block.to };
  }

  #settingFor(
    group: ManagedGroup,
    pairFrom: EpochSeconds,
    reviewSeconds: number,
  ): PoolSetting | null {
    const { group: name } = group.policy;
    const kept = this.#kept.get(name);
    const terms = termsOf(group);
    if (kept?.pairFrom === pairFrom && kept.terms === terms) return kept.setting;
    const setting = chosen(group, { to: pairFrom, reviewSeconds }, this.#series);
    this.#kept.set(name, { terms, pairFrom, setting });
    return setting;
  }
}

/** What its owner asked for, of all that decides on a constant; prices and boots may change in a block. */
function termsOf({ policy, series, stepSeconds }: ManagedGroup): string {
  const { loadPerInstance, bootSeconds, pool, serviceLevel, experiment } = policy;
  const asked = [loadPerInstance, bootSeconds, pool, serviceLevel, experiment];
  return JSON.stringify([series, stepSeconds, ...asked]);
}

function pairStart({ blockSeconds }: Switchback, { index, from }: Block): EpochSeconds {
  return from - (index % 2) * blockSeconds;
}

/**
 * The best constant of the weeks before `to`; null when nothing was observed in them. Boots take as
 * long as the owner says: what is measured changes within a block.
 */
function chosen(
  { policy, series, stepSeconds }: ManagedGroup,
  { to, reviewSeconds }: { readonly to: EpochSeconds; readonly reviewSeconds: number },
  store: SeriesStore,
): PoolSetting | null {
  const { boots: _, ...asWritten } = policy;
  const { loadPerInstance, bootSeconds, pool } = asWritten;
  const past = peakLoad(store, series, [to - pastDays * secondsPerDay, to], stepSeconds);
  return controlSetting({
    past,
    loadPerInstance,
    bootSeconds: refillSeconds(bootSeconds) + reviewSeconds,
    pool,
    costs: costsOf(asWritten, stepSeconds),
    aim: aimOf(policy),
  });
}
