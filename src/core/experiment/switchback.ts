/**
 * A switchback: time is cut into blocks of equal length, two blocks make a pair, and chance decides
 * in each pair which block is sized by the forecast and which by a constant. A pair sees much the
 * same traffic twice, so its difference says more than two groups side by side would, and a pool
 * cannot be split in two anyway. The assignment follows from seed, group and block alone: nothing is
 * stored, and it is the same whoever asks and when.
 *
 * What one arm leaves behind (members parked, boots under way) would count for the other, so the
 * first part of each block, the washout, counts for neither.
 */
import { assert } from '../assert.ts';
import { seededRandom } from '../random.ts';
import type { EpochSeconds } from '../units.ts';

export const arms = ['predictive', 'constant'] as const;
export type Arm = (typeof arms)[number];

export interface Switchback {
  /** Start of the first block. */
  readonly from: EpochSeconds;
  /** No block begins a pair that would end after this; null = it goes on. */
  readonly to: EpochSeconds | null;
  readonly blockSeconds: number;
  /** Not counted at the start of each block, < blockSeconds. */
  readonly washoutSeconds: number;
  readonly seed: number;
}

export interface Block {
  /** Counted from 0. */
  readonly index: number;
  readonly arm: Arm;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** End of the washout. */
  readonly countedFrom: EpochSeconds;
}

/** One block of each arm, the earlier first. */
export type BlockPair = readonly [Block, Block];

/** The block of `group` that covers `at`; null before the experiment and after its last pair. */
export function blockAt(design: Switchback, group: string, at: EpochSeconds): Block | null {
  if (at < design.from) return null;
  const index = Math.floor((at - design.from) / design.blockSeconds);
  const pair = Math.floor(index / 2);
  return pair < pairsIn(design, at + 2 * design.blockSeconds)
    ? blockOf(design, group, index)
    : null;
}

/** Pairs that were over at `at`, oldest first. */
export function pairsUntil(design: Switchback, group: string, at: EpochSeconds): BlockPair[] {
  return Array.from({ length: pairsIn(design, at) }, (_, pair) => [
    blockOf(design, group, 2 * pair),
    blockOf(design, group, 2 * pair + 1),
  ]);
}

/** Whole pairs between the start and `at`, or the end where that comes first. */
function pairsIn({ from, to, blockSeconds }: Switchback, at: EpochSeconds): number {
  const end = Math.min(at, to ?? at);
  return Math.max(0, Math.floor((end - from) / (2 * blockSeconds)));
}

function blockOf(design: Switchback, group: string, index: number): Block {
  const { blockSeconds, washoutSeconds, seed } = design;
  assert(washoutSeconds < blockSeconds, `washout ${washoutSeconds} leaves nothing to count`);
  const pair = Math.floor(index / 2);
  const isTurned = seededRandom(seed, `experiment/${group}/${pair}`).next() < 0.5;
  const from = design.from + index * blockSeconds;
  return {
    index,
    arm: arms[(index + (isTurned ? 1 : 0)) % 2]!,
    from,
    to: from + blockSeconds,
    countedFrom: from + washoutSeconds,
  };
}
