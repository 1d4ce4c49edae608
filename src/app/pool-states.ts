import { refillSeconds } from '../core/capacity/lead-time.ts';
import { bootSecondsOf } from '../core/capacity/measured-times.ts';
import type { PoolState } from '../core/capacity/setting.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import {
  type ConstantCounts,
  chooseState,
  poolIsEmpty,
  priceStates,
  type StateChoice,
} from '../core/planning/pool-state.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import { constantResults } from '../core/replay/rivals-constant.ts';
import { alarmLoad, demandOf, groupTrace } from '../core/replay/trace.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { SpendStore } from './ports/books.ts';
import type { SeriesStore } from './ports/series.ts';
import { peakLoad } from './recent-peaks.ts';

/** Whole days of load that states are priced by. */
const pastDays = 28;
/** Steps of load that a daemon prices states by in one turn: about a tenth of a second of work. */
export const pricedStepsAtOnce = 45_000;
/** Observations so close together are of one turn. */
const turnSeconds = 30;

/** A group with the state that its pool has, or shall have, and how that was chosen. */
export interface ResolvedState {
  readonly group: ManagedGroup;
  /** null = the state is fixed. */
  readonly choice: StateChoice | null;
}

/** A group whose state is fixed, or shall be left as its policy begins. */
export function fixedState(group: ManagedGroup): ResolvedState {
  return { group, choice: null };
}

/** The choice by prices and start times alone, as long as nothing is stored; null = the state is fixed. */
export function choiceWithoutLoad({ policy, stepSeconds }: ManagedGroup): StateChoice | null {
  const { auto } = policy.pool;
  if (auto === undefined) return null;
  const priced = priceStates(auto, policy, { counts: [], days: 0, stepSeconds });
  return chooseState(priced, policy, { state: null, isEmpty: true });
}

interface Past {
  /** What it was counted for: a reload that changes it has it counted anew. */
  readonly terms: string;
  readonly to: EpochSeconds;
  readonly days: number;
  readonly stepSeconds: number;
  readonly counts: ConstantCounts;
}

/**
 * Chooses the state of every pool whose policy leaves it open, by the load up to the last midnight
 * (UTC): so it is chosen once a day, and the same again after a restart. Where pricing must not hold
 * up other work, groups take turns: until its own comes, a group keeps the prices of the day before,
 * or, new here, is chosen for as if nothing were stored, which leaves a pool that there is as it is.
 */
export class PoolStates {
  readonly #series: SeriesStore;
  readonly #spend: Pick<SpendStore, 'meter'>;
  /** By group. */
  readonly #pasts = new Map<string, Past>();
  /** One policy for each state, for others remember by policy. */
  readonly #resolved = new WeakMap<GroupPolicy, Map<PoolState, ManagedGroup>>();
  readonly #stepsAtOnce: number;
  #turn = { at: Number.NaN, steps: 0 };

  /** @param stepsAtOnce Steps of load to price by in one turn; left out = there is no hurry. */
  constructor(
    series: SeriesStore,
    spend: Pick<SpendStore, 'meter'>,
    stepsAtOnce = Number.POSITIVE_INFINITY,
  ) {
    this.#series = series;
    this.#spend = spend;
    this.#stepsAtOnce = stepsAtOnce;
  }

  /** `group` as a step that observes its pool must take it. */
  of(group: ManagedGroup, observation: GroupObservation): ResolvedState {
    const { pool, at } = observation;
    return this.#resolve(group, at, {
      state: pool?.state ?? null,
      isEmpty: poolIsEmpty(observation),
    });
  }

  /** `group` as the last step saw its pool: nobody is asked. */
  asSeen(group: ManagedGroup, at: EpochSeconds): ResolvedState {
    const observation = this.#spend.meter(group.policy.group)?.observation ?? null;
    return this.#resolve(group, at, {
      state: observation?.pool?.state ?? null,
      isEmpty: observation === null || poolIsEmpty(observation),
    });
  }

  /** `group` under a choice that a step has made; null where its policy allows that no more. */
  asChosen(group: ManagedGroup, choice: StateChoice | undefined): ResolvedState | null {
    const options = group.policy.pool.auto?.options ?? [];
    if (choice === undefined || options.every(({ state }) => state !== choice.inForce)) return null;
    return { group: this.#withState(group, choice.inForce), choice };
  }

  #resolve(
    group: ManagedGroup,
    at: EpochSeconds,
    found: { readonly state: PoolState | null; readonly isEmpty: boolean },
  ): ResolvedState {
    const { policy } = group;
    const { auto } = policy.pool;
    if (auto === undefined) return fixedState(group);
    const priced = priceStates(auto, policy, this.#pastOf(group, at));
    const choice = chooseState(priced, policy, found);
    return { group: this.#withState(group, choice.inForce), choice };
  }

  #withState(group: ManagedGroup, state: PoolState): ManagedGroup {
    const { policy } = group;
    let known = this.#resolved.get(policy);
    if (known === undefined) this.#resolved.set(policy, (known = new Map()));
    let resolved = known.get(state);
    if (resolved === undefined) known.set(state, (resolved = inState(group, state)));
    return resolved;
  }

  #pastOf(group: ManagedGroup, at: EpochSeconds): Past {
    const to = at - (at % secondsPerDay);
    const name = group.policy.group;
    const kept = this.#pasts.get(name);
    const known = kept?.terms === termsOf(group) ? kept : undefined;
    if (known?.to === to) return known;
    const days = daysStored(group, to, this.#series);
    if (!this.#hasTurn(at, (days * secondsPerDay) / group.stepSeconds)) {
      return known ?? nothingPast(group, to);
    }
    const past = days < 1 ? nothingPast(group, to) : pastOf(group, [to, days], this.#series);
    this.#pasts.set(name, past);
    return past;
  }

  /** True when `steps` may still be priced by in this turn; the first of a turn always may. */
  #hasTurn(at: EpochSeconds, steps: number): boolean {
    if (!(Math.abs(at - this.#turn.at) < turnSeconds)) this.#turn = { at, steps: 0 };
    if (this.#turn.steps > 0 && this.#turn.steps + steps > this.#stepsAtOnce) return false;
    this.#turn.steps += steps;
    return true;
  }
}

function inState(group: ManagedGroup, state: PoolState): ManagedGroup {
  const { policy } = group;
  const { pool, startSeconds } = policy;
  const option = pool.auto?.options.find((one) => one.state === state);
  return {
    ...group,
    policy: {
      ...policy,
      startSeconds: option?.startSeconds ?? startSeconds,
      pool: { ...pool, state },
    },
  };
}

/** Whole days of load before `to` that there are to price by. */
function daysStored({ series }: ManagedGroup, to: EpochSeconds, store: SeriesStore): number {
  const first = store.extent(series)?.first ?? to;
  return Math.max(0, Math.min(pastDays, Math.floor((to - first) / secondsPerDay)));
}

function nothingPast(group: ManagedGroup, to: EpochSeconds): Past {
  return { terms: termsOf(group), to, days: 0, stepSeconds: group.stepSeconds, counts: [] };
}

/** What its owner says, of all that a past is counted with; measured boots change a little each day. */
function termsOf({ policy, series, stepSeconds }: ManagedGroup): string {
  return JSON.stringify([series, stepSeconds, policy.loadPerInstance, policy.bootSeconds]);
}

/** What constant pools would have done in the `days` before `to`; nothing where no load is known. */
function pastOf(
  group: ManagedGroup,
  [to, days]: readonly [EpochSeconds, number],
  store: SeriesStore,
): Past {
  const { policy, series, stepSeconds } = group;
  const load = peakLoad(store, series, [to - days * secondsPerDay, to], stepSeconds).values;
  if (load.every((value) => Number.isNaN(value))) return nothingPast(group, to);
  const demand = demandOf(alarmLoad(load, stepSeconds), policy.loadPerInstance);
  const counts = constantResults({
    trace: groupTrace(demand, stepSeconds),
    bootSeconds: refillSeconds(bootSecondsOf(policy)),
    costs: { heldStepUsd: 0, bootUsd: 0 }, // each state has its own
  });
  return { terms: termsOf(group), to, days, stepSeconds, counts };
}
