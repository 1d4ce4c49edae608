/**
 * The forecast report as data: what is coming, what serves it, what it rests on and what it costs.
 * Every format is a pure function of this document.
 */

import type { PoolSetting } from '../../core/capacity/setting.ts';
import type { LiveAccuracy } from '../../core/forecasting/accuracy/live-accuracy.ts';
import type { Components } from '../../core/forecasting/components.ts';
import type { KnownEvent } from '../../core/forecasting/events/events.ts';
import type { HistoryTier } from '../../core/forecasting/history-tier.ts';
import type { PlanCut } from '../../core/planning/budget/cuts.ts';
import type { LevelChoice } from '../../core/planning/budget/levels.ts';
import type { WatchedCap } from '../../core/planning/budget/projection.ts';
import type { Mode } from '../../core/planning/policy.ts';
import type { EpochSeconds, MicroUsd } from '../../core/units.ts';
import type { FasterBootAdvice } from '../faster-boot.ts';
import type { ClaimCount } from '../ports/books.ts';
import type { ModelManifest } from '../ports/models.ts';

export interface ReportDocument {
  /** The moment that the report speaks from. */
  readonly at: EpochSeconds;
  readonly horizonSeconds: number;
  readonly groups: readonly GroupReport[];
  /** Caps of all groups together; empty for a file. */
  readonly fleetCaps: readonly CapOutlook[];
  /** IANA zone whose calendar the caps of the fleet follow. */
  readonly budgetZone: string;
}

export interface GroupReport {
  readonly name: string;
  /** IANA zone of the load's daily rhythm, and of every time a person reads. */
  readonly zone: string;
  readonly stepSeconds: number;
  /** The newest of what was observed; its last step is the forecast's origin. */
  readonly history: ObservedLoad;
  /** Highest load of the last hour observed; null = nothing was. */
  readonly loadNow: number | null;
  readonly capacity: Capacity | null;
  readonly outlook: OutlookReport;
  readonly components: Components | null;
  readonly model: ModelReport | null;
  readonly data: DataReport;
  /** What only a group that forewarm manages has; null for a file. */
  readonly managed: ManagedReport | null;
}

export interface ObservedLoad {
  readonly start: EpochSeconds;
  /** Mean load of each step; null = unobserved. */
  readonly values: readonly (number | null)[];
}

/** What serves the load now. */
export interface Capacity {
  /** Load one instance serves, > 0. */
  readonly loadPerInstance: number;
  /** Instances in service. */
  readonly serving: number;
  /** Where `serving` comes from: AWS at the last step, or the load of the last hour. */
  readonly source: 'observed' | 'load';
  /** Members of the pool that are ready. */
  readonly ready: number;
  /** The group's MaxSize; null = not known. */
  readonly maxSize: number | null;
  /** Launch → warmed; null = not known. */
  readonly bootSeconds: number | null;
}

export type OutlookReport =
  | {
      readonly kind: 'forecast';
      readonly points: readonly ReportPoint[];
      /** Rises that stand out, in order of time. */
      readonly spikes: readonly Spike[];
      /** Events that reach into the horizon. */
      readonly events: readonly KnownEvent[];
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Quantiles of one quantity. */
export interface Quantiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface ReportPoint extends Quantiles {
  readonly at: EpochSeconds;
  readonly p05: number;
  readonly p25: number;
  readonly p75: number;
  readonly p95: number;
  /** Share of the sample paths on which this step asks for more than what serves now. */
  readonly above: number;
}

/** A stretch in which the load stands out from what surrounds it. */
export interface Spike {
  /** [from, to): where the median keeps at least half of the rise. */
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly peakAt: EpochSeconds;
  /** Since when at least half of the paths ask for more than what serves now, up to the peak; null = not then. */
  readonly passesAt: EpochSeconds | null;
  /** Seconds until `passesAt`, or until `from` where it is null or no capacity is known; ≥ 0. */
  readonly leadSeconds: number;
  /** At the peak of the median. */
  readonly load: Quantiles;
  /** Demand then, its peaks within the step included; null without a capacity. */
  readonly instances: Quantiles | null;
  readonly probability: SpikeProbability;
  /** Announced event at the peak, else the first that begins in the window; null = none. */
  readonly event: SpikeEvent | null;
}

export interface SpikeEvent {
  readonly name: string;
  readonly start: EpochSeconds;
  /** Highest step of the median within the event, as far as it lies ahead. */
  readonly peakAt: EpochSeconds;
}

/** Shares of the sample paths on which the window's highest demand is more than … */
export interface SpikeProbability {
  /** … what serves now. */
  readonly aboveServing: number;
  /** … what serves now and the pool has ready; null without a capacity. */
  readonly abovePool: number | null;
  /** … the group's MaxSize; null where that is not known. */
  readonly aboveMax: number | null;
}

export type ModelReport = Pick<
  ModelManifest,
  'member' | 'backend' | 'seed' | 'trainedAt' | 'trainedFrom' | 'trainedTo' | 'contest'
> & {
  /** On rolling origins; null where the history was too short to hold one out. */
  readonly accuracy: Pick<ModelManifest, 'wape' | 'lossRatio' | 'coverage80'> | null;
};

export interface DataReport {
  /** First and end of what is known; null = nothing is. */
  readonly extent: { readonly first: EpochSeconds; readonly end: EpochSeconds } | null;
  /** Seconds from the end of the newest step to the report; null = no data. */
  readonly ageSeconds: number | null;
  /** The part that was searched for gaps. */
  readonly steps: number;
  readonly missing: number;
  readonly gaps: number;
  /** Null = there is none. */
  readonly longestGap: { readonly from: EpochSeconds; readonly seconds: number } | null;
  readonly tier: HistoryTier;
}

export interface ManagedReport {
  readonly mode: Mode;
  readonly paused: string | null;
  /** Why the forecast is not believed now; null = it is. */
  readonly distrust: string | null;
  /** How the forecasts of the last week turned out, by horizon, the nearest first; empty = not known. */
  readonly live: readonly LiveHorizon[];
  readonly pool: PoolReport | null;
  /** The newest decision; null = none yet. */
  readonly planned: PlannedReport | null;
  readonly hitRate: { readonly day: ClaimCount; readonly week: ClaimCount };
  /** What the pool cost over the last day and week. */
  readonly spent: { readonly day: MicroUsd; readonly week: MicroUsd };
  readonly caps: readonly CapOutlook[];
  /** What a boot of half the time would save; null = too little, or nobody knows. */
  readonly fasterBoot: FasterBootAdvice | null;
}

/** What was really forecast so far ahead, against what came. */
export interface LiveHorizon extends LiveAccuracy {
  readonly horizonSeconds: number;
}

/** The pool as AWS last reported it. */
export interface PoolReport {
  readonly at: EpochSeconds;
  /** Null = the group has no pool. */
  readonly setting: PoolSetting | null;
  readonly ready: number;
  readonly booting: number;
}

export interface PlannedReport {
  readonly at: EpochSeconds;
  readonly setting: PoolSetting;
  readonly producer: string;
  readonly outcome: string;
  readonly reason: string;
  /** What a cap took from it, and what that risks; null = nothing. */
  readonly cut: PlanCut | null;
  /** The level of service that a day's or a month's cap leaves to its end; null = the wanted one. */
  readonly level: LevelChoice | null;
}

/** A cap with what its window has cost and may cost. */
export interface CapOutlook extends WatchedCap {
  /** Spent at the end of the window if every hour costs as much as one did over the last day. */
  readonly projected: MicroUsd;
}
