import { type BootTimes, bootTimesOf } from '../core/capacity/boot-times.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { ClaimStore } from './ports.ts';

/** The newest boots that count: images change. */
const bootsCounted = 200;

interface Timed {
  readonly day: EpochSeconds;
  readonly group: ManagedGroup;
}

/**
 * Puts what boots really took beside what the configuration says, as soon as enough of them were
 * seen. It is measured up to the last midnight (UTC): so it changes once a day at most, and comes to
 * the same after a restart.
 */
export class LeadTimes {
  readonly #claims: Pick<ClaimStore, 'durations'>;
  readonly #timed = new WeakMap<ManagedGroup, Timed>();

  constructor(claims: Pick<ClaimStore, 'durations'>) {
    this.#claims = claims;
  }

  /** `group` with its boots as measured; itself where there are too few. */
  applied(group: ManagedGroup, at: EpochSeconds): ManagedGroup {
    const day = at - (at % secondsPerDay);
    const known = this.#timed.get(group);
    if (known?.day === day) return known.group;
    const boots = bootTimesBefore(group.policy.group, day, this.#claims);
    const timed = boots === null ? group : booting(group, boots);
    this.#timed.set(group, { day, group: timed });
    return timed;
  }
}

/** How long the boots of `group` took that began before `before`; null where there are too few. */
export function bootTimesBefore(
  group: string,
  before: EpochSeconds,
  claims: Pick<ClaimStore, 'durations'>,
): BootTimes | null {
  return bootTimesOf(claims.durations(group, 'into-pool', { before, limit: bootsCounted }));
}

function booting(group: ManagedGroup, boots: BootTimes): ManagedGroup {
  return { ...group, policy: { ...group.policy, boots } };
}
