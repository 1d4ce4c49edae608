import type { PriceListing } from '../capacity/listed-prices.ts';
import type { PoolPrices } from '../capacity/pricing.ts';
import type { PoolSetting } from '../capacity/setting.ts';
import type { EpochSeconds, MicroUsd } from '../units.ts';
import type { LevelChoice } from './budget/levels.ts';
import type { StateChoice } from './pool-state.ts';
import type { Wish } from './shadow/shadow.ts';

/** A decision for one group, whole and immutable: nothing is left to choose when it is carried out. */
export interface Plan {
  readonly group: string;
  readonly at: EpochSeconds;
  readonly setting: PoolSetting;
  readonly producer: Producer;
  /** One sentence for a person: why this producer. */
  readonly reason: string;
  /** The rule of highest precedence that moved the setting away from what the producer wanted. */
  readonly binding: Binding;
  /** What the producer wanted before bounds and caps. */
  readonly wanted: PoolSetting;
  /** Priced alternatives, best first; the first is the one wanted. Empty for a reactive or held plan. */
  readonly candidates: readonly Candidate[];
  /** Peak of demand the decision covers, instances, by quantile level; empty when reactive. */
  readonly peaks: readonly { readonly level: number; readonly demand: number }[];
  /** True = made while data were missing or looked broken: its wish is no reason to cut later. */
  readonly blind?: boolean;
  /** What each producer would have, whichever serves: their shadows are reckoned from it. */
  readonly wishes?: Omit<Wish, 'at'>;
  /** Which state the pool should have, where that is not fixed. */
  readonly stateChoice?: StateChoice;
  /** The level of service that a cap leaves to its end; left out = the wanted one. */
  readonly level?: LevelChoice;
  /** What a member was taken to cost; left out in decisions of older versions. */
  readonly prices?: PlanPrices;
  /** Most that can be spent before the next step can take effect, whatever AWS does by itself. */
  readonly commitment: MicroUsd;
}

export interface PlanPrices extends PoolPrices {
  /** Left out = the group's owner wrote them down. */
  readonly listed?: PriceListing;
}

/** `constant` plans the control blocks of an experiment. */
export type Producer = 'predictive' | 'reactive' | 'constant' | 'held';

/** Order of precedence, highest first. Source: docs/decisions.md. */
export const bindings = [
  'paused',
  'blocked',
  'cap',
  'group-bounds',
  'ceiling',
  'floor',
  'dwell',
  'none',
] as const;
export type Binding = (typeof bindings)[number];

/** One setting with what it is expected to cost and to miss over the window it decides. */
export interface Candidate {
  readonly setting: PoolSetting;
  readonly cost: MicroUsd;
  /** Expected cold starts, ≥ 0, not whole. */
  readonly misses: number;
  /** Expected claims, ≥ 0, the same for every candidate. */
  readonly claims: number;
}

/** A way in which a plan would break its policy. The checker names them and repairs none. */
export interface Violation {
  readonly rule:
    | 'cap'
    | 'quota'
    | 'group-bounds'
    | 'ceiling'
    | 'floor'
    | 'state'
    | 'opt-in'
    | 'blocked'
    | 'shape';
  readonly detail: string;
}
