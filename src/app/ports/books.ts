import type { PoolSetting } from '../../core/capacity/setting.ts';
import type { GroupUsage, Meter, Usage, UsageSum } from '../../core/planning/budget/usage.ts';
import type { Plan } from '../../core/planning/plan.ts';
import type { Mode } from '../../core/planning/policy.ts';
import type { Wish } from '../../core/planning/shadow/shadow.ts';
import type { Activity } from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';

/** Append-only record of every decision and its outcome. */
export interface Ledger {
  append(entry: LedgerEntry): number;
  /** The entry that was appended last, whatever the clock said then. */
  latest(group: string): StoredEntry | null;
  /** The entry that was in force at `at`: the newest of that time or before it. */
  asOf(group: string, at: EpochSeconds): StoredEntry | null;
  /** The time of the oldest entry. */
  oldestAt(group: string): EpochSeconds | null;
  /** Entries with from ≤ at < to, oldest first; every group when `group` is null. */
  between(group: string | null, from: EpochSeconds, to: EpochSeconds): StoredEntry[];
}

export interface LedgerEntry {
  readonly group: string;
  readonly at: EpochSeconds;
  readonly event: LedgerEvent;
  readonly mode: Mode;
  readonly plan: Plan;
  /** The pool's setting before the step; null = no pool. */
  readonly before: PoolSetting | null;
  readonly reason: string;
}

export interface StoredEntry extends LedgerEntry {
  readonly id: number;
}

/** `intended` is written before the lever moves, its outcome after; the others end a step. */
export const ledgerEvents = ['held', 'recommended', 'intended', 'applied', 'failed'] as const;

export type LedgerEvent = (typeof ledgerEvents)[number];

/** Instance-seconds of pools by calendar hour and billing phase, from which every spend is computed. */
export interface SpendStore {
  /** Adds usage and remembers `meter` as where the next accrual starts, in one transaction. */
  accrue(group: string, usage: readonly Usage[], meter: Meter): void;
  meter(group: string): Meter | null;
  /** Forgets what was booked from `hourStart` on: no hour that has not begun has cost anything. */
  rewind(group: string, hourStart: EpochSeconds): void;
  /** Instance-seconds of [from, to), both whole hours; every group when `group` is null. */
  usage(group: string | null, from: EpochSeconds, to: EpochSeconds): GroupUsage[];
  /** The same summed over its hours, one for each group and phase: a month of a fleet is long. */
  usageSums(group: string | null, from: EpochSeconds, to: EpochSeconds): UsageSum[];
}

/** Claims by group and hour: how often the pool had a ready member. */
export interface ClaimStore {
  /** Counts each activity once, whatever overlaps are offered. */
  record(group: string, activities: readonly Activity[]): void;
  count(group: string | null, from: EpochSeconds, to: EpochSeconds): ClaimCount;
  /** Seconds that activities of `kind` took which succeeded before `endedBefore`, the newest first. */
  durations(
    group: string,
    kind: Activity['kind'],
    newest: { readonly endedBefore: EpochSeconds; readonly limit: number },
  ): number[];
}

export interface ClaimCount {
  readonly hits: number;
  readonly misses: number;
}

/** What each way of sizing would have at the steps of a group. */
export interface WishStore {
  /** A wish said again for the same time replaces the one before. */
  append(group: string, wish: Wish): void;
  /** Wishes at or after `from`, oldest first. */
  since(group: string, from: EpochSeconds): Wish[];
}

/** What grows with every step and is purged when it is old. */
export type RetainedKind = 'samples' | 'ledger' | 'usage' | 'slots' | 'activities' | 'wishes';

/** Deletes what has grown old. */
export interface RetentionStore {
  /** Deletes at most `most` rows of `kind` from before `before`, and returns how many; 0 = none is left. */
  purge(kind: RetainedKind, before: EpochSeconds, most: number): number;
  /** Gives some of the space that deleted rows left back to the disk; true = more is worth it. */
  compact(): boolean;
}

/** Holds, by an operator or by forewarm itself: a paused group is observed, never raised. */
export interface PauseStore {
  /** Why `group` is held at `at`, first of all by forewarm; null = it is not. */
  get(group: string, at: EpochSeconds): string | null;
  /** When what holds `group` at `at` ends by itself; null = it does not, or nothing holds it. */
  endOf(group: string, at: EpochSeconds): EpochSeconds | null;
  /** An operator's pause up to `until`, null = without an end; it takes the place of the one before. */
  set(group: string, until: EpochSeconds | null, reason: string): void;
  /** Holds `group` until it is cleared, whatever pauses are set or run out beside that. */
  standBack(group: string, reason: string): void;
  standsBack(group: string): boolean;
  /** Ends both. */
  clear(group: string): void;
}

/** Which alerts were given, so that a restart gives none twice. */
export interface AlertStore {
  /** True for the first to give `alert` in the window that began at `windowStart`. */
  give(alert: string, windowStart: EpochSeconds): boolean;
}
