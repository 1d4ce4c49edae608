import { knownEvents, multipleAt, withoutEvents } from '../core/forecasting/events.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import type { SizedTotal } from '../core/planning/situation.ts';
import type { TimeSeries } from '../core/series/series.ts';
import { totalsFrom } from '../core/sizing/model.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { SeriesStore, SizingStore, StoredSizing } from './ports.ts';
import { RecentPeaks } from './recent-peaks.ts';
import { conditionsOf, sizingHistory } from './sizing-fit.ts';

/** Claims on record from which the law's rules have been compared at all. */
const claimsMin = 20;

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
    const sizing = this.#sizingOf(policy.group);
    if (sizing === null || sizing.conditions !== conditionsOf(policy, stepSeconds)) return null;
    if (at - sizing.fittedAt > policy.trust.modelAgeSecondsMax) return null;
    if (sizing.model.claims < claimsMin) return null;
    const peaks = this.#peaks.upTo(series, stepSeconds, at);
    const events = knownEvents(policy.events, peaks, { zone: policy.zone });
    const history = sizingHistory(withoutEvents(peaks, events), policy);
    const last = history.grid.steps - 1;
    const ordinary = totalsFrom(sizing.model, history, last)[0]!;
    const multiple = highestMultiple(events, at, coverSeconds, stepSeconds);
    return {
      prepared: Math.ceil(ordinary * multiple),
      multiple,
      claims: Math.round(sizing.model.claims),
      fittedAt: sizing.fittedAt,
    };
  }

  #sizingOf(group: string): StoredSizing | null {
    let sizing = this.#loaded.get(group);
    if (sizing === undefined) {
      sizing = this.#store.latest(group);
      this.#loaded.set(group, sizing);
    }
    return sizing;
  }
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
