/**
 * Money between groups. Every group brings options from cheap to wanted; each step up costs money
 * and avoids cold starts. Steps are bought where a µUSD avoids most, until the budget is spent:
 *
 *   floors first → priority classes → cold starts avoided per µUSD, one price μ for all groups
 *
 * A group's next step is always the one of most yield from what it has, so yields fall along its
 * lower convex hull, and taking steps in order of yield solves the Lagrangian for every μ at once.
 * A step that does not fit is struck out and the group's next best one takes its place, so that what
 * is left is filled too. From there `knapsack.ts` finds the exact best of a class: for a few groups
 * with long steps the difference is large, for many none. Within a class more money never means more
 * expected misses, of the exact best by its meaning, and of the steps in order of yield because at
 * the first that only the larger budget takes, all that the smaller one can still buy yields less.
 */
import { assert } from '../assert.ts';
import { fewestMisses } from './knapsack.ts';

/** Classes larger than this are served step by step alone: measured within 0.1 % of the exact best. */
const exactGroupsMax = 100;

/** One thing that a group could have: what it takes of the budget and the cold starts it leaves. */
export interface Option {
  /** µUSD ≥ 0. */
  readonly cost: number;
  /** Expected cold starts per hour, ≥ 0. */
  readonly misses: number;
}

export interface GroupOptions<T extends Option> {
  readonly group: string;
  /** Lower numbers are served first. */
  readonly priority: number;
  /** What one cold start of this group counts, > 0. */
  readonly weight: number;
  /** At least one. The cheapest is had whatever the budget: it is the group's floor. */
  readonly options: readonly T[];
}

/** From what a group has to another of its options. */
interface Step<T> {
  readonly buyer: Buyer<T>;
  readonly option: T;
  readonly cost: number;
  /** Cold starts avoided per µUSD, weighted. */
  readonly yield: number;
}

/** A group on its way up. */
interface Buyer<T> {
  readonly group: string;
  readonly weight: number;
  now: T;
  /** Options not yet struck out. */
  options: readonly T[];
  /** The step of most yield from `now`; null = there is none. */
  next: Step<T> | null;
}

/** One option for each group, by its name, so that their costs stay within `budget`, floors aside. */
export function allocate<T extends Option>(
  groups: readonly GroupOptions<T>[],
  budget: number,
): ReadonlyMap<string, T> {
  const inOrder = groups.toSorted((a, b) => byName(a.group, b.group));
  const chosen = new Map(inOrder.map(({ group, options }) => [group, cheapest(group, options)]));
  let left = budget;
  for (const { cost } of chosen.values()) left -= cost;
  for (const priority of ascending(inOrder.map((group) => group.priority))) {
    const peers = inOrder.filter((group) => group.priority === priority);
    const outcome = serve(peers, left);
    for (const { group, now } of outcome.buyers) chosen.set(group, now);
    left = outcome.left;
  }
  return chosen;
}

/** Lets the groups of one class buy, best yield first. */
function serve<T extends Option>(
  peers: readonly GroupOptions<T>[],
  budget: number,
): { readonly buyers: readonly Buyer<T>[]; readonly left: number } {
  const buyers = peers.map(({ group, weight, options }) => {
    const buyer: Buyer<T> = { group, weight, now: cheapest(group, options), options, next: null };
    buyer.next = bestStep(buyer);
    return buyer;
  });
  let left = budget;
  let denied: Step<T> | null = null;
  for (let step = bestOf(buyers); step !== null; step = bestOf(buyers)) {
    const { buyer, option, cost } = step;
    if (cost <= left) {
      left -= cost;
      buyer.now = option;
    } else denied ??= step;
    buyer.options = buyer.options.filter((other) => other !== option);
    buyer.next = bestStep(buyer);
  }
  const isLarge = buyers.length > exactGroupsMax;
  if (denied !== null && !isLarge) left += improve(buyers, peers, left, denied.yield);
  return { buyers, left };
}

/** Moves `buyers` to the exact best that the class can buy; returns what that frees of the budget. */
function improve<T extends Option>(
  buyers: readonly Buyer<T>[],
  peers: readonly GroupOptions<T>[],
  left: number,
  mu: number,
): number {
  const menus = peers.map(({ weight, options }) =>
    options.map(({ cost, misses }) => ({ cost, misses: misses * weight })),
  );
  const known = buyers.map(({ now }, n) => peers[n]!.options.indexOf(now));
  const spent = buyers.reduce((sum, { now }) => sum + now.cost, 0);
  const best = fewestMisses(menus, spent + left, mu, known);
  for (const [n, buyer] of buyers.entries()) buyer.now = peers[n]!.options[best[n]!]!;
  return spent - buyers.reduce((sum, { now }) => sum + now.cost, 0);
}

/** The step of most yield among those next in line; of equals, the first group's. */
function bestOf<T>(buyers: readonly Buyer<T>[]): Step<T> | null {
  let best: Step<T> | null = null;
  for (const { next } of buyers) {
    if (next !== null && (best === null || next.yield > best.yield)) best = next;
  }
  return best;
}

/** The step of most yield from what `buyer` has; of equals, the longest. */
function bestStep<T extends Option>(buyer: Buyer<T>): Step<T> | null {
  let best: Step<T> | null = null;
  for (const option of buyer.options) {
    const cost = option.cost - buyer.now.cost;
    const avoided = buyer.now.misses - option.misses;
    if (avoided <= 0) continue;
    const gain = (avoided * buyer.weight) / Math.max(cost, 0);
    const step = { buyer, option, cost, yield: gain };
    if (best === null || gain > best.yield || (gain === best.yield && cost > best.cost))
      best = step;
  }
  return best;
}

/** The cheapest option; of equals, the one that misses least. */
function cheapest<T extends Option>(group: string, options: readonly T[]): T {
  const [first] = options.toSorted((a, b) => a.cost - b.cost || a.misses - b.misses);
  assert(first !== undefined, `${group} has no option`);
  return first;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
