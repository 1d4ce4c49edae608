/**
 * The world of replay: one Auto Scaling group and its warm pool in discrete steps, driven by a
 * demand trace. Scale-outs happen at once and take ready members first; the rest launch cold.
 * In every step, in this order:
 *
 *   launches and returns become ready → the group scales → the setting acts → members are billed
 *
 * The event-driven group behind the emulator is another world: here only the arithmetic of a
 * setting counts, so that thousands of candidates can be tried on a month of minutes.
 */
import { assert } from '../assert.ts';
import { returnSeconds } from '../capacity/lead-time.ts';
import { type GroupTrace, stepsOf } from './trace.ts';

/** What a pool did over the steps it lived through. */
export interface PoolCount {
  /** Claims that found a ready member. */
  readonly hits: number;
  /** Claims that launched cold. */
  readonly misses: number;
  /** Launches into the pool; returns and the initial pool are none. */
  readonly boots: number;
  /** Instance-steps held, boot included. */
  readonly heldSteps: number;
}

/** MinSize and MaxGroupPreparedCapacity in force after each step's scale-out. Shapes [steps]. */
export interface SettingTrace {
  /** null = 0 throughout. */
  readonly minSize: Int32Array | null;
  readonly prepared: Int32Array;
}

export interface PoolOptions {
  readonly stepSeconds: number;
  readonly bootSeconds: number;
  /** Scaled-in instances return to a pool that wants them. */
  readonly reuse: boolean;
}

/** A warm pool that is led through a trace, whole or piece by piece. */
export class ReplayedPool implements PoolCount {
  hits = 0;
  misses = 0;
  boots = 0;
  heldSteps = 0;
  /** Scaled-in instances that came back. */
  returns = 0;
  readonly #bootSteps: number;
  readonly #returnSteps: number;
  readonly #reuse: boolean;
  /** Members that become ready at step t, at index t modulo its length. */
  readonly #arrivals: Int32Array;
  /** Below zero until the first setting is seen, which finds its pool ready. */
  #ready = -1;
  #pending = 0;

  constructor(options: PoolOptions) {
    this.#bootSteps = stepsOf(options.bootSeconds, options.stepSeconds);
    this.#returnSteps = stepsOf(returnSeconds, options.stepSeconds);
    this.#reuse = options.reuse;
    this.#arrivals = new Int32Array(Math.max(this.#bootSteps, this.#returnSteps) + 1);
  }

  /** Lives through steps [from, to) of `active`; index 0 of `settings` belongs to step `from`. */
  advance(
    active: Int32Array,
    [from, to]: readonly [number, number],
    { minSize, prepared }: SettingTrace,
  ): void {
    const arrivals = this.#arrivals;
    const slots = arrivals.length;
    let ready = this.#ready;
    let pending = this.#pending;
    for (let t = from; t < to; t++) {
      const inService = active[t]!;
      const floor = minSize === null ? 0 : minSize[t - from]!;
      const wanted = Math.max(floor, prepared[t - from]! - inService, 0);
      if (ready < 0) ready = wanted;

      const arrived = arrivals[t % slots]!;
      arrivals[t % slots] = 0;
      ready += arrived;
      pending -= arrived;

      const change = t === 0 ? 0 : inService - active[t - 1]!;
      if (change > 0) {
        const hits = Math.min(change, ready);
        ready -= hits;
        this.hits += hits;
        this.misses += change - hits;
      } else if (change < 0 && this.#reuse) {
        const returned = Math.min(-change, Math.max(0, wanted - ready - pending));
        arrivals[(t + this.#returnSteps) % slots]! += returned;
        pending += returned;
        this.returns += returned;
      }

      const missing = wanted - ready - pending;
      if (missing > 0) {
        arrivals[(t + this.#bootSteps) % slots]! += missing;
        pending += missing;
        this.boots += missing;
      } else if (missing < 0) {
        const cancelled = Math.min(-missing, pending);
        if (cancelled > 0) this.#cancel(cancelled, t);
        pending -= cancelled;
        ready -= -missing - cancelled;
      }
      this.heldSteps += ready + pending;
    }
    this.#ready = ready;
    this.#pending = pending;
  }

  /** Takes `count` members out of those still on their way, the latest to arrive first. */
  #cancel(count: number, t: number): void {
    const slots = this.#arrivals.length;
    for (let at = t + slots - 1; count > 0; at--) {
      const taken = Math.min(count, this.#arrivals[at % slots]!);
      this.#arrivals[at % slots]! -= taken;
      count -= taken;
    }
  }
}

/** What a pool under `settings` does over the whole of `trace`. */
export function replay(
  trace: GroupTrace,
  settings: SettingTrace,
  pool: { readonly bootSeconds: number; readonly reuse: boolean },
): PoolCount {
  const { stepSeconds, active } = trace;
  assert(settings.prepared.length === active.length, 'one setting for each step');
  const replayed = new ReplayedPool({ stepSeconds, ...pool });
  replayed.advance(active, [0, active.length], settings);
  const { hits, misses, boots, heldSteps } = replayed;
  return { hits, misses, boots, heldSteps };
}
