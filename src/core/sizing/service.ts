import type { Aim } from '../capacity/aim.ts';
import { hitRateOf } from '../replay/scorecard.ts';
import type { EpochSeconds } from '../units.ts';
import { blocksPerDay } from './blocks.ts';

/** What a pool did in one hour. */
export interface HourClaims {
  /** Start of the hour. */
  readonly at: EpochSeconds;
  readonly hits: number;
  readonly misses: number;
}

/** Rules look better on their record than they will do: they are asked for this much more, in logits. */
const optimism = 0.15;
/** Logits by which one logit of shortfall raises the goal, and the bounds of that correction. */
const gain = 1;
const correctionMin = -0.3;
const correctionMax = 1.5;
const halfLifeDays = 8;
const fading = 0.5 ** (1 / (blocksPerDay * halfLifeDays));
/** Claims from which the realised rate says something. */
const claimsMin = 20;

/** The slow loop that holds the realised hit rate on target: it moves the goal, never the total. */
export class ServiceLoop {
  #hits = 0;
  #misses = 0;

  /** Adds what the pool did in one block. */
  observe({ hits, misses }: { readonly hits: number; readonly misses: number }): void {
    this.#hits = this.#hits * fading + hits;
    this.#misses = this.#misses * fading + misses;
  }

  /** Logits above the target that rules are asked for at present. */
  lift(aim: Aim): number {
    if (aim.kind === 'miss-price') return 0;
    if (this.#hits + this.#misses < claimsMin) return optimism;
    const realised = hitRateOf({ hits: this.#hits, misses: this.#misses });
    const shortfall = logit(aim.target) - logit(Math.min(0.9995, Math.max(0.01, realised)));
    return optimism + Math.min(correctionMax, Math.max(correctionMin, gain * shortfall));
  }
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
