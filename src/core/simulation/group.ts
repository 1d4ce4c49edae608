import { assert } from '../assert.ts';
import { poolWanted } from '../capacity/setting.ts';
import type { Random } from '../random.ts';
import { type EpochSeconds, isoOf } from '../units.ts';
import { ActivityLog, type ScalingActivity } from './activities.ts';
import { Agenda } from './agenda.ts';
import { Balancer } from './balancer.ts';
import type { BillingMeter } from './billing.ts';
import { type ClaimCount, ClaimTally } from './claims.ts';
import { Dispatch } from './dispatch.ts';
import type { GroupHooks, GroupOptions } from './group-options.ts';
import { type Instance, type Journey, Roster, type StateChange } from './roster.ts';
import {
  markDeleted,
  putWarmPool,
  type Refusal,
  refused,
  type WarmPool,
  type WarmPoolRequest,
} from './warm-pool.ts';

/** What lies ahead of a group: its own next look at itself, or the next step of an instance. */
type Due = 'reconcile' | Journey;

/** Seconds from a change to the reconcile that acts on it, [least, most]. */
const reconcileDelay = { change: [5, 12], deletion: [3, 6], noCapacity: [60, 90] } as const;

/**
 * An Auto Scaling group with a warm pool on a virtual clock of whole seconds.
 *
 * Commands answer at once and change only what is wanted. Seconds later a reconcile compares that
 * with what is there: it serves a scale-out from ready members first and launches the rest cold,
 * then corrects the pool to max(MinSize, prepared − desired). Between commands nothing depends on
 * how finely the clock is advanced.
 */
export class SimulatedGroup {
  readonly options: GroupOptions;
  readonly #random: Random;
  readonly #agenda = new Agenda<Due>();
  readonly #roster: Roster;
  readonly #activities: ActivityLog;
  readonly #claims = new ClaimTally();
  readonly #dispatch: Dispatch;
  readonly #balancer: Balancer;
  readonly #suspended = new Set<string>();
  #now: EpochSeconds;
  #minSize: number;
  #maxSize: number;
  #desired: number;
  #pool: WarmPool | null = null;
  /** What was asked for since the last reconcile, in the words of the activities it causes. */
  #reason = '';
  #reconcileAt = Number.POSITIVE_INFINITY;
  #resizes = 0;

  constructor(options: GroupOptions, start: EpochSeconds, random: Random) {
    this.options = options;
    this.#now = start;
    this.#minSize = options.minSize;
    this.#maxSize = options.maxSize;
    this.#desired = options.desired;
    this.#random = random.stream('reconcile');
    this.#roster = new Roster(options.prices);
    const activityIds = random.stream('activities');
    this.#activities = new ActivityLog(() => uuid(activityIds));
    this.#dispatch = new Dispatch(options, {
      random,
      roster: this.#roster,
      activities: this.#activities,
      claims: this.#claims,
      schedule: (at, journey) => this.#agenda.add(at, journey),
    });
    this.#balancer = new Balancer(this.#roster, this.#dispatch, this.#claims);
    for (let n = 0; n < options.desired; n++) this.#dispatch.admitServing(start);
  }

  get now(): EpochSeconds {
    return this.#now;
  }
  get minSize(): number {
    return this.#minSize;
  }
  get maxSize(): number {
    return this.#maxSize;
  }
  get desired(): number {
    return this.#desired;
  }
  get pool(): WarmPool | null {
    return this.#pool;
  }
  get hooks(): GroupHooks {
    return this.#dispatch.hooks;
  }
  get suspended(): ReadonlySet<string> {
    return this.#suspended;
  }
  /** Members launched into the pool so far, those that never became ready included. */
  get poolLaunches(): number {
    return this.#dispatch.poolLaunches;
  }
  /** Accepted PutWarmPool calls that changed something. */
  get resizes(): number {
    return this.#resizes;
  }
  get meter(): BillingMeter {
    return this.#roster.meter;
  }
  /** Every transition so far, oldest first. */
  get changes(): readonly StateChange[] {
    return this.#roster.changes;
  }
  /** Running ones first, then newest first. */
  get activities(): readonly ScalingActivity[] {
    return this.#activities.list();
  }
  get claims(): ClaimCount {
    return this.#claims.count(this.#now);
  }

  /** Members the pool should have, as AWS's metric WarmPoolDesiredCapacity counts them. */
  get poolWanted(): number {
    if (this.#pool === null) return 0;
    const { minSize, prepared } = this.#pool;
    return poolWanted({ minSize, prepared: prepared ?? this.#maxSize }, this.#desired);
  }

  /** How many instances `holder` holds in `role`. */
  count(holder: 'group' | 'pool', role: 'starting' | 'ready' | 'leaving'): number {
    return this.#roster.count(holder, role);
  }

  /** Everything that `holder` holds, in launch order. */
  instances(holder: 'group' | 'pool'): readonly Instance[] {
    return this.#roster.select(holder, () => true);
  }

  advanceTo(at: EpochSeconds): void {
    assert(at >= this.#now, `time runs forward: ${at} is before ${this.#now}`);
    while (this.#agenda.next <= at) {
      this.#now = this.#agenda.next;
      const due = this.#agenda.take();
      if (due === 'reconcile') {
        if (this.#now === this.#reconcileAt) this.#reconcile(); // else an earlier one replaced it
      } else if (this.#dispatch.step(due, this.#now)) this.#reconcileIfNeeded();
    }
    this.#now = at;
  }

  /** Creates or patches the warm pool; null = accepted. */
  putWarmPool(request: WarmPoolRequest): Refusal | null {
    const outcome = putWarmPool(this.#pool, request);
    if (outcome.kind === 'refused') return outcome;
    const before = this.#pool === null ? 0 : this.poolWanted;
    if (!samePool(this.#pool, outcome.pool)) this.#resizes++;
    this.#pool = outcome.pool;
    const { minSize, prepared } = outcome.pool;
    this.#because(
      `a user request put a new WarmPool with MinSize: ${minSize} and MaxGroupPreparedCapacity: ` +
        `${prepared} changing the capacity of WarmPool from ${before} to ${this.poolWanted}.`,
    );
    this.#reconcileIfNeeded();
    return null;
  }

  /** Starts the deletion of the pool, which is gone when its last member is; null = accepted. */
  deleteWarmPool(force: boolean): Refusal | null {
    const { name } = this.options;
    if (this.#pool === null) {
      return refused('ValidationError', `No warm pool found for Auto Scaling group '${name}'.`);
    }
    if (!force && this.#roster.total('pool') > 0) {
      return refused('ResourceInUse', `The warm pool of '${name}' still has instances in it.`);
    }
    this.#pool = markDeleted(this.#pool);
    this.#because('a user request deleted the WarmPool.');
    this.#scheduleReconcile(reconcileDelay.deletion);
    return null;
  }

  /** Changes desired capacity, by a user's request or by a scaling policy; null = accepted. */
  setDesired(desired: number, by: 'user' | 'policy'): Refusal | null {
    if (desired > this.#maxSize || desired < this.#minSize) {
      const bound =
        desired > this.#maxSize
          ? `above max value ${this.#maxSize}`
          : `below min value ${this.#minSize}`;
      const message = `New SetDesiredCapacity value ${desired} is ${bound} for the AutoScalingGroup.`;
      return refused('ValidationError', message);
    }
    if (desired === this.#desired) return null;
    const change = `changing the desired capacity from ${this.#desired} to ${desired}.`;
    const asker =
      by === 'user'
        ? 'a user request explicitly set group desired capacity'
        : 'a monitor alarm in state ALARM triggered policy target-tracking';
    this.#desired = desired;
    this.#because(`${asker} ${change}`);
    this.#reconcileIfNeeded();
    return null;
  }

  /** Changes the group's bounds; desired capacity is moved inside them. null = accepted. */
  setBounds(minSize: number, maxSize: number): Refusal | null {
    if (minSize > maxSize) {
      const message = `Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`;
      return refused('ValidationError', message);
    }
    this.#minSize = minSize;
    this.#maxSize = maxSize;
    const inside = Math.min(maxSize, Math.max(minSize, this.#desired));
    this.setDesired(inside, 'user');
    this.#because(
      `a user request update of AutoScalingGroup constraints to min: ${minSize}, max: ${maxSize}.`,
    );
    this.#reconcileIfNeeded();
    return null;
  }

  setHooks(hooks: GroupHooks): void {
    this.#dispatch.hooks = hooks;
  }

  /** Stops processes by name: Launch and Terminate have effect here. */
  suspend(processes: readonly string[]): void {
    for (const process of processes) this.#suspended.add(process);
  }

  resume(processes: readonly string[]): void {
    for (const process of processes) this.#suspended.delete(process);
    this.#reconcileIfNeeded();
  }

  #because(what: string): void {
    this.#reason = `${this.#reason === '' ? '' : `${this.#reason}  `}At ${isoOf(this.#now)} ${what}`;
  }

  #reconcileIfNeeded(): void {
    const poolEmptied = this.#pool?.deleting === true && this.#roster.total('pool') === 0;
    const { active, members } = this.#balancer;
    const balanced = active === this.#desired && members === this.poolWanted;
    if (!balanced || poolEmptied) this.#scheduleReconcile(reconcileDelay.change);
  }

  #scheduleReconcile([least, most]: readonly [number, number]): void {
    const at = this.#now + least + this.#random.below(most - least + 1);
    if (this.#reconcileAt <= at) return;
    this.#reconcileAt = at;
    this.#agenda.add(at, 'reconcile');
  }

  #reconcile(): void {
    this.#reconcileAt = Number.POSITIVE_INFINITY;
    const launched = this.#balancer.balance({
      at: this.#now,
      desired: this.#desired,
      pool: this.#pool,
      poolWanted: this.poolWanted,
      suspended: this.#suspended,
      reason: this.#reason,
    });
    this.#reason = '';
    if (!launched) this.#scheduleReconcile(reconcileDelay.noCapacity);
    if (this.#pool?.deleting === true && this.#roster.total('pool') === 0) this.#pool = null;
  }
}

function samePool(a: WarmPool | null, b: WarmPool): boolean {
  return (
    a !== null &&
    a.minSize === b.minSize &&
    a.prepared === b.prepared &&
    a.state === b.state &&
    a.reuse === b.reuse
  );
}

/** Version 4 in form, drawn from `random`. */
function uuid(random: Random): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
