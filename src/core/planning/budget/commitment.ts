/**
 * The most that can still be spent because of a setting, whatever AWS does by itself.
 *
 * A setting in force cannot be taken back before the next step acts, and what it started is billed
 * until it is released. Over that time desired capacity may go anywhere between the group's Min and
 * Max, once up and once down, and AWS follows it without asking:
 *
 *   down   a prepared total grows its pool, by launches or, with reuse, by every instance scaled in
 *   up     claims and cuts empty the pool; what left is launched again, as a refill or on the way down
 *   fail   a boot may fail: its machine leaves while another takes its place, which may fail as soon
 *
 * AWS launches into a pool only while it holds less than it wants, and it never wants more than at
 * the group's Min. So of all that arrive no more are there at a time than the pool wants at most:
 * those are paid for to the end; each of the others takes the place of one that left, and all it can
 * add is the time in which that one, or it, was leaving.
 *
 *   |- acting -|                                      the setting found still rules
 *   t ------------ next step, perhaps one later -- its acting -- released
 *   |------------------------- committed -------------------------------|
 *
 * Set aside: the exact worst case (a search over paths of desired capacity) for this bound in closed
 * form, which is read in one go and was never found too low by a world that looks for its gaps.
 */

import { overlapSeconds, type Window } from '../../calendar/windows.ts';
import { reconcileSecondsMax } from '../../capacity/lead-time.ts';
import { measuredMin, shortestBootSecondsOf } from '../../capacity/measured-times.ts';
import {
  billedSecondsMin,
  dearestHourPrice,
  type PoolPrices,
  parkingSeconds,
} from '../../capacity/pricing.ts';
import { type PoolSetting, poolWanted } from '../../capacity/setting.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerHour } from '../../units.ts';
import type { FleetPolicy, GroupPolicy } from '../policy.ts';
import type { CapUse, GroupObservation } from '../situation.ts';
import { type Holding, holdingOf, totalOf } from './holding.ts';

/**
 * Seconds from an observation until the write that was decided from it has gone out, or is given up.
 * The step keeps it: what was seen too long ago for that is seen anew before it is written.
 */
export const writeSecondsMax = 15;

/** Seconds from an observation until AWS acts on the setting that was chosen from it. */
export const actSecondsMax = writeSecondsMax + reconcileSecondsMax;

/** Steps that may fail in a row, by a throttled call or a late trigger, before the promise is void. */
export const stepsMissedMax = 1;

/** Time a released member may take to leave, unless its owner says otherwise: its terminate hook and the shut-down. */
export const releaseSecondsUsual = 120;

/** Time that an instance scaled in may still run, as far as owner and past know of no longer one: it drains. */
export const drainSecondsMin = 120;

/** The same where neither is known. Source: Elastic Load Balancing, a deregistration delay of 300 s by default. */
export const drainSecondsUnknown = 300 + releaseSecondsUsual;

/** Seconds from launch in which a boot may fail, unless its owner says less: a machine has to start before it can. */
export const failSecondsMin = 40;

/** Seconds from a failed boot until a machine is launched in its place, at least. Source: native traces, 5–12 s. */
const replaceSecondsMin = 5;

/** Members that may have to be paid for during [from, to), at most. */
export interface Lot {
  readonly count: number;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** Each is billed for at most so long, anywhere in [from, to). */
  readonly seconds: number;
  readonly perHour: MicroUsd;
}

/** A setting put in force at the time of `observation`, whose pool is as it was found. */
export interface Undertaking {
  readonly setting: PoolSetting;
  readonly observation: GroupObservation;
  readonly policy: GroupPolicy;
  readonly fleet: FleetPolicy;
}

/**
 * What `undertaking` may come to cost until all of it could be released.
 * @param holding What the observed members are doing, where that is known in numbers.
 */
export function commitmentOf(
  { setting, observation, policy, fleet }: Undertaking,
  holding: Holding = holdingOf(observation.members, policy.prices),
): Lot[] {
  const { at } = observation;
  const release = Math.max(policy.releaseSeconds ?? releaseSecondsUsual, billedSecondsMin);
  const untilNext = (1 + stepsMissedMax) * fleet.stepSeconds + actSecondsMax;
  const handover = at + actSecondsMax + release;
  const end = at + untilNext + release;
  const running = dearestHourPrice(policy.prices);
  const lot = (count: number, to: EpochSeconds, perHour = running, seconds = to - at): Lot => {
    return { count, from: at, to, seconds, perHour };
  };

  const shortest = shortestBootSecondsOf(policy);
  const generations = Math.floor(untilNext / shortest);
  // An instance that the group launches now may serve, and be scaled in, before that.
  const launchesReturn = untilNext >= shortest - parkingSeconds[setting.state];
  const found = foundSetting(observation) ?? nothing(setting);
  const staying = totalOf(holding.staying);
  const later = arrivalsMax([setting], observation, { staying, generations });
  const all = arrivalsMax([setting, found], observation, { staying, generations });
  const failing = Math.min(holding.booting + all.atOnce, Math.max(holding.booting, all.most));
  const failures = failuresMax(policy, untilNext, release);
  const mayReturn = setting.reuse || found.reuse;
  const span = observation.maxSize - observation.minSize;
  const returns = mayReturn ? Math.min(launchesReturn ? span : all.count, span) : 0;
  const drain = mayReturn ? drainSecondsOf(policy) : 0;
  const leaveSeconds = release + reconcileSecondsMax;

  return [
    ...foundLots(holding, poolWanted(setting, observation.minSize), {
      kept: (count, perHour) => lot(count, end, perHour),
      dropped: (count, perHour) => lot(count, handover, perHour),
      leaving: (count, perHour) => lot(count, at + release, perHour),
    }),
    lot(holding.booting, end + drain, running, Math.max(release, drain)),
    lot(later.atOnce, end),
    lot(all.atOnce - later.atOnce, handover),
    lot(all.count - all.atOnce, end, running, leaveSeconds),
    ...failures.map(({ count, seconds }) => lot(failing * count, end, running, seconds)),
    lot(returns, end + drain, running, drain),
  ].filter(({ count, seconds }) => count > 0 && seconds > 0);
}

/** Boots that fail in one place, and for how long each is paid for beside the machine after it. */
interface Failures {
  readonly count: number;
  readonly seconds: number;
}

/**
 * The dearest mix of boots that fail in one place within `seconds`. One that fails late leaves as any
 * member does. Of those that fail as soon as they can there are more, but of each no more is paid for
 * than the rest of its minimum, or the hook that holds it.
 */
function failuresMax(policy: GroupPolicy, seconds: number, release: number): Failures[] {
  const { failSeconds = failSecondsMin, failHoldSeconds = 0 } = policy;
  const shortest = shortestBootSecondsOf(policy);
  const turnaround = Math.min(shortest, failSeconds + replaceSecondsMin);
  const rest = Math.max(0, billedSecondsMin - turnaround, failHoldSeconds);
  let [dearest, most]: [Failures[], number] = [[], 0];
  for (let late = 0; late * shortest <= seconds; late++) {
    const early = Math.ceil((seconds - late * shortest) / turnaround);
    const paid = late * release + early * rest;
    if (paid <= most) continue;
    most = paid;
    dearest = [
      { count: late, seconds: release },
      { count: early, seconds: rest },
    ];
  }
  return dearest;
}

/** Seconds for which an instance scaled in may run before it is parked: the longest that anyone knows of. */
function drainSecondsOf({ releaseSeconds, returns }: GroupPolicy): number {
  const isKnown = releaseSeconds !== undefined || (returns?.count ?? 0) >= measuredMin;
  const least = isKnown ? drainSecondsMin : drainSecondsUnknown;
  return Math.max(least, releaseSeconds ?? 0, returns?.longest ?? 0);
}

/** µUSD of `lots` that may fall into `window`, at most; all of it without one. */
export function boundOf(lots: readonly Lot[], window?: Window): MicroUsd {
  let [sum, whole] = [0, { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }];
  for (const { count, from, to, seconds, perHour } of lots) {
    const billed = Math.min(seconds, overlapSeconds(window ?? whole, from, to));
    sum += (count * billed * perHour) / secondsPerHour;
  }
  return microUsd(Math.max(0, Math.ceil(sum - 1e-6)));
}

/** The windows of a cap that what is started now may fall into: its open one, and all that follows. */
export function windowsOf({ windowStart: start, windowEnd: end }: CapUse): [Window, Window] {
  return [
    { start, end },
    { start: end, end: Number.POSITIVE_INFINITY },
  ];
}

/** A cap that `lots` could break: in its window, or in the next one, which they may reach into. */
export interface CapBreach {
  readonly use: CapUse;
  readonly window: 'open' | 'next';
  readonly committed: MicroUsd;
  readonly room: MicroUsd;
}

/** Every breach of `uses` by `lots`; none means that the caps hold, whatever AWS does. */
export function capBreaches(uses: readonly CapUse[], lots: readonly Lot[]): CapBreach[] {
  return uses.flatMap((use) => {
    const { spent, cap } = use;
    const [opened, following] = windowsOf(use);
    const [open, next] = [boundOf(lots, opened), boundOf(lots, following)];
    const room = microUsd(Math.max(0, cap.limit - spent));
    const breaches: CapBreach[] = [];
    if (open > room) breaches.push({ use, window: 'open', committed: open, room });
    if (next > cap.limit) breaches.push({ use, window: 'next', committed: next, room: cap.limit });
    return breaches;
  });
}

/** µUSD an hour that a pool can cost if nobody ever acts again: it is full and refilled without pause. */
export function worstHour(
  setting: PoolSetting,
  observation: Pick<GroupObservation, 'minSize'>,
  prices: PoolPrices,
): MicroUsd {
  return microUsd(poolWanted(setting, observation.minSize) * dearestHourPrice(prices));
}

/** The pool's setting as AWS has it; null = no pool. */
export function foundSetting({ pool, maxSize }: GroupObservation): PoolSetting | null {
  if (pool === null) return null;
  const { minSize, prepared, state, reuse } = pool;
  return { minSize, prepared: prepared ?? maxSize, state, reuse };
}

/** The setting that holds nothing: no member, and none that comes back from the group. */
export function nothing({ state }: Pick<PoolSetting, 'state'>): PoolSetting {
  return { minSize: 0, prepared: 0, state, reuse: false };
}

/**
 * Members that can enter the pool while any of `settings` rules, launched or returned: those that
 * full descent of the group calls for, and one in the place of each that an ascent takes away. At
 * once there are no more of them than the pool wants at most.
 */
function arrivalsMax(
  settings: readonly PoolSetting[],
  { minSize, maxSize, desired, inService }: GroupObservation,
  { staying, generations }: { readonly staying: number; readonly generations: number },
): { readonly count: number; readonly atOnce: number; readonly most: number } {
  const most = Math.max(...settings.map((setting) => poolWanted(setting, minSize)));
  const serving = settings.some(({ reuse }) => reuse) ? Math.max(desired, inService) : 0;
  const descent = Math.max(0, most - staying, serving - minSize);

  const refilled = settings.some((setting) => setting.minSize > 0);
  const climb = maxSize - (refilled ? minSize : Math.min(desired, maxSize));
  const ascent = most === 0 ? 0 : Math.min(staying + generations * most, climb);
  return { count: descent + ascent, atOnce: Math.min(descent + ascent, most), most };
}

type LotOf = (count: number, perHour: MicroUsd) => Lot;

/**
 * Members found, as lots, of which the pool keeps at most `keeps`: AWS chooses who leaves, so those
 * kept to the end are taken to be the dearest; the others go once the setting is in force.
 */
function foundLots(
  { staying, leaving }: Holding,
  keeps: number,
  lotOf: { readonly kept: LotOf; readonly dropped: LotOf; readonly leaving: LotOf },
): Lot[] {
  const lots = leaving.map(({ count, perHour }) => lotOf.leaving(count, perHour));
  let left = keeps;
  for (const { count, perHour } of staying) {
    const kept = Math.min(left, count);
    left -= kept;
    lots.push(lotOf.kept(kept, perHour), lotOf.dropped(count - kept, perHour));
  }
  return lots;
}
