import type { Clock } from '../../src/app/ports/host.ts';
import type { PoolActuator, PoolObserver, Sighting } from '../../src/app/ports/pools.ts';
import { assert } from '../../src/core/assert.ts';
import type { PoolSetting } from '../../src/core/capacity/setting.ts';
import type { Activity, GroupObservation } from '../../src/core/planning/situation.ts';
import { ForewarmError } from '../../src/errors.ts';

/** A clock that stands still until it is set. */
export function fixedClock(at: number): Clock & { at: number } {
  return {
    at,
    now() {
      return this.at;
    },
  };
}

/** A group that forewarm may write, with two instances in service and no pool. */
export function aGroup(changes: Partial<GroupObservation> = {}): GroupObservation {
  return {
    group: 'web',
    at: 0,
    minSize: 1,
    maxSize: 20,
    desired: 2,
    inService: 2,
    optedIn: true,
    blocked: null,
    pool: null,
    members: [],
    ...changes,
  };
}

/**
 * Groups and pools in memory. A put changes the configuration at once and no member: members are
 * what a test sets. Fails the call that a test chooses, once.
 */
export class FakePools implements PoolObserver, PoolActuator {
  readonly puts: { readonly group: string; readonly setting: PoolSetting }[] = [];
  readonly #clock: Clock;
  readonly #groups = new Map<string, GroupObservation>();
  readonly #activities: Activity[] = [];
  readonly #unreadable = new Map<string, ForewarmError>();
  #failure: { callsLeft: number; readonly error: ForewarmError } | null = null;

  constructor(clock: Clock, groups: readonly GroupObservation[] = []) {
    this.#clock = clock;
    for (const group of groups) this.set(group);
  }

  /** Adds a group or replaces the one of that name. */
  set(group: GroupObservation): void {
    this.#groups.set(group.group, group);
  }

  /** Deletes the group of that name; what is known of its activities stays. */
  delete(name: string): void {
    this.#groups.delete(name);
  }

  record(activity: Activity): void {
    this.#activities.push(activity);
  }

  /** Makes every reading of `group` alone fail, until it is readable again with null. */
  failReading(group: string, error: ForewarmError | null): void {
    if (error === null) this.#unreadable.delete(group);
    else this.#unreadable.set(group, error);
  }

  /** Makes the `nth` call from now fail, whichever it is; 1 = the next. */
  failCall(error: ForewarmError, nth = 1): void {
    this.#failure = { callsLeft: nth, error };
  }

  async sight(names: readonly string[], signal?: AbortSignal): Promise<Sighting[]> {
    this.#begin(signal);
    const at = this.#clock.now();
    return names.map((name): Sighting => {
      const [group, error] = [this.#groups.get(name), this.#unreadable.get(name)];
      if (error !== undefined) return { kind: 'unread', group: name, error };
      if (group === undefined) return { kind: 'absent', group: name, at };
      return { kind: 'seen', observation: { ...group, at } };
    });
  }

  async activities(group: string, since: number, signal?: AbortSignal): Promise<Activity[]> {
    this.#begin(signal);
    return this.#activities
      .filter((one) => one.group === group && (one.endedAt === null || one.endedAt >= since))
      .sort((a, b) => a.startedAt - b.startedAt);
  }

  async put(group: string, setting: PoolSetting, secondsMax: number): Promise<void> {
    assert(secondsMax > 0, () => `a put that may take ${secondsMax} s`);
    this.#begin(undefined);
    const existing = this.#existing(group);
    this.puts.push({ group, setting });
    this.set({ ...existing, pool: setting });
  }

  #existing(name: string): GroupObservation {
    const group = this.#groups.get(name);
    if (group === undefined) throw new ForewarmError('FW_AWS_NOT_FOUND', `no group ${name}`);
    return group;
  }

  #begin(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw new ForewarmError('FW_AWS_UNREACHABLE', 'cancelled');
    if (this.#failure === null || --this.#failure.callsLeft > 0) return;
    const { error } = this.#failure;
    this.#failure = null;
    throw error;
  }
}
