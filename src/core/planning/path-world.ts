import { type PoolSetting, poolWanted } from '../capacity/setting.ts';
import type { DemandPath } from './demand-paths.ts';

/** The pool when a decision is made, and how long things take in it. */
export interface PoolStart {
  readonly desired: number;
  readonly ready: number;
  readonly booting: number;
  /** Steps from launch to ready, each ≥ 1, ascending: boots take them in turn. */
  readonly bootSteps: readonly number[];
  /** Steps from scale-in to ready again, ≥ 1. */
  readonly returnSteps: number;
}

/** What a setting did over one path or, summed, over several. */
export interface PathCount {
  misses: number;
  boots: number;
  /** Member-steps held, boots included. */
  heldSteps: number;
}

/**
 * What `setting` does over `paths` if it is set now and kept, summed. In every step, in this order:
 *
 *   launches become ready → scale-outs claim ready members → returns → the pool follows → it is held
 *
 * The setting already acts on the pool as it is found: a cut releases members before the first
 * claim, booting ones first, and a raise boots at once.
 */
export function countOver(
  paths: readonly DemandPath[],
  setting: PoolSetting,
  start: PoolStart,
): PathCount {
  const total = { misses: 0, boots: 0, heldSteps: 0 };
  const horizon = paths[0]?.serving.length ?? 0;
  const arrivals = new Int32Array(
    horizon + 1 + Math.max(start.bootSteps.at(-1)!, start.returnSteps),
  );
  for (const [n, path] of paths.entries())
    follow(path.serving, setting, start, { arrivals, total, n });
  return total;
}

function follow(
  serving: Int32Array,
  setting: PoolSetting,
  start: PoolStart,
  {
    arrivals,
    total,
    n,
  }: { readonly arrivals: Int32Array; readonly total: PathCount; readonly n: number },
): void {
  arrivals.fill(0);
  let { ready, desired: before } = start;
  let [booting, boots] = [0, 0];
  // Nobody knows how far boots under way have come: spread them over the time a boot takes.
  const typical = start.bootSteps[start.bootSteps.length >> 1]!;
  for (let nth = 1; nth <= start.booting; nth++) {
    arrivals[Math.ceil((nth * typical) / start.booting)]! += 1;
    booting++;
  }
  for (let step = 0; step <= serving.length; step++) {
    ready += arrivals[step]!;
    booting -= arrivals[step]!;
    const now = step === 0 ? before : serving[step - 1]!;
    const claims = Math.max(0, now - before);
    const hits = Math.min(claims, ready);
    total.misses += claims - hits;
    ready -= hits;

    const wanted = poolWanted(setting, now);
    if (setting.reuse && now < before) {
      const back = Math.min(before - now, Math.max(0, wanted - ready - booting));
      if (back > 0) booting += arrive(arrivals, step + start.returnSteps, back);
    }
    const missing = wanted - ready - booting;
    if (missing > 0) {
      launch(arrivals, step, { path: n, first: boots, count: missing }, start.bootSteps);
      booting += missing;
      boots += missing;
    } else if (missing < 0) {
      const cancelled = cancel(arrivals, step + 1, Math.min(booting, -missing));
      booting -= cancelled;
      ready -= -missing - cancelled;
    }
    if (step < serving.length) total.heldSteps += ready + booting;
    before = now;
  }
  total.boots += boots;
}

function arrive(arrivals: Int32Array, step: number, count: number): number {
  if (step < arrivals.length) arrivals[step]! += count;
  return count;
}

/** Boots `count` members of a path, in which `first` booted before, that take the `bootSteps` in turn. */
function launch(
  arrivals: Int32Array,
  step: number,
  { path, first, count }: { readonly path: number; readonly first: number; readonly count: number },
  bootSteps: readonly number[],
): void {
  if (bootSteps[0] === bootSteps.at(-1)) {
    arrive(arrivals, step + bootSteps[0]!, count);
    return;
  }
  for (let nth = first; nth < first + count; nth++) {
    const share = (path * spread.path + nth * spread.boot) % 1;
    arrive(arrivals, step + bootSteps[Math.floor(share * bootSteps.length)]!, 1);
  }
}

/** √2 and the golden ratio, less one: multiples of them spread evenly over [0, 1). */
const spread = { path: 0.414_213_562_4, boot: 0.618_033_988_7 } as const;

/** Takes `count` of those that would become ready from `first` on, the last to come first. */
function cancel(arrivals: Int32Array, first: number, count: number): number {
  let left = count;
  for (let step = arrivals.length - 1; step >= first && left > 0; step--) {
    const taken = Math.min(left, arrivals[step]!);
    arrivals[step]! -= taken;
    left -= taken;
  }
  return count - left;
}
