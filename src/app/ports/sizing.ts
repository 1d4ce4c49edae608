import type { Aim } from '../../core/capacity/aim.ts';
import type { GroupPolicy } from '../../core/planning/policy.ts';
import type { PoolCosts } from '../../core/replay/scorecard.ts';
import type { TimeSeries } from '../../core/series/series.ts';
import type { LevelTerms } from '../../core/sizing/levels.ts';
import type { SizingModel } from '../../core/sizing/model.ts';
import type { HourClaims } from '../../core/sizing/service.ts';
import type { EpochSeconds } from '../../core/units.ts';
import type { ReplayRequest } from '../replay/world.ts';

/** Fits the sizing law off the main thread. */
export interface Sizer {
  /** @throws ForewarmError FW_TRAINING_FAILED. */
  fit(request: SizingRequest, signal?: AbortSignal): Promise<SizingModel>;
}

/** All that a fit needs, as plain data. */
export interface SizingRequest extends Pick<GroupPolicy, 'loadPerInstance' | 'zone'> {
  /** Highest load within each step up to now, without announced events. */
  readonly series: TimeSeries;
  readonly costs: PoolCosts;
  /** From the end of a sample to the member that its total called for. */
  readonly leadSeconds: number;
  /** Whether scaled-in instances return to the pool. */
  readonly reuse: boolean;
  readonly aim: Aim;
  readonly lowerAfterSeconds: number;
  /** What the pool really did while the law led it. */
  readonly realised: readonly HourClaims[];
  /** For the levels of service below the wanted one; null = none is fitted. */
  readonly levels: LevelTerms | null;
}

/** The newest fit of each group's sizing law. */
export interface SizingStore {
  save(group: string, sizing: StoredSizing): void;
  /** null = never fitted, or by a version that stored something else. */
  latest(group: string): StoredSizing | null;
}

export interface StoredSizing {
  readonly model: SizingModel;
  /** What it was fitted for: it serves only while the policy says the same. */
  readonly conditions: string;
  readonly fittedAt: EpochSeconds;
  /** Since when the law has led the pool; null = it only watches. */
  readonly leadsSince: EpochSeconds | null;
}

/** What a group's pool would have cost if its instances booted in half the time. */
export interface FasterBoot extends BootComparison {
  readonly at: EpochSeconds;
  /** What it was reckoned for: it is told only while the policy says the same. */
  readonly conditions: string;
}

/** The same days of the past with the boot time as it is, and with half of it. */
export interface BootComparison {
  readonly days: number;
  readonly asIs: BootOutcome;
  readonly faster: BootOutcome;
}

export interface BootOutcome {
  readonly bootSeconds: number;
  readonly usdPerMonth: number;
  readonly hitRate: number;
  /** Over all of the days. */
  readonly coldStarts: number;
}

/** The newest comparison of each group. */
export interface FasterBootStore {
  save(group: string, comparison: FasterBoot): void;
  /** null = never made, or by a version that stored something else. */
  latest(group: string): FasterBoot | null;
}

/** Compares boot times off the main thread. */
export interface BootTrial {
  /** @throws ForewarmError FW_TRAINING_FAILED. */
  compare(request: ReplayRequest, signal?: AbortSignal): Promise<BootComparison>;
}
