import {
  type MeasuredTimes,
  measuredTimes,
  type ReturnTimes,
  returnTimes,
} from '../core/capacity/measured-times.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { ClaimStore } from './ports/books.ts';

/** The newest boots, starts and returns that count: images change. */
const counted = 200;

interface Timed {
  readonly day: EpochSeconds;
  readonly group: ManagedGroup;
}

/**
 * Puts beside the configuration what boots, starts and returns really took. It is measured up to an hour
 * before the last midnight (UTC), by when all is on record: so it changes once a day at most, and comes
 * to the same after a restart.
 */
export class LeadTimes {
  readonly #claims: Pick<ClaimStore, 'durations'>;
  readonly #timed = new WeakMap<ManagedGroup, Timed>();

  constructor(claims: Pick<ClaimStore, 'durations'>) {
    this.#claims = claims;
  }

  /** `group` with its boots and returns as measured; itself where there are too few. */
  applied(group: ManagedGroup, at: EpochSeconds): ManagedGroup {
    const day = at - (at % secondsPerDay);
    const known = this.#timed.get(group);
    if (known?.day === day) return known.group;
    const timed = timedAs(group, leadTimesOf(group.policy.group, at, this.#claims));
    this.#timed.set(group, { day, group: timed });
    return timed;
  }
}

/** `groups` with their boots as measured at `at`. */
export function asMeasured(
  groups: readonly ManagedGroup[],
  times: LeadTimes | undefined,
  at: EpochSeconds,
): readonly ManagedGroup[] {
  return times === undefined ? groups : groups.map((group) => times.applied(group, at));
}

/** What was measured of a group; null where there was too little. */
export interface MeasuredLeads {
  /** Launch → warmed. */
  readonly boots: MeasuredTimes | null;
  /** Warmed → in service. */
  readonly starts: MeasuredTimes | null;
  /** In service → parked; of few the longest is told too. */
  readonly returns: ReturnTimes | null;
}

/** How long the boots, starts and returns of `group` took that were over an hour before the day of `at`, UTC. */
export function leadTimesOf(
  group: string,
  at: EpochSeconds,
  claims: Pick<ClaimStore, 'durations'>,
): MeasuredLeads {
  const endedBefore = at - (at % secondsPerDay) - secondsPerHour;
  const newest = { endedBefore, limit: counted };
  return {
    boots: measuredTimes(claims.durations(group, 'into-pool', newest)),
    starts: measuredTimes(claims.durations(group, 'from-pool', newest)),
    returns: returnTimes(claims.durations(group, 'return', newest)),
  };
}

function timedAs(group: ManagedGroup, { boots, returns }: MeasuredLeads): ManagedGroup {
  if (boots === null && returns === null) return group;
  const measured = { ...(boots && { boots }), ...(returns && { returns }) };
  return { ...group, policy: { ...group.policy, ...measured } };
}
