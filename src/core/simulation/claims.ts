import type { EpochSeconds } from '../units.ts';

/** How scale-outs were served. hits + misses = claims. */
export interface ClaimCount {
  /** Instances that scale-outs asked for. */
  readonly claims: number;
  /** Claims served by a ready member of the pool. */
  readonly hits: number;
  /** Claims that waited for a cold launch, or whose member could not be started. */
  readonly misses: number;
  /** Misses for which a member was booting at that moment: ready too late. */
  readonly lateMisses: number;
  /** Seconds that missed claims waited until they were served or no longer wanted. */
  readonly lateSeconds: number;
}

/** One instance that a scale-out asked for, and since when. */
export interface Claim {
  readonly at: EpochSeconds;
  missed: boolean;
}

/** Counts each claim once, also when its first instance fails and another takes its place. */
export class ClaimTally {
  #claims = 0;
  #hits = 0;
  #lateMisses = 0;
  #lateSeconds = 0;
  readonly #open = new Set<Claim>();
  /** Claims whose instance failed: the next launches answer them, oldest first. */
  readonly #unanswered: Claim[] = [];

  /** The claim that an instance taken from the pool (`warm`) or launched cold at `at` answers. */
  answer(at: EpochSeconds, warm: boolean, memberBooting: boolean): Claim {
    const waiting = this.#unanswered.shift();
    if (waiting !== undefined) return waiting;
    const claim = { at, missed: !warm };
    this.#claims++;
    if (warm) this.#hits++;
    else if (memberBooting) this.#lateMisses++;
    this.#open.add(claim);
    return claim;
  }

  /** The claim is served, or no longer wanted. */
  close(claim: Claim, at: EpochSeconds): void {
    this.#open.delete(claim);
    if (claim.missed) this.#lateSeconds += at - claim.at;
  }

  /** The instance that was to serve the claim failed. */
  fail(claim: Claim): void {
    if (!claim.missed) {
      claim.missed = true;
      this.#hits--;
    }
    this.#unanswered.push(claim);
  }

  /** Drops claims that a scale-in has made needless, keeping the oldest `wanted`. */
  keep(wanted: number, at: EpochSeconds): void {
    while (this.#unanswered.length > wanted) this.close(this.#unanswered.pop()!, at);
  }

  count(now: EpochSeconds): ClaimCount {
    let lateSeconds = this.#lateSeconds;
    for (const claim of this.#open) if (claim.missed) lateSeconds += now - claim.at;
    return {
      claims: this.#claims,
      hits: this.#hits,
      misses: this.#claims - this.#hits,
      lateMisses: this.#lateMisses,
      lateSeconds,
    };
  }
}
