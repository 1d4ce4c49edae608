import { writeSecondsMax } from '../core/planning/budget/commitment.ts';
import type { Decision } from '../core/planning/check.ts';
import { type GroupObservation, samePool } from '../core/planning/situation.ts';
import type { EpochSeconds } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import type { PauseStore } from './ports/books.ts';
import type { Clock } from './ports/host.ts';
import type { PoolObserver } from './ports/pools.ts';

/** Seconds that a write is given at least: a call that AWS throttles is tried again within them. */
const putSecondsMin = 5;

/**
 * Seconds within which a write that was decided from what was seen at `at` has to be over; null = too
 * few are left for one. The second that has begun counts as passed.
 */
export function writeSecondsLeft(at: EpochSeconds, now: EpochSeconds): number | null {
  const left = Math.min(writeSecondsMax, at + writeSecondsMax - (now + 1));
  return left < putSecondsMin ? null : left;
}

export interface AnewPorts {
  readonly observer: PoolObserver;
  readonly clock: Clock;
  readonly pauses: PauseStore;
  /** Brings the accounts of a group up to an observation. */
  readonly settle: (observation: GroupObservation) => Promise<void>;
}

/** A decision as it stands now. Its caps are those of before: whoever judges it brings them up to now. */
export interface Latest {
  readonly decision: Decision;
  /** Why it may not be written any more; null = it may, as far as one group can tell. */
  readonly hindrance: string | null;
}

/**
 * The same plan beside its group as that is now: seen and settled anew, for the checker to judge again.
 * A group that cannot be read, that is gone, whose pool someone else has changed since it was seen, or
 * that took too long to be read is left to the next step.
 */
export async function seenAnew(
  decision: Decision,
  { clock, observer, pauses, settle }: AnewPorts,
  signal: AbortSignal,
): Promise<Latest> {
  const { policy, situation } = decision;
  const hindered = (hindrance: string): Latest => ({ decision, hindrance });
  const [sighting] = await observer.sight([policy.group], signal);
  if (sighting?.kind === 'unread') return hindered(unreadable(sighting.error));
  if (sighting?.kind !== 'seen') return hindered('it is there no more');
  const { observation } = sighting;
  if (!samePool(observation.pool, situation.observation.pool)) {
    return hindered('someone else has changed its pool since it was seen');
  }
  try {
    await settle(observation);
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return hindered(unreadable(error));
  }
  const { at } = observation;
  const now = clock.now();
  const isLate = writeSecondsLeft(at, now) === null;
  const paused = pauses.get(policy.group, at);
  return {
    decision: { ...decision, situation: { ...situation, observation, paused } },
    hindrance: isLate ? `AWS took ${now - at} s to say how it stands` : null,
  };
}

function unreadable({ code, message }: ForewarmError): string {
  return `it could not be read and settled again: ${code}: ${message}`;
}
