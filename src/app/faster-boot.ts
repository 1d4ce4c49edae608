/** What instances that boot in half the time would save: reckoned now and then, and told until then. */
import { bootSecondsOf } from '../core/capacity/measured-times.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import { endOf } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, toUsd } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { SeriesStore } from './ports/series.ts';
import type {
  BootComparison,
  BootOutcome,
  BootTrial,
  FasterBoot,
  FasterBootStore,
} from './ports/sizing.ts';
import { newestEnd, peakLoad } from './recent-peaks.ts';
import { reaches } from './replay/request.ts';
import type { ReplayRequest } from './replay/world.ts';
import { conditionsOf } from './sizing-fit.ts';
import { type WhatIfOutcome, whatIf } from './whatif.ts';

/** The newest days are replayed, at most half of the history; what precedes them is learnt from. */
const replayedDays = 14;
const historyDays = { min: 14, max: 42 } as const;
/** Reckoned anew after so many days; for twice as long it is still told. */
const freshDays = 7;
/** A faster boot is worth a word from this share of what there is to save. */
const savedShareMin = 0.1;
const daysPerMonth = 30;

export interface FasterBootPorts {
  readonly series: SeriesStore;
  readonly boots: FasterBootStore;
  readonly bootTrial: BootTrial;
}

/** A comparison that is worth telling. */
export interface FasterBootAdvice extends FasterBoot {
  /** What it costs as it is, and what of that is saved, > 0: cold starts too, where these have a price. */
  readonly usdPerMonth: number;
  readonly savedUsdPerMonth: number;
}

/** True when a group was never compared, some time ago, or under another policy. */
export function comparisonIsDue(
  { policy, stepSeconds }: ManagedGroup,
  newest: FasterBoot | null,
  at: EpochSeconds,
): boolean {
  if (newest?.conditions !== conditionsOf(policy, stepSeconds)) return true;
  return at - newest.at >= freshDays * secondsPerDay;
}

/**
 * Compares the boot times of one group and keeps the outcome. `inForce` is the group with its pool in
 * the state that it has. False = there is too little history.
 * @throws ForewarmError FW_TRAINING_FAILED.
 */
export async function compareGroup(
  group: ManagedGroup,
  inForce: ManagedGroup,
  at: EpochSeconds,
  { series, boots, bootTrial }: FasterBootPorts,
  signal?: AbortSignal,
): Promise<boolean> {
  const request = requestOf(inForce, at, series);
  if (request === null) return false;
  const comparison = await bootTrial.compare(request, signal);
  const conditions = conditionsOf(group.policy, group.stepSeconds);
  boots.save(group.policy.group, { ...comparison, at, conditions });
  return true;
}

/** The last weeks of a group as a replay; null = there are too few. */
function requestOf(
  { policy, series, stepSeconds }: ManagedGroup,
  at: EpochSeconds,
  store: SeriesStore,
): ReplayRequest | null {
  const to = newestEnd(store, series, stepSeconds, at);
  const first = store.extent(series)?.first ?? to;
  const days = Math.min(historyDays.max, Math.floor((to - first) / secondsPerDay));
  if (days < historyDays.min) return null;
  const load = peakLoad(store, series, [to - days * secondsPerDay, to], stepSeconds);
  const { pool, prices, serviceLevel, loadPerInstance, startSeconds } = policy;
  const bootSeconds = bootSecondsOf(policy);
  const { state } = pool;
  return {
    ...{ series: load, loadPerInstance, bootSeconds, startSeconds, state },
    priceUsdPerHour: toUsd(prices.bootingHour),
    stoppedPriceUsdPerHour: toUsd(prices.parkedHour[state]),
    service: serviceLevel,
    from: endOf(load) - Math.min(replayedDays, Math.floor(days / 2)) * secondsPerDay,
    max: null,
    ...{ zone: policy.zone, events: policy.events },
    ...(policy.holidays && { holidays: policy.holidays }),
  };
}

/** What `request` would have come to with the boot time as it is, and with half of it: seconds of work. */
export function compareBoots(request: ReplayRequest): BootComparison {
  const { bootSeconds } = request;
  const seconds = Math.max(1, Math.round(bootSeconds / 2));
  const { days, base, changes } = whatIf(request, [{ kind: 'boot', seconds }]);
  return {
    days,
    asIs: outcomeOf(base, bootSeconds),
    faster: outcomeOf(changes[0]!, seconds),
  };
}

function outcomeOf(
  { spendUsdPerMonth, hitRate, coldStarts }: WhatIfOutcome,
  bootSeconds: number,
): BootOutcome {
  return { bootSeconds, usdPerMonth: spendUsdPerMonth, hitRate, coldStarts };
}

/** What a boot of half the time would save a group; null = too little, or nobody knows. */
export function fasterBootAdvice(
  { policy, stepSeconds }: ManagedGroup,
  newest: FasterBoot | null,
  at: EpochSeconds,
): FasterBootAdvice | null {
  if (newest === null || newest.conditions !== conditionsOf(policy, stepSeconds)) return null;
  if (at - newest.at > 2 * freshDays * secondsPerDay) return null;
  const { asIs, faster, days } = newest;
  const { serviceLevel } = policy;
  const [usdPerMonth, fasterUsd] = [
    usdInAll(asIs, days, serviceLevel),
    usdInAll(faster, days, serviceLevel),
  ];
  const savedUsdPerMonth = usdPerMonth - fasterUsd;
  const isWorthIt = savedUsdPerMonth > 0 && savedUsdPerMonth >= savedShareMin * usdPerMonth;
  if (!isWorthIt || !servesAsWell(newest, serviceLevel)) return null;
  return { ...newest, usdPerMonth, savedUsdPerMonth };
}

/** A saving that is paid for with cold starts is none, where these have no price. */
function servesAsWell({ asIs, faster }: FasterBoot, service: GroupPolicy['serviceLevel']): boolean {
  if (service.kind !== 'hit-rate' || faster.hitRate >= asIs.hitRate) return true;
  return reaches(faster, service.target);
}

/** Dollars a month, with cold starts where they have a price. */
function usdInAll(
  { usdPerMonth, coldStarts }: BootOutcome,
  days: number,
  service: GroupPolicy['serviceLevel'],
): number {
  if (service.kind === 'hit-rate') return usdPerMonth;
  return usdPerMonth + (coldStarts / days) * daysPerMonth * toUsd(service.cost);
}
