/**
 * The most that can still be spent because of a setting, whatever AWS does by itself.
 *
 * A setting in force cannot be taken back before the next step acts, and what it started is billed
 * until it is released. Over that time desired capacity may go anywhere between the group's Min and
 * Max, once up and once down, and AWS follows it without asking:
 *
 *   down   a prepared total grows its pool, by launches or, with reuse, by every instance scaled in
 *   up     claims and cuts empty the pool; what left is launched again, as a refill or on the way down
 *   fail   a boot under way may fail: its machine leaves while another takes its place
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
import { shortestBootSecondsOf } from '../../capacity/measured-times.ts';
import { dearestHourPrice, hourPriceOf, type PoolPrices } from '../../capacity/pricing.ts';
import { type PoolSetting, poolWanted } from '../../capacity/setting.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerHour } from '../../units.ts';
import type { FleetPolicy, GroupPolicy } from '../policy.ts';
import type { CapUse, GroupObservation, PoolMember } from '../situation.ts';

/** Seconds from an observation until AWS acts on the setting that was chosen from it. */
export const actSecondsMax = 15 + reconcileSecondsMax;

/** Steps that may fail in a row, by a throttled call or a late trigger, before the promise is void. */
export const stepsMissedMax = 1;

/** Time a released member may take to leave: its terminate hook and the shut-down. */
export const releaseSecondsUsual = 120;

/** Time that an instance scaled in may still run before it is parked or released: it drains. */
export const drainSecondsMax = 120;

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

/** What `undertaking` may come to cost until all of it could be released. */
export function commitmentOf({ setting, observation, policy, fleet }: Undertaking): Lot[] {
  const { at } = observation;
  const release = policy.releaseSeconds ?? releaseSecondsUsual;
  const untilNext = (1 + stepsMissedMax) * fleet.stepSeconds + actSecondsMax;
  const handover = at + actSecondsMax + release;
  const end = at + untilNext + release;
  const running = dearestHourPrice(policy.prices);
  const lot = (count: number, to: EpochSeconds, perHour = running, seconds = to - at): Lot => {
    return { count, from: at, to, seconds, perHour };
  };

  const generations = Math.floor(untilNext / shortestBootSecondsOf(policy));
  const found = foundSetting(observation) ?? nothing(setting);
  const later = arrivalsMax([setting], observation, generations);
  const all = arrivalsMax([setting, found], observation, generations);
  const booting = observation.members.filter(({ phase }) => phase === 'booting').length;
  const failures = booting + generations * all.atOnce;
  const mayReturn = setting.reuse || found.reuse;
  const returns = mayReturn ? Math.min(all.count, observation.maxSize - observation.minSize) : 0;
  const leaveSeconds = release + reconcileSecondsMax;

  return [
    ...foundLots({ setting, observation, policy }, { end, handover, left: at + release }, lot),
    lot(later.atOnce, end),
    lot(all.atOnce - later.atOnce, handover),
    lot(all.count - all.atOnce, end, running, leaveSeconds),
    lot(failures, end, running, release),
    lot(returns, end + drainSecondsMax, running, drainSecondsMax),
  ].filter(({ count, seconds }) => count > 0 && seconds > 0);
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
  { minSize, maxSize, desired, inService, members }: GroupObservation,
  generations: number,
): { readonly count: number; readonly atOnce: number } {
  const staying = members.filter(({ phase }) => phase !== 'leaving').length;
  const most = Math.max(...settings.map((setting) => poolWanted(setting, minSize)));
  const serving = settings.some(({ reuse }) => reuse) ? Math.max(desired, inService) : 0;
  const descent = Math.max(0, most - staying, serving - minSize);

  const refilled = settings.some((setting) => setting.minSize > 0);
  const climb = maxSize - (refilled ? minSize : Math.min(desired, maxSize));
  const ascent = most === 0 ? 0 : Math.min(staying + generations * most, climb);
  return { count: descent + ascent, atOnce: Math.min(descent + ascent, most) };
}

/**
 * Members found, as lots: AWS chooses who leaves, so those kept to the end are taken to be the
 * dearest; the others go once the setting is in force.
 */
function foundLots(
  { setting, observation, policy }: Omit<Undertaking, 'fleet'>,
  until: {
    readonly end: EpochSeconds;
    readonly handover: EpochSeconds;
    readonly left: EpochSeconds;
  },
  lotOf: (count: number, to: EpochSeconds, perHour: MicroUsd) => Lot,
): Lot[] {
  const staying = countByPrice(observation, policy.prices, (phase) => phase !== 'leaving');
  const leaving = countByPrice(observation, policy.prices, (phase) => phase === 'leaving');
  let keeps = poolWanted(setting, observation.minSize);
  const lots = leaving.map(([perHour, count]) => lotOf(count, until.left, perHour));
  for (const [perHour, count] of staying) {
    const kept = Math.min(keeps, count);
    keeps -= kept;
    lots.push(lotOf(kept, until.end, perHour), lotOf(count - kept, until.handover, perHour));
  }
  return lots;
}

/** How many members of a phase cost how much an hour, dearest first. */
function countByPrice(
  { members }: GroupObservation,
  prices: PoolPrices,
  has: (phase: PoolMember['phase']) => boolean,
): [MicroUsd, number][] {
  const counts = new Map<MicroUsd, number>();
  for (const member of members) {
    if (!has(member.phase)) continue;
    const perHour = hourOf(member, prices);
    counts.set(perHour, (counts.get(perHour) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => b - a);
}

/** A stopped machine stays stopped until it is gone; every other may run. */
function hourOf({ parked }: PoolMember, prices: PoolPrices): MicroUsd {
  const off = parked === 'Stopped' || parked === 'Hibernated';
  return off ? hourPriceOf(prices, parked) : dearestHourPrice(prices);
}
