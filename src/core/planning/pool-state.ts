/**
 * `state: auto`: how the members of a pool should wait.
 *
 * A state is judged by the constant pool of it that would have served the past weeks at the least
 * cost, for a choice that lasts must not hang on the load of one hour. Of the states that start soon
 * enough the cheapest is chosen, and the one in force is left only for a saving that is no accident.
 * It is changed only while the pool has no member: what becomes of those that wait in another state
 * AWS does not say, and a pool of two states would have two prices and two start times.
 */
import { bootSecondsOf } from '../capacity/measured-times.ts';
import type { PoolState } from '../capacity/setting.ts';
import {
  type ConstantResult,
  cheapestReaching,
  cheapestWithMisses,
} from '../replay/rivals-constant.ts';
import { ledgerCosts, spendOf } from '../replay/scorecard.ts';
import { fromUsd, type MicroUsd, toUsd } from '../units.ts';
import type { GroupPolicy } from './policy.ts';
import type { GroupObservation } from './situation.ts';

/** What `state: auto` may choose from. */
export interface AutoState {
  /** At least one, each with the seconds from it into service. */
  readonly options: readonly StateOption[];
  /** Longest that a claimed member may take into service; null = it does not matter. */
  readonly startSecondsMax: number | null;
}

export interface StateOption {
  readonly state: PoolState;
  readonly startSeconds: number;
}

export interface PricedState extends StateOption {
  /** False = its members start too late. */
  readonly isQuickEnough: boolean;
  /** µUSD of thirty days of its best constant, cold starts included where they have a price; null = no load to tell by. */
  readonly monthCost: MicroUsd | null;
}

/** The state that a pool should have, beside the one that it has. */
export interface StateChoice {
  readonly chosen: PoolState;
  /** The state that the plan is made for: it is another than `chosen` while members are there. */
  readonly inForce: PoolState;
  /** Every state that was allowed. */
  readonly priced: readonly PricedState[];
  /** One sentence for a person. */
  readonly reason: string;
}

/** A state is not given up for a smaller saving than this: next week it may be the other way round. */
const savedShareMin = 0.1;
const daysOfMonth = 30;

/** What a constant pool did over a past, whatever it cost. */
export type ConstantCounts = readonly Pick<ConstantResult, 'setting' | 'count'>[];

/**
 * Every state that `policy` allows with what it would have cost over `days` days, during which
 * constant pools did what `counts` say; no counts, no costs.
 */
export function priceStates(
  auto: AutoState,
  policy: GroupPolicy,
  past: { readonly counts: ConstantCounts; readonly days: number; readonly stepSeconds: number },
): PricedState[] {
  return auto.options.map((option) => ({
    ...option,
    isQuickEnough: auto.startSecondsMax === null || option.startSeconds <= auto.startSecondsMax,
    monthCost: monthCostOf(option.state, policy, past),
  }));
}

/**
 * The state to have, given the one that the pool has now; null = there is no pool.
 * @param isEmpty True when the pool has no member, so that its state may be changed.
 */
export function chooseState(
  priced: readonly PricedState[],
  policy: Pick<GroupPolicy, 'prices'>,
  found: { readonly state: PoolState | null; readonly isEmpty: boolean },
): StateChoice {
  const best = bestOf(priced, policy);
  const current = priced.find(({ state }) => state === found.state);
  const keeps = current !== undefined && isWorthKeeping(current, best);
  const chosen = keeps ? current : best;
  const inForce = found.state === null || found.isEmpty ? chosen.state : found.state;
  return {
    chosen: chosen.state,
    inForce,
    priced,
    reason: `${reasonFor(chosen, best)} (${priced.map(stateWords).join('; ')})${waitFor(chosen, inForce)}`,
  };
}

/** True when there is no member whose state a change would leave behind. */
export function poolIsEmpty({ members }: Pick<GroupObservation, 'members'>): boolean {
  return members.length === 0;
}

/** The cheapest of those that start soon enough; where none does, the quickest. */
function bestOf(
  priced: readonly PricedState[],
  { prices }: Pick<GroupPolicy, 'prices'>,
): PricedState {
  const costOf = ({ state, monthCost }: PricedState) => monthCost ?? prices.parkedHour[state];
  const quick = priced.filter(({ isQuickEnough }) => isQuickEnough);
  if (quick.length > 0) return quick.toSorted((a, b) => costOf(a) - costOf(b))[0]!;
  return priced.toSorted((a, b) => a.startSeconds - b.startSeconds || costOf(a) - costOf(b))[0]!;
}

function isWorthKeeping(current: PricedState, best: PricedState): boolean {
  if (current.isQuickEnough !== best.isQuickEnough) return false;
  if (!current.isQuickEnough) return current.startSeconds <= best.startSeconds;
  if (current.monthCost === null || best.monthCost === null) return true;
  return best.monthCost >= (1 - savedShareMin) * current.monthCost;
}

function monthCostOf(
  state: PoolState,
  policy: GroupPolicy,
  { counts, days, stepSeconds }: Parameters<typeof priceStates>[2],
): MicroUsd | null {
  const timing = { stepSeconds, bootSeconds: bootSecondsOf(policy) };
  const costs = ledgerCosts(state, policy.prices, timing);
  const results = counts
    .filter(({ setting }) => setting.reuse === policy.pool.reuse)
    .map((one) => ({ ...one, spendUsd: spendOf(one.count, costs) }));
  if (results.length === 0 || days <= 0) return null;
  const { serviceLevel } = policy;
  const best =
    serviceLevel.kind === 'hit-rate'
      ? cheapestReaching(results, serviceLevel.target)
      : cheapestWithMisses(results, toUsd(serviceLevel.cost));
  if (best.count.hits + best.count.misses === 0) return null;
  const missUsd = serviceLevel.kind === 'hit-rate' ? 0 : toUsd(serviceLevel.cost);
  const usd = best.spendUsd + missUsd * best.count.misses;
  return fromUsd((usd / days) * daysOfMonth);
}

function reasonFor(chosen: PricedState, best: PricedState): string {
  const { state, isQuickEnough, monthCost } = chosen;
  if (!isQuickEnough) return `no state starts soon enough, and ${state} is the quickest`;
  if (monthCost === null) return `${state} until there is load to tell by`;
  return chosen === best
    ? `${state} costs least of those that start soon enough`
    : `${state} stays, for none that starts soon enough saves a tenth`;
}

function waitFor({ state }: PricedState, inForce: PoolState): string {
  return state === inForce ? '' : `; the pool stays ${inForce} until it has no member`;
}

function stateWords({ state, monthCost, startSeconds, isQuickEnough }: PricedState): string {
  const late = isQuickEnough ? '' : `, but ${startSeconds} s is too late`;
  if (monthCost === null) return `${state}${late}`;
  return `${state} $${toUsd(monthCost).toFixed(2)} a month${late}`;
}
