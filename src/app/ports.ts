import type { AnnouncedEvent } from '../core/calendar/occurrences.ts';
import type { ListedPrices, PriceQuestion, PriceReading } from '../core/capacity/listed-prices.ts';
import type { PoolSetting } from '../core/capacity/setting.ts';
import type { LiveTally, SaidLoad } from '../core/forecasting/accuracy/live-accuracy.ts';
import type { MeasuredUplift } from '../core/forecasting/events/measured-uplift.ts';
import type { FittedForecaster, ModelState } from '../core/forecasting/forecaster.ts';
import type { Comparison, Standing } from '../core/forecasting/portfolio/promotion.ts';
import type { GroupUsage, Meter, Usage, UsageSum } from '../core/planning/budget/usage.ts';
import type { Plan } from '../core/planning/plan.ts';
import type { GroupPolicy, Mode } from '../core/planning/policy.ts';
import type { Wish } from '../core/planning/shadow/shadow.ts';
import type { Activity, GroupObservation } from '../core/planning/situation.ts';
import type { PoolCosts } from '../core/replay/scorecard.ts';
import type { Sample, TimeSeries } from '../core/series/series.ts';
import type { LevelTerms } from '../core/sizing/levels.ts';
import type { SizingModel } from '../core/sizing/model.ts';
import type { Aim, HourClaims } from '../core/sizing/service.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { ForewarmError } from '../errors.ts';
import type { ReplayRequest } from './replay/world.ts';

/** Wall time, or the virtual time of a demo or a test. Drives every step. */
export interface Clock {
  now(): EpochSeconds;
}

/** Where the load of a series is measured. */
export interface TrafficSource {
  /**
   * Samples of [from, to), in ascending batches of one resolution each; only complete ones.
   * Load is a rate per second for counts, the plain value for gauges.
   * @throws ForewarmError FW_AWS_*.
   */
  read(from: EpochSeconds, to: EpochSeconds, signal?: AbortSignal): Promise<SampleBatch[]>;
}

/** Samples of one resolution, ascending in time. */
export interface SampleBatch {
  readonly stepSeconds: number;
  readonly samples: readonly Sample[];
}

/** Measured load by series name. */
export interface SeriesStore {
  /** Inserts or replaces by time: appending twice changes nothing. All or nothing. */
  append(series: string, batch: SampleBatch): AppendCount;
  /**
   * Load on the grid of `stepSeconds` over [from, to), both multiples of it. Finer samples are
   * averaged, coarser ones hold for each step they cover; NaN where nothing was observed.
   */
  range(series: string, from: EpochSeconds, to: EpochSeconds, stepSeconds: number): TimeSeries;
  /** What is stored of a series; null = nothing. */
  extent(series: string): SeriesExtent | null;
  list(): string[];
}

export interface AppendCount {
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
}

export interface SeriesExtent {
  readonly first: EpochSeconds;
  /** End of the newest sample: its start plus its own step. */
  readonly end: EpochSeconds;
  readonly samples: number;
  /** The finest resolution stored. */
  readonly stepSeconds: number;
}

/** What asking about one group came to. */
export type Sighting =
  | { readonly kind: 'seen'; readonly observation: GroupObservation }
  | { readonly kind: 'unread'; readonly group: string; readonly error: ForewarmError };

/** Reads groups and pools. */
export interface PoolObserver {
  /** One sighting for each group that exists, in the order asked: what fails for one, fails for it alone. */
  sight(groups: readonly string[], signal?: AbortSignal): Promise<Sighting[]>;
  /** One observation for each group that exists, in the order asked. @throws ForewarmError FW_AWS_*. */
  observe(groups: readonly string[], signal?: AbortSignal): Promise<GroupObservation[]>;
  /** Activities of `group` that were running or began at or after `since`, oldest first. */
  activities(group: string, since: EpochSeconds, signal?: AbortSignal): Promise<Activity[]>;
}

export type { GroupUsage, Meter, Usage, UsageSum };

/** Moves the lever. */
export interface PoolActuator {
  /** Sets the whole configuration of the group's warm pool. Idempotent. @throws ForewarmError FW_AWS_*. */
  put(group: string, setting: PoolSetting, signal?: AbortSignal): Promise<void>;
}

/** Trains a portfolio off the main thread. */
export interface Trainer {
  /** @throws ForewarmError FW_DATA_SHORT, FW_BACKEND_ABSENT, FW_TRAINING_FAILED. */
  train(request: TrainRequest, signal?: AbortSignal): Promise<TrainedModel>;
}

export interface TrainRequest {
  readonly series: string;
  readonly history: TimeSeries;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly zone: string;
  readonly events: readonly AnnouncedEvent[];
  /** Local days, past and coming, that load like a Sunday: days since 1970-01-01, ascending. */
  readonly holidays?: readonly number[];
  readonly backend: BackendChoice;
  /** The model that serves, which the new one is compared with and keeps what it cannot better. */
  readonly champion?: {
    readonly state: ModelState;
    readonly trainedFrom: EpochSeconds;
    readonly trainedTo: EpochSeconds;
  };
}

export const backendChoices = ['auto', 'native', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** A fitted champion with how it did against the others on rolling origins. */
export interface TrainedModel {
  readonly model: FittedForecaster;
  readonly manifest: ModelManifest;
  /** Against the champion of the request on the same origins; null or left out = not comparable. */
  readonly trial?: Comparison | null;
}

export interface ModelManifest {
  readonly series: string;
  readonly member: string;
  readonly stepSeconds: number;
  /** What announced events of the past brought; none where it is left out. */
  readonly uplifts?: readonly MeasuredUplift[];
  readonly trainedAt: EpochSeconds;
  readonly trainedFrom: EpochSeconds;
  /** End of the history it was trained on. */
  readonly trainedTo: EpochSeconds;
  readonly backend: string;
  readonly seed: number;
  readonly zone: string;
  /** Mean pinball loss on rolling origins relative to seasonal naive; < 1 is better than naive. */
  readonly lossRatio: number;
  /** Share of actuals inside the 80 % interval on those origins. */
  readonly coverage80: number;
  /** Weighted absolute percentage error of the median on those origins. */
  readonly wape: number;
  /** Every member's loss ratio, best first. */
  readonly contest: readonly { readonly member: string; readonly lossRatio: number }[];
  readonly trainSeconds: number;
  /** Whether it serves, and why. Left out by trainers and in artefacts of the first format: it serves. */
  readonly standing?: Standing;
}

/** Model artefacts, versioned, checksummed and atomic. */
export interface ModelStore {
  /** Writes a new version and returns its id. */
  save(trained: TrainedModel): string;
  /** The newest readable champion; null = there is none. @throws ForewarmError FW_MODEL_INVALID. */
  latest(series: string): (TrainedModel & { readonly id: string }) | null;
  /** What is kept, challengers too, the one trained last first; without what cannot be read. */
  list(series: string): (ModelManifest & { readonly id: string })[];
}

/** How forecasts turned out, by group, day, horizon and model; and those whose load is to come. */
export interface AccuracyStore {
  /** Forecasts of `group` for steps that begin before `before`, oldest first. */
  pending(group: string, before: EpochSeconds): PendingForecast[];
  /** Writes everything in one transaction. A forecast said again replaces the one before. */
  book(bookings: readonly AccuracyBooking[]): void;
  /** Tallies of days that begin in [from, to), by day, group, horizon and model; `null` = every group. */
  days(group: string | null, from: EpochSeconds, to: EpochSeconds): AccuracyDay[];
  /** Forgets days that began before `before`, and forecasts that still wait from then. */
  prune(before: EpochSeconds): void;
}

export interface PendingForecast extends SaidLoad {
  /** Id of the model that said it. */
  readonly model: string;
}

/** What one step books of one group. */
export interface AccuracyBooking {
  readonly group: string;
  readonly said: readonly PendingForecast[];
  /** Forecasts that wait no longer: measured, or given up. */
  readonly settled: readonly PendingForecast[];
  readonly tallies: readonly Omit<AccuracyDay, 'group'>[];
}

export interface AccuracyDay {
  readonly group: string;
  /** Start of the UTC day in which the forecast steps lie. */
  readonly day: EpochSeconds;
  readonly horizonSeconds: number;
  readonly model: string;
  readonly tally: LiveTally;
}

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

/** Append-only record of every decision and its outcome. */
export interface Ledger {
  append(entry: LedgerEntry): number;
  /** The entry that was appended last, whatever the clock said then. */
  latest(group: string): StoredEntry | null;
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
  /** Seconds that activities of `kind` took which began before `before` and succeeded, the newest first. */
  durations(
    group: string,
    kind: Activity['kind'],
    newest: { readonly before: EpochSeconds; readonly limit: number },
  ): number[];
  newestStart(group: string): EpochSeconds | null;
}

export interface ClaimCount {
  readonly hits: number;
  readonly misses: number;
}

/** Which slot of each job ran, so that a missed one is noticed. */
export interface SlotStore {
  /** Newest slot of `job` that was begun; null = none. */
  latest(job: string): SlotRun | null;
  /** True when this call claimed the slot; false when it was claimed before. */
  begin(job: string, slot: EpochSeconds, at: EpochSeconds): boolean;
  finish(job: string, slot: EpochSeconds, at: EpochSeconds, outcome: string): void;
  /** Drops the slots of `job` that begin after `at`: a clock that was ahead booked them. */
  forgetAfter(job: string, at: EpochSeconds): void;
}

export interface SlotRun {
  readonly slot: EpochSeconds;
  readonly startedAt: EpochSeconds;
  readonly finishedAt: EpochSeconds | null;
  readonly outcome: string | null;
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

/** Operator's holds: a paused group is observed, never raised. */
export interface PauseStore {
  get(group: string, at: EpochSeconds): string | null;
  set(group: string, until: EpochSeconds | null, reason: string): void;
  clear(group: string): void;
}

/** Structured log, static message and data in fields. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
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

/** The public price list of AWS. */
export interface PriceList {
  /**
   * Answers in the order asked, from one reading of the list of `region`.
   * @throws ForewarmError FW_AWS_UNREACHABLE, FW_INPUT_INVALID when a price is missing or not one.
   */
  read(
    region: string,
    questions: readonly PriceQuestion[],
    signal: AbortSignal,
  ): Promise<ListAnswers>;
}

export interface ListAnswers {
  /** Address or file that was read. */
  readonly source: string;
  readonly prices: readonly ListedPrices[];
}

/** What the price list said whenever it was read. */
export interface PriceStore {
  /** Every reading that may still count. @throws ForewarmError FW_DB_BROKEN. */
  readings(): PriceReading[];
  /** Puts `readings` in the place of all there were: whole or not at all. */
  replace(readings: readonly PriceReading[]): void;
}
