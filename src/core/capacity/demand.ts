import { assert } from '../assert.ts';

/** Quotients this close above a whole number are that number: 30 ÷ 0.1 is 300, not 301. */
const dust = 1e-12;

/**
 * Instances that serve `load`: at least one, for a group never idles at none.
 *
 * @param load Offered load ≥ 0, in the same unit as `loadPerInstance` > 0.
 */
export function instancesFor(load: number, loadPerInstance: number): number {
  assert(loadPerInstance > 0, () => `loadPerInstance must be > 0, got ${loadPerInstance}`);
  assert(load >= 0, () => `load must be ≥ 0, got ${load}`);
  const exact = load / loadPerInstance;
  return Math.max(1, Math.ceil(exact - dust * Math.max(1, exact)));
}

/** `instances` within the group's own bounds: what AWS can launch for it. */
export function withinGroup(
  instances: number,
  group: { readonly minSize: number; readonly maxSize: number },
): number {
  return Math.min(Math.max(instances, group.minSize), group.maxSize);
}
