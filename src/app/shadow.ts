import type { Plan } from '../core/planning/plan.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import { type ShadowCosts, shadowCosts, shadowDays } from '../core/planning/shadow/shadow.ts';
import { endOf, type TimeSeries } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { WishStore } from './ports/books.ts';

/** Shadows of days change little within this time. */
const freshSeconds = secondsPerHour;
/** Groups whose shadows one step reckons: each costs some milliseconds. */
const groupsAtOnce = 50;

export interface ShadowRequest {
  readonly policy: GroupPolicy;
  /** The load of the last days at least, up to the newest whole step. */
  readonly recent: TimeSeries;
  readonly at: EpochSeconds;
}

/** Keeps what every way of sizing wished for, and what that would have come to. */
export class ShadowBook {
  readonly #wishes: WishStore;
  readonly #known = new Map<
    string,
    { readonly at: EpochSeconds; readonly costs: ShadowCosts | null }
  >();
  #turn = { at: Number.NaN, groups: 0 };

  constructor(wishes: WishStore) {
    this.#wishes = wishes;
  }

  record({ group, at, wishes, binding, setting }: Plan): void {
    if (wishes === undefined) return;
    const { minSize, prepared } = setting;
    const limit = binding === 'cap' ? { limit: { minSize, prepared } } : {};
    this.#wishes.append(group, { at, ...wishes, ...limit });
  }

  /** The shadows of a group, reckoned anew each hour; null while less than a day is known. */
  costsOf(request: ShadowRequest): ShadowCosts | null {
    const { policy, at } = request;
    const known = this.#known.get(policy.group);
    if (known !== undefined && Math.abs(at - known.at) < freshSeconds) return known.costs;
    if (!this.#hasTurn(at)) return known?.costs ?? null;
    const costs = reckonShadows(request, this.#wishes);
    this.#known.set(policy.group, { at, costs });
    return costs;
  }

  #hasTurn(at: EpochSeconds): boolean {
    if (this.#turn.at !== at) this.#turn = { at, groups: 0 };
    return ++this.#turn.groups <= groupsAtOnce;
  }
}

/** The shadows of a group over the last whole days; null while less than one is known. */
export function reckonShadows(
  { policy, recent }: ShadowRequest,
  wishes: WishStore,
): ShadowCosts | null {
  const since = endOf(recent) - (shadowDays + 1) * secondsPerDay;
  return shadowCosts(recent, wishes.since(policy.group, since), policy);
}
