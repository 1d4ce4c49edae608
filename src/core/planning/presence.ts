/**
 * Where one instance was between two observations: the stretches of time for which the pool pays.
 *
 *   absent ── into-pool, return ──▶ booting ── its end ──▶ parked ── from-pool ──▶ absent
 *                              └──── terminate-from-pool ────▶ leaving ── its end ──▶ absent
 *
 * Activities give exact times. Where there is none for a change that the observations show, the
 * change is taken to have happened at the moment that costs most, in the dearer of the two phases:
 * an account may be a little too high, never too low.
 */
import { type BillingPhase, billedSecondsMin, dearer } from '../capacity/pricing.ts';
import type { PoolState } from '../capacity/setting.ts';
import type { EpochSeconds } from '../units.ts';
import type { Activity, PoolMember } from './situation.ts';

/** Time of one instance in one phase, [from, to). */
export interface Stretch {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly phase: BillingPhase;
}

/** What is known of one instance over [from, to). */
export interface Evidence {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** The instance at either end; null = not in the pool. */
  readonly before: PoolMember | null;
  readonly after: PoolMember | null;
  /** Its activities that were not wholly billed before. */
  readonly activities: readonly Activity[];
  /** Where a boot parks whose end nobody saw. */
  readonly parksIn: PoolState;
  /** Activities that were billed up to `from`, by id. */
  readonly billed: ReadonlySet<string>;
}

export interface Presence {
  readonly stretches: readonly Stretch[];
  /** Seconds billed on top, because a boot ended before its minimum; each with its moment. */
  readonly topUps: readonly { readonly at: EpochSeconds; readonly seconds: number }[];
  /** The phase that runs on at `to`; null = no longer in the pool. */
  readonly phase: BillingPhase | null;
}

/** The bill of one instance between two observations. */
export function presenceOf(evidence: Evidence): Presence {
  const walk = new Walk(evidence);
  const inOrder = [...evidence.activities].sort((a, b) => a.startedAt - b.startedAt);
  for (const activity of inOrder) walk.follow(activity);
  return walk.finish();
}

class Walk {
  readonly #evidence: Evidence;
  readonly #stretches: Stretch[] = [];
  readonly #topUps: { at: EpochSeconds; seconds: number }[] = [];
  /** The phase under way and since when; null = not in the pool. */
  #now: { since: EpochSeconds; phase: BillingPhase } | null;
  /** When the last stretch ended: an unexplained return is billed from here. */
  #leftAt: EpochSeconds;

  constructor(evidence: Evidence) {
    const { before, from } = evidence;
    this.#evidence = evidence;
    this.#now = before === null ? null : { since: from, phase: phaseOf(before) };
    this.#leftAt = from;
  }

  follow(activity: Activity): void {
    if (activity.kind === 'into-pool' || activity.kind === 'return') this.#boot(activity);
    else if (activity.kind === 'from-pool') this.#change(activity.startedAt, null);
    else if (activity.kind === 'terminate-from-pool') this.#leave(activity);
  }

  finish(): Presence {
    const { after, to } = this.#evidence;
    if (after !== null) this.#now ??= { since: this.#leftAt, phase: 'booting' }; // unseen, or listed late
    const phase = after === null ? null : latest(after, this.#now!.phase);
    if (this.#now !== null && phase !== null) {
      this.#now.phase = dearer(this.#now.phase, phase);
    }
    this.#change(to, null);
    return { stretches: this.#stretches, topUps: this.#topUps, phase };
  }

  #boot({ activityId, kind, startedAt, endedAt, status }: Activity): void {
    const { from, billed, parksIn } = this.#evidence;
    const unbilledFrom = billed.has(activityId) ? Math.max(from, startedAt) : startedAt;
    this.#change(this.#now === null ? unbilledFrom : Math.max(from, startedAt), 'booting');
    if (endedAt === null) return;
    const missing = billedSecondsMin - (endedAt - startedAt);
    if (missing > 0 && kind === 'into-pool') this.#topUps.push({ at: endedAt, seconds: missing });
    this.#change(endedAt, status === 'failed' ? 'booting' : parksIn); // a failed one runs until it is gone
  }

  #leave({ startedAt, endedAt }: Activity): void {
    if (this.#now === null) return;
    this.#change(startedAt, leavingPhase(this.#now.phase));
    if (endedAt !== null) this.#change(endedAt, null);
  }

  /** Closes the phase under way at `at` and begins `phase`; null = out of the pool. */
  #change(at: EpochSeconds, phase: BillingPhase | null): void {
    if (this.#now !== null && at > this.#now.since) {
      this.#stretches.push({ from: this.#now.since, to: at, phase: this.#now.phase });
    }
    if (this.#now !== null) this.#leftAt = Math.max(this.#now.since, at);
    const since = this.#now === null ? at : Math.max(this.#now.since, at);
    this.#now = phase === null ? null : { since, phase };
  }
}

/** A parked machine is off while it leaves; any other is billed as running to its end. */
function leavingPhase(phase: BillingPhase): BillingPhase {
  return phase === 'Stopped' || phase === 'Hibernated' ? phase : 'booting';
}

/** Phase of a member as it was seen; where a leaving one was parked may be known from before. */
function phaseOf({ phase, parked }: PoolMember): BillingPhase {
  if (phase === 'booting' || parked === null) return 'booting';
  return phase === 'leaving' ? leavingPhase(parked) : parked;
}

/** Phase at the end: what was seen, save that a leaving member shows no more where it was parked. */
function latest(after: PoolMember, known: BillingPhase): BillingPhase {
  return after.phase === 'leaving' ? leavingPhase(known) : phaseOf(after);
}
