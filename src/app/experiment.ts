import { type Amount, type Effect, effectOf, type PairAmounts } from '../core/experiment/effect.ts';
import {
  type Arm,
  type Block,
  blockAt,
  pairsUntil,
  type Switchback,
} from '../core/experiment/switchback.ts';
import { spendOf } from '../core/planning/budget/spend.ts';
import type { Mode } from '../core/planning/policy.ts';
import { indexOf, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, toUsd } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { ClaimStore, Ledger, SpendStore } from './ports/books.ts';

/** What the control blocks of one group have shown so far. */
export interface ExperimentReport {
  readonly group: string;
  readonly mode: Mode;
  readonly design: Switchback;
  /** The block that is under way; null = not begun, or over. */
  readonly current: Block | null;
  /** True = no further pair will be over. */
  readonly ended: boolean;
  /** Blocks that are over, oldest first. */
  readonly blocks: readonly BlockOutcome[];
  /** Pairs of which both blocks count. */
  readonly pairs: number;
  readonly spendUsdPerDay: Effect | null;
  readonly hitRate: Effect | null;
  readonly coldStartsPerDay: Effect | null;
  /** Dollars per conversion; null = no business series was given. */
  readonly usdPerConversion: Effect | null;
}

export interface BlockOutcome extends Block {
  readonly spendUsd: number;
  readonly hits: number;
  readonly misses: number;
  /** Share of the steps that forewarm decided at all. */
  readonly decided: number;
  /** Share of those that the block's own arm decided: the rest fell back to the reactive rule. */
  readonly inCharge: number;
  /** False = what was recorded of it is deleted by now, or some of it: `hits` and `misses` are not all. */
  readonly kept: boolean;
  /** False = it is not `kept`, or forewarm was not there for most of it: the pair does not count. */
  readonly counts: boolean;
}

/** Amounts by step, in whatever the business counts. NaN = unknown. */
export interface BusinessSeries {
  readonly conversions: TimeSeries;
  /** Dollars; null = what the pool cost. */
  readonly costs: TimeSeries | null;
}

export interface ExperimentPorts {
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
  readonly reconcileSeconds: number;
  /** How long claims and decisions are kept. */
  readonly keptSeconds: number;
}

/** A block counts from this share of its steps. */
const decidedMin = 0.5;

/** The experiment of `group` as of `at`; null where none is configured. */
export function experimentOf(
  group: ManagedGroup,
  at: EpochSeconds,
  ports: ExperimentPorts,
  business: BusinessSeries | null = null,
): ExperimentReport | null {
  const { policy } = group;
  const design = policy.experiment ?? null;
  if (design === null) return null;
  const outcome = (block: Block) => outcomeOf(block, group, at, ports);
  const pairs = pairsUntil(design, policy.group, at).map(
    ([first, second]): readonly [BlockOutcome, BlockOutcome] => [outcome(first), outcome(second)],
  );
  const current = blockAt(design, policy.group, at);
  const counted = pairs.filter(([first, second]) => first.counts && second.counts);
  const effect = (amountOf: (block: BlockOutcome) => Amount): Effect | null =>
    effectOf(counted.map((pair) => byArm(pair, amountOf)));
  return {
    group: policy.group,
    mode: policy.mode,
    design,
    current,
    ended: current === null && at >= design.from,
    blocks: pairs.flat(),
    pairs: counted.length,
    spendUsdPerDay: effect((block) => ({ top: block.spendUsd, bottom: daysOf(block) })),
    hitRate: effect(({ hits, misses }) => ({ top: hits, bottom: hits + misses })),
    coldStartsPerDay: effect((block) => ({ top: block.misses, bottom: daysOf(block) })),
    usdPerConversion: business === null ? null : effect((block) => conversionsOf(block, business)),
  };
}

function byArm(
  pair: readonly [BlockOutcome, BlockOutcome],
  amountOf: (block: BlockOutcome) => Amount,
): PairAmounts {
  const of = (arm: Arm): Amount => amountOf(pair.find((block) => block.arm === arm)!);
  return { predictive: of('predictive'), constant: of('constant') };
}

/** What a pool did between the washout and the end of `block`, as is known `at` this time. */
function outcomeOf(
  block: Block,
  { policy }: ManagedGroup,
  at: EpochSeconds,
  ports: ExperimentPorts,
): BlockOutcome {
  const { group, prices } = policy;
  const { countedFrom, to } = block;
  const steps = new Map(
    ports.ledger.between(group, countedFrom, to).map(({ at, plan }) => [at, plan.producer]),
  );
  const own = [...steps.values()].filter((producer) => producer === block.arm).length;
  const decided = steps.size / ((to - countedFrom) / ports.reconcileSeconds);
  const kept = countedFrom >= at - ports.keptSeconds;
  return {
    ...block,
    spendUsd: toUsd(spendOf(ports.spend.usage(group, countedFrom, to), prices)),
    ...ports.claims.count(group, countedFrom, to),
    decided: Math.min(1, decided),
    inCharge: steps.size === 0 ? 0 : own / steps.size,
    kept,
    counts: kept && decided >= decidedMin,
  };
}

function daysOf({ countedFrom, to }: Block): number {
  return (to - countedFrom) / secondsPerDay;
}

/** Dollars and conversions of a block. */
function conversionsOf(block: BlockOutcome, { conversions, costs }: BusinessSeries): Amount {
  return {
    top: costs === null ? block.spendUsd : sumWithin(costs, block),
    bottom: sumWithin(conversions, block),
  };
}

/** Sum of the known steps that begin within the counted part of `block`. */
function sumWithin(series: TimeSeries, { countedFrom, to }: Block): number {
  const from = Math.max(0, indexOf(series, countedFrom + series.stepSeconds - 1));
  const end = Math.max(from, indexOf(series, to - 1) + 1);
  const known = series.values.subarray(from, end).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0);
}
