import { assert } from '../assert.ts';
import { billedSecondsMin, type PoolPrices } from '../capacity/pricing.ts';
import type { EpochSeconds } from '../units.ts';
import type { ActivityHandle, ActivityKind } from './activities.ts';
import { type BilledAs, BillingMeter } from './billing.ts';
import type { Claim } from './claims.ts';
import type { Step } from './courses.ts';
import {
  billingPhaseOf,
  type LifecycleState,
  type Power,
  rowOf,
  type StateTraits,
  traitsOf,
} from './lifecycle.ts';

/** One instance; only the roster changes `state` and `power`. */
export interface Instance {
  readonly id: string;
  /** Launch order within the group, from 0. */
  readonly number: number;
  readonly zone: string;
  readonly launchedAt: EpochSeconds;
  readonly state: LifecycleState;
  readonly power: Power;
  /** When it entered `state`. */
  readonly since: EpochSeconds;
  readonly journey: Journey | null;
}

/** A course that an instance is following, and what it answers for. */
export interface Journey {
  readonly instance: Instance;
  readonly kind: ActivityKind;
  readonly steps: readonly Step[];
  readonly activity: ActivityHandle;
  /** The claim that this journey serves; null when it serves none. */
  readonly claim: Claim | null;
  /** Index of the next step. */
  position: number;
}

/** One transition, as it happened. */
export interface StateChange {
  readonly at: EpochSeconds;
  readonly instanceId: string;
  readonly from: LifecycleState | null;
  readonly to: LifecycleState;
  readonly row: string;
  /** The journey it was part of; null for instances the simulation starts with. */
  readonly kind: ActivityKind | null;
}

type Entry = { -readonly [Key in keyof Instance]: Instance[Key] } & {
  runningSince: EpochSeconds | null;
};
type Tally = Record<StateTraits['holder'], Record<StateTraits['role'], number>>;

/** Every instance of a group: holds it to the state table, counts it, meters it, logs it. */
export class Roster {
  readonly meter: BillingMeter;
  readonly changes: StateChange[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #tally: Tally = { group: noRoles(), pool: noRoles(), nobody: noRoles() };

  constructor(prices: PoolPrices) {
    this.meter = new BillingMeter(prices);
  }

  /** Enters a new instance in its first state; `kind` is the journey that begins with it. */
  admit(
    { id, number, zone }: Pick<Instance, 'id' | 'number' | 'zone'>,
    { state, power }: Pick<Instance, 'state' | 'power'>,
    kind: ActivityKind | null,
    at: EpochSeconds,
  ): Instance {
    const runningSince = power === 'running' ? at : null;
    const times = { launchedAt: at, since: at, runningSince };
    const entry: Entry = { id, number, zone, state, power, ...times, journey: null };
    this.#entries.set(id, entry);
    this.#count(state, 1);
    this.#log(entry, null, at, kind);
    this.#meter(entry, at);
    return entry;
  }

  /** Sets what lies before an instance, replacing whatever lay there. */
  follow(instance: Instance, journey: Journey | null): void {
    this.#entry(instance).journey = journey;
  }

  /** Moves an instance along a row of the state table. */
  move(instance: Instance, to: LifecycleState, at: EpochSeconds): void {
    const entry = this.#entry(instance);
    const from = entry.state;
    this.#count(from, -1);
    entry.state = to;
    entry.since = at;
    this.#count(to, 1);
    this.#log(entry, from, at, entry.journey?.kind ?? null);
    this.#meter(entry, at);
    if (traitsOf[to].role === 'gone') this.#entries.delete(entry.id);
  }

  /** Switches the machine under an instance; the end of a short run is billed up to the minimum. */
  switch(instance: Instance, power: Power, at: EpochSeconds): void {
    const entry = this.#entry(instance);
    if (power === 'running') entry.runningSince ??= at;
    if (power === 'off' && entry.runningSince !== null) {
      const short = billedSecondsMin - (at - entry.runningSince);
      const holder = traitsOf[entry.state].holder;
      if (short > 0) this.meter.topUp(at, holder === 'pool' ? 'booting' : 'service', short);
      entry.runningSince = null;
    }
    entry.power = power;
    this.#meter(entry, at);
  }

  /** How many instances are held by whom, in which role. */
  count(holder: 'group' | 'pool', role: 'starting' | 'ready' | 'leaving'): number {
    return this.#tally[holder][role];
  }

  /** How many `holder` holds, whatever they do. */
  total(holder: 'group' | 'pool'): number {
    const { starting, ready, leaving } = this.#tally[holder];
    return starting + ready + leaving;
  }

  /** Instances of `holder` that pass `keep`, in launch order. */
  select(holder: 'group' | 'pool', keep: (instance: Instance) => boolean): Instance[] {
    const found: Instance[] = [];
    for (const entry of this.#entries.values()) {
      if (traitsOf[entry.state].holder === holder && keep(entry)) found.push(entry);
    }
    return found;
  }

  #entry(instance: Instance): Entry {
    const entry = this.#entries.get(instance.id);
    assert(entry !== undefined, `${instance.id} is gone`);
    return entry;
  }

  #count(state: LifecycleState, change: 1 | -1): void {
    const { holder, role } = traitsOf[state];
    this.#tally[holder][role] += change;
  }

  #log(
    { id, state: to }: Entry,
    from: LifecycleState | null,
    at: EpochSeconds,
    kind: ActivityKind | null,
  ): void {
    const row = rowOf(from, to);
    assert(row !== undefined, `${id}: no row of the state table allows ${from} → ${to}`);
    this.changes.push({ at, instanceId: id, from, to, row, kind });
  }

  #meter(entry: Entry, at: EpochSeconds): void {
    this.meter.change(entry.id, at, billedAsOf(entry));
  }
}

function billedAsOf({ state, power }: Instance): BilledAs | null {
  const { holder } = traitsOf[state];
  if (holder === 'pool') return billingPhaseOf(state, power);
  return holder === 'group' && power === 'running' ? 'service' : null;
}

function noRoles(): Record<StateTraits['role'], number> {
  return { starting: 0, ready: 0, leaving: 0, gone: 0 };
}
