import { type EpochSeconds, secondsPerHour } from '../units.ts';
import { launchCause, terminateCause } from './activities.ts';
import type { ClaimTally } from './claims.ts';
import type { Dispatch, Order } from './dispatch.ts';
import { traitsOf } from './lifecycle.ts';
import type { Instance, Roster } from './roster.ts';
import type { WarmPool } from './warm-pool.ts';

/** What a group should be, and what was said to make it so. */
export interface Target {
  readonly at: EpochSeconds;
  readonly desired: number;
  readonly pool: WarmPool | null;
  /** Members that the pool should have. */
  readonly poolWanted: number;
  /** Names of suspended processes. */
  readonly suspended: ReadonlySet<string>;
  /** Opens the cause of every activity that this leads to; empty = nobody asked. */
  readonly reason: string;
}

/** Compares a group with its target and sends instances on their way: one reconcile. */
export class Balancer {
  readonly #roster: Roster;
  readonly #dispatch: Dispatch;
  readonly #claims: ClaimTally;

  constructor(roster: Roster, dispatch: Dispatch, claims: ClaimTally) {
    this.#roster = roster;
    this.#dispatch = dispatch;
    this.#claims = claims;
  }

  /** Instances that count towards desired capacity: serving, or on their way to it. */
  get active(): number {
    return this.#roster.count('group', 'starting') + this.#roster.count('group', 'ready');
  }

  /** Instances that count towards the pool's size: ready, or on their way to it. */
  get members(): number {
    return this.#roster.count('pool', 'starting') + this.#roster.count('pool', 'ready');
  }

  /** Balances the group, then the pool; false when EC2 had no capacity for some launch. */
  balance(target: Target): boolean {
    const missing = target.desired - this.active;
    this.#claims.keep(Math.max(0, missing), target.at);
    let launched = true;
    if (missing > 0 && !target.suspended.has('Launch')) launched = this.#scaleOut(missing, target);
    if (missing < 0 && !target.suspended.has('Terminate')) this.#scaleIn(-missing, target);
    return this.#balancePool(target) && launched;
  }

  /** Ready members first, the one parked longest first; the rest launches cold. */
  #scaleOut(count: number, { at, reason, desired }: Target): boolean {
    const order = { at, cause: launchCause(reason, at, this.active, desired) };
    const booting = this.#roster.count('pool', 'starting');
    const ready = this.#roster
      .select('pool', ({ state }) => traitsOf[state].role === 'ready')
      .sort((a, b) => a.since - b.since || a.number - b.number);
    let launched = true;
    for (let n = 0; n < count; n++) {
      const member = ready[n];
      const claim = this.#claims.answer(at, member !== undefined, n - ready.length < booting);
      if (member !== undefined) this.#dispatch.claim(member, claim, order);
      else if (!this.#dispatch.launchCold(claim, order)) {
        this.#claims.fail(claim);
        launched = false;
      }
    }
    return launched;
  }

  #scaleIn(count: number, target: Target): void {
    const { pool } = target;
    const reused = pool?.reuse === true && !pool.deleting;
    for (const instance of this.#victims('group', count, target.at)) {
      const order = terminateOrder(instance, target);
      if (reused && instance.state === 'InService') {
        this.#dispatch.returnToPool(instance, pool.state, order);
      } else this.#dispatch.terminate(instance, order);
    }
  }

  #balancePool(target: Target): boolean {
    const { at, pool, poolWanted, reason, suspended } = target;
    const missing = poolWanted - this.members;
    if (pool === null || missing === 0) return true;
    if (missing > 0) {
      if (suspended.has('Launch')) return true;
      const order = { at, cause: launchCause(reason, at, this.members, poolWanted) };
      let launched = true;
      for (let n = 0; n < missing; n++) {
        if (!this.#dispatch.launchIntoPool(pool.state, order)) launched = false;
      }
      return launched;
    }
    // While launching is suspended, members are kept for the claims that wait for it.
    const reserved = suspended.has('Launch') && this.active < target.desired;
    if (reserved || suspended.has('Terminate')) return true;
    for (const member of this.#victims('pool', -missing, at)) {
      this.#dispatch.terminate(member, terminateOrder(member, target));
    }
    return true;
  }

  /**
   * Up to `count` instances to end: of the group those not yet in service last, then by the default
   * termination policy the nearest to the end of a billing hour. One that AWS is moving between EC2
   * states is let arrive first.
   */
  #victims(holder: 'group' | 'pool', count: number, at: EpochSeconds): Instance[] {
    const settled = ({ state }: Instance) =>
      traitsOf[state].role === 'ready' ||
      state === 'Pending:Wait' ||
      state === 'Warmed:Pending:Wait';
    const notServing = ({ state }: Instance) => Number(state === 'Pending:Wait');
    const intoHour = ({ launchedAt }: Instance) => (at - launchedAt) % secondsPerHour;
    return this.#roster
      .select(holder, settled)
      .sort(
        (a, b) => notServing(a) - notServing(b) || intoHour(b) - intoHour(a) || a.number - b.number,
      )
      .slice(0, count);
  }
}

function terminateOrder({ id }: Instance, { at, reason }: Target): Order {
  return { at, cause: terminateCause(reason, at, id) };
}
