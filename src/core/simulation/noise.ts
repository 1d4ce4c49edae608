/**
 * Chance as a function of place: the same seed, channel and index give the same number, whatever
 * was asked before. Traffic needs this because it is read in any order, three weeks back included.
 */

/** Uniform in [0, 1). Source: the finaliser of MurmurHash3, applied to mixed indices. */
export function uniformAt(seed: number, channel: number, index: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ channel ^ (h >>> 15), 0xc2b2ae35);
  h = Math.imul(h ^ index ^ (h >>> 13), 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Standard normal, by Box and Muller. */
export function normalAt(seed: number, channel: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(seed, 2 * channel, index)));
  return radius * Math.cos(2 * Math.PI * uniformAt(seed, 2 * channel + 1, index));
}

/** A continuous curve with values near a standard normal's, which forgets itself over `scale`. */
export function smoothNoise(seed: number, channel: number, at: number, scale: number): number {
  const index = Math.floor(at / scale);
  const share = at / scale - index;
  const [left, right] = [normalAt(seed, channel, index), normalAt(seed, channel, index + 1)];
  const blended = left * (1 - share) + right * share;
  return blended / Math.hypot(1 - share, share); // keeps the variance at 1 between the knots
}
