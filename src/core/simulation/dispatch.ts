import type { PoolState } from '../capacity/setting.ts';
import type { Random } from '../random.ts';
import type { EpochSeconds } from '../units.ts';
import type { ActivityKind, ActivityLog } from './activities.ts';
import type { Claim, ClaimTally } from './claims.ts';
import * as courses from './courses.ts';
import { type Duration, drawSeconds } from './duration.ts';
import { type GroupHooks, type GroupOptions, hookOutcome } from './group-options.ts';
import { type LifecycleState, traitsOf } from './lifecycle.ts';
import type { Instance, Journey, Roster } from './roster.ts';

/** When and why an instance is sent on its way. */
export interface Order {
  readonly at: EpochSeconds;
  readonly cause: string;
}

interface Collaborators {
  readonly random: Random;
  readonly roster: Roster;
  readonly activities: ActivityLog;
  readonly claims: ClaimTally;
  /** Asks for `step(journey, at)` at a later time. */
  readonly schedule: (at: EpochSeconds, journey: Journey) => void;
}

/** A launch that EC2 granted: its number, and its own stream of chance. */
interface Launch {
  readonly number: number;
  readonly random: Random;
}

/**
 * Sends instances on their journeys and takes them a step further when the time has come. The group
 * decides who goes where; chance, drawn for each journey from a stream of its own, decides how it
 * goes, so that the n-th launch is as slow under one setting as under another.
 */
export class Dispatch {
  hooks: GroupHooks;
  readonly #options: GroupOptions;
  readonly #with: Collaborators;
  /** Members launched into the pool so far. */
  poolLaunches = 0;
  #launches = 0;
  #starts = 0;
  #exits = 0;

  constructor(options: GroupOptions, collaborators: Collaborators) {
    this.#options = options;
    this.#with = collaborators;
    this.hooks = options.hooks;
  }

  /** Puts an instance in service that has been there since before `at`. */
  admitServing(at: EpochSeconds): void {
    this.#admit(this.#nextLaunch(), { state: 'InService', power: 'running' }, null, at);
  }

  /** Launches a member; false when EC2 has no capacity for it. */
  launchIntoPool(state: PoolState, order: Order): boolean {
    const launch = this.#nextLaunch();
    if (!this.#hasCapacity(launch, order.at)) return this.#reportNoCapacity('into-pool', order);
    const hook = this.#launchHook(this.#options.initSeconds, launch.random);
    const steps = courses.intoPool(state, hook, this.#exit('pool', 0));
    this.poolLaunches++;
    const first = { state: 'Warmed:Pending', power: 'pending' } as const;
    const instance = this.#admit(launch, first, 'into-pool', order.at);
    this.#send(instance, first.state, { kind: 'into-pool', steps, claim: null, order });
    return true;
  }

  /** Launches straight into the group; false when EC2 has no capacity for it. */
  launchCold(claim: Claim, order: Order): boolean {
    const launch = this.#nextLaunch();
    if (!this.#hasCapacity(launch, order.at)) return this.#reportNoCapacity('cold', order);
    const hook = this.#launchHook(this.#options.initSeconds, launch.random);
    const steps = courses.intoService('cold', hook, this.#exit('group', 0));
    const first = { state: 'Pending', power: 'pending' } as const;
    const instance = this.#admit(launch, first, 'cold', order.at);
    this.#send(instance, first.state, { kind: 'cold', steps, claim, order });
    return true;
  }

  /** Takes a ready member into the group. */
  claim(member: Instance, claim: Claim, order: Order): void {
    const parked = traitsOf[member.state].parked ?? 'Stopped';
    const random = this.#with.random.stream(`start/${this.#starts++}`);
    const hook = this.#launchHook(this.#options.resumeSeconds, random);
    const refused = random.next() < this.#options.failures.startShare && parked !== 'Running';
    const exit = this.#exit('group', 0);
    const steps = refused ? courses.startFailure(exit) : courses.intoService(parked, hook, exit);
    this.#send(member, 'Pending', { kind: 'from-pool', steps, claim, order });
  }

  /** Scales an instance in to wait in the pool. */
  returnToPool(instance: Instance, state: PoolState, order: Order): void {
    const random = this.#nextExit();
    const drain = drawSeconds(this.#options.drainSeconds, random);
    const steps = courses.backToPool(state, drain, this.#terminateHook(random));
    this.#send(instance, 'Warmed:Pending', { kind: 'return', steps, claim: null, order });
  }

  /** Ends an instance, wherever it is; what it was doing is cancelled. */
  terminate(instance: Instance, order: Order): void {
    this.#cancel(instance, order.at);
    if (traitsOf[instance.state].holder === 'pool') {
      const steps = this.#exit('pool', 0);
      const route = { kind: 'terminate-from-pool', steps, claim: null, order } as const;
      this.#send(instance, 'Warmed:Terminating', route);
    } else {
      const serving = instance.state === 'InService';
      const drain = serving ? drawSeconds(this.#options.drainSeconds, this.#nextExit()) : 0;
      const route = {
        kind: 'terminate',
        steps: this.#exit('group', drain),
        claim: null,
        order,
      } as const;
      this.#send(instance, 'Terminating', route);
    }
  }

  /** Takes the next step of a journey; true when it settled something the group may act on. */
  step(journey: Journey, at: EpochSeconds): boolean {
    const { instance, steps } = journey;
    if (instance.journey !== journey) return false; // cancelled since it was scheduled
    const { roster, schedule } = this.#with;
    const step = steps[journey.position++]!;
    if (step.power !== undefined) roster.switch(instance, step.power, at);
    if (step.to !== undefined) roster.move(instance, step.to, at);
    this.#report(journey, step, at);

    const next = steps[journey.position];
    if (next !== undefined) schedule(at + next.after, journey);
    else if (traitsOf[instance.state].role !== 'gone') roster.follow(instance, null);
    return next === undefined || step.end !== undefined;
  }

  /** Writes down what a step means for its activity and its claim. */
  #report({ activity, claim }: Journey, step: courses.Step, at: EpochSeconds): void {
    if (step.end === 'Successful') {
      activity.close(at, 'Successful');
      if (claim !== null) this.#with.claims.close(claim, at);
    } else if (step.end === 'Failed') {
      activity.close(at, 'Failed', 'Instance failed to complete its launch.');
      if (claim !== null) this.#with.claims.fail(claim);
    } else if (step.to !== undefined && traitsOf[step.to].role !== 'gone') {
      activity.progress(step.to.endsWith(':Wait') ? 'MidLifecycleAction' : 'InProgress');
    }
  }

  /** Opens the activity, enters the first state (a new instance is in it) and schedules the rest. */
  #send(
    instance: Instance,
    to: LifecycleState,
    route: {
      readonly kind: ActivityKind;
      readonly steps: readonly courses.Step[];
      readonly claim: Claim | null;
      readonly order: Order;
    },
  ): void {
    const { kind, steps, claim, order } = route;
    const { roster, activities, schedule } = this.#with;
    const activity = activities.open(kind, instance.id, order.cause, order.at);
    const journey: Journey = { instance, kind, steps, activity, claim, position: 0 };
    roster.follow(instance, journey);
    if (instance.state !== to) roster.move(instance, to, order.at);
    schedule(order.at + steps[0]!.after, journey);
  }

  #cancel(instance: Instance, at: EpochSeconds): void {
    if (instance.journey === null) return;
    const { activity, claim } = instance.journey;
    activity.close(at, 'Cancelled');
    if (claim !== null) this.#with.claims.close(claim, at);
  }

  #nextLaunch(): Launch {
    const number = this.#launches++;
    return { number, random: this.#with.random.stream(`launch/${number}`) };
  }

  #admit(
    { number, random }: Launch,
    first: Pick<Instance, 'state' | 'power'>,
    kind: ActivityKind | null,
    at: EpochSeconds,
  ): Instance {
    const { zones } = this.#options;
    const id = instanceId(random.stream('id'));
    const zone = zones[number % zones.length]!;
    return this.#with.roster.admit({ id, number, zone }, first, kind, at);
  }

  #hasCapacity({ number }: Launch, at: EpochSeconds): boolean {
    const { launchShare, capacityOutages } = this.#options.failures;
    if (capacityOutages.some(({ start, end }) => start <= at && at < end)) return false;
    return this.#with.random.stream(`faults/launch/${number}`).next() >= launchShare;
  }

  #reportNoCapacity(kind: 'cold' | 'into-pool', { at, cause }: Order): false {
    const { instanceType } = this.#options;
    const activity = this.#with.activities.open(kind, null, cause, at);
    activity.close(
      at,
      'Failed',
      `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you ` +
        'requested. Launching EC2 instance failed.',
    );
    return false;
  }

  #launchHook(work: Duration, random: Random): courses.HookOutcome | null {
    const { initShare, initSeconds } = this.#options.failures;
    const seconds = drawSeconds(work, random);
    const fails = random.next() < initShare;
    const failSeconds =
      fails && initSeconds !== undefined ? drawSeconds(initSeconds, random) : null;
    return hookOutcome(this.hooks.launch, failSeconds ?? seconds, fails);
  }

  #terminateHook(random: Random): courses.HookOutcome | null {
    const seconds = drawSeconds(this.#options.terminateSeconds, random);
    return hookOutcome(this.hooks.terminate, seconds, false);
  }

  #exit(holder: 'group' | 'pool', drainSeconds: number): courses.Step[] {
    return courses.outOf(holder, drainSeconds, this.#terminateHook(this.#nextExit()));
  }

  #nextExit(): Random {
    return this.#with.random.stream(`exit/${this.#exits++}`);
  }
}

/** `i-0` and 16 hexadecimal digits. */
function instanceId(random: Random): string {
  const digits = Array.from({ length: 4 }, () =>
    random.below(65_536).toString(16).padStart(4, '0'),
  );
  return `i-0${digits.join('')}`;
}
