import { knownEvents, multipleAt } from '../core/forecasting/events/events.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import type { SizedTotal } from '../core/planning/situation.ts';
import { slice, type TimeSeries, withHolidays } from '../core/series/series.ts';
import type { SizingHistory } from '../core/sizing/history.ts';
import { levelTotals } from '../core/sizing/levels.ts';
import {
  levelTotalsFrom,
  memorySteps,
  raisedTotal,
  type SizingModel,
  totalsFrom,
} from '../core/sizing/model.ts';
import { claimsMin } from '../core/sizing/trial.ts';
import type { EpochSeconds } from '../core/units.ts';
import { holidayDays } from './known-days.ts';
import { ordinaryPeaks } from './ordinary-peaks.ts';
import type { SeriesStore } from './ports/series.ts';
import type { SizingStore, StoredSizing } from './ports/sizing.ts';
import { RecentPeaks } from './recent-peaks.ts';
import { conditionsOf, cutsAfter, lowerAfter, sizingHistory } from './sizing-fit.ts';

export interface SizedRequest {
  readonly policy: GroupPolicy;
  readonly series: string;
  readonly stepSeconds: number;
  readonly at: EpochSeconds;
  /** Seconds after `at` in which an announced event must already be prepared for. */
  readonly coverSeconds: number;
}

/** What the sizing law of each group wants now. Keeps the fits it has read and the newest loads. */
export class Sizings {
  readonly #store: SizingStore;
  readonly #peaks: RecentPeaks;
  readonly #loaded = new Map<string, StoredSizing | null>();

  constructor(store: SizingStore, series: SeriesStore) {
    this.#store = store;
    this.#peaks = new RecentPeaks(series);
  }

  /** Makes the next total of `group` come from the newest fit. */
  forget(group: string): void {
    this.#loaded.delete(group);
  }

  /** The law's total; null where nothing fits the policy, the data or the age that it allows. */
  of({ policy, series, stepSeconds, at, coverSeconds }: SizedRequest): SizedTotal | null {
    const sizing = this.newest(policy.group);
    if (sizing === null || sizing.conditions !== conditionsOf(policy, stepSeconds)) return null;
    if (at - sizing.fittedAt > policy.trust.modelAgeSecondsMax) return null;
    if (sizing.model.claims < claimsMin) return null;
    const measured = sinceFirst(this.#peaks.upTo(series, stepSeconds, at));
    const peaks = withHolidays(measured, holidayDays(policy, measured));
    const events = knownEvents(policy.events, peaks, policy);
    const first = firstAsked(sizing.model, peaks, cutsAfter(policy));
    const since = first - memorySteps(sizing.model, peaks);
    const history = sizingHistory(ordinaryPeaks(peaks, events, policy), policy, since);
    const multiple = highestMultiple(events, at, coverSeconds, stepSeconds);
    return {
      ...newestTotals(sizing.model, history, { first, multiple }),
      multiple,
      claims: Math.round(sizing.model.claims),
      fittedAt: sizing.fittedAt,
    };
  }

  /** The newest fit of `group`, read from the store once; null = it was never fitted. */
  newest(group: string): StoredSizing | null {
    let sizing = this.#loaded.get(group);
    if (sizing === undefined) {
      sizing = this.#store.latest(group);
      this.#loaded.set(group, sizing);
    }
    return sizing;
  }
}

/** `series` from its first observed step on: of what came before no rule may make anything up. */
function sinceFirst(series: TimeSeries): TimeSeries {
  const first = series.values.findIndex((value) => !Number.isNaN(value));
  return first <= 0 ? series : slice(series, first, series.values.length);
}

/** The first step whose totals are asked for: levels are cut late, and the last one is enough without them. */
function firstAsked(
  { levels }: SizingModel,
  { values, stepSeconds }: TimeSeries,
  cutsAfterSeconds: number,
): number {
  const last = values.length - 1;
  if (levels === undefined) return last;
  return Math.max(0, last - lowerAfter(cutsAfterSeconds, stepSeconds));
}

/** The newest total with, where there are levels, what each has had at most since step `first`. */
function newestTotals(
  model: SizingModel,
  history: SizingHistory,
  { first, multiple }: { readonly first: number; readonly multiple: number },
): Pick<SizedTotal, 'prepared' | 'levels'> {
  const raised = (total: number) => raisedTotal(total, multiple);
  const { levels } = model;
  if (levels === undefined) return { prepared: raised(totalsFrom(model, history, first).at(-1)!) };
  const fitted = levelTotalsFrom(model, history, first);
  const totals = levelTotals(fitted.map((lately) => Math.max(...lately)));
  return {
    prepared: raised(fitted.at(-1)!.at(-1)!),
    levels: totals.map((total, level) => {
      return { prepared: raised(total), record: levels.records[level]! };
    }),
  };
}

/** The most that announced events do to the load at any step of [at, at + coverSeconds]. */
function highestMultiple(
  events: ReturnType<typeof knownEvents>,
  at: EpochSeconds,
  coverSeconds: number,
  stepSeconds: TimeSeries['stepSeconds'],
): number {
  let highest = 0;
  for (let after = 0; after <= coverSeconds; after += stepSeconds) {
    highest = Math.max(highest, multipleAt(events, at + after));
  }
  return highest;
}
