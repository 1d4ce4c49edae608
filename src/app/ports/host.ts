import type { EpochSeconds } from '../../core/units.ts';

/** Wall time, or the virtual time of a demo or a test. Drives every step. */
export interface Clock {
  now(): EpochSeconds;
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

/** Structured log, static message and data in fields. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
