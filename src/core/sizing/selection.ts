/**
 * Which rules serve next, chosen by their record. One winner would be chance: among thousands some
 * rule always looks lucky. So each of three views of the record, the whole of it, the same quarter
 * of the day, and that quarter on weekends or workdays, names its best dozen, and all are averaged.
 *
 * A rule's score is its cost plus λ for each miss. λ is the price of a cold start: given, or the
 * lowest at which the rules chosen would have reached the hit rate that is asked.
 */
import { type Block, blockKinds, blocksPerDay, kindOf } from './blocks.ts';

/** What a rule must be worth: a hit rate with the most that a miss may count, or a miss's price. */
export type Goal =
  | { readonly kind: 'hit-rate'; readonly rate: number; readonly missUsdMax: number }
  | { readonly kind: 'miss-price'; readonly missUsd: number };

/** Cost and misses of each rule over a block, and the claims that all of them met. */
export interface BlockRecord {
  readonly costUsd: Float64Array;
  readonly misses: Float64Array;
  readonly claims: number;
}

/** Rules that a view names. */
const chosenRules = 12;
/** Share of the whole record that counts in each part of it. */
const shrinkage = 0.2;

const views = [
  { parts: 1, partOf: () => 0 },
  { parts: blocksPerDay, partOf: (kind: number) => kind >> 1 },
  { parts: blockKinds, partOf: (kind: number) => kind },
] as const;

/** A fading record of every rule, and the choice that follows from it. */
export class Selector {
  readonly #fading: number;
  /** Records by view and part. */
  readonly #records: Fading[][];
  readonly #scores: Float64Array;

  constructor(rules: number, halfLifeDays: number) {
    this.#fading = 0.5 ** (1 / (blocksPerDay * halfLifeDays));
    this.#records = views.map(({ parts }) =>
      Array.from({ length: parts }, () => new Fading(rules)),
    );
    this.#scores = new Float64Array(rules);
  }

  /** Claims on record, the older ones counting less. */
  get claims(): number {
    return this.#records[0]![0]!.claims;
  }

  /** Rules for each kind of block, the best of each view, repeated where views agree. */
  choose(goal: Goal): number[][] {
    const whole = this.#records[0]![0]!;
    const best = views.map((_, view) => {
      const records = this.#records[view]!;
      const parts = view === 0 ? records : records.map((part) => part.with(whole, shrinkage));
      const missUsd = goal.kind === 'miss-price' ? goal.missUsd : lowestPrice(parts, goal);
      return parts.map((part) => this.#best(part, missUsd));
    });
    return Array.from({ length: blockKinds }, (_, kind) =>
      views.flatMap(({ partOf }, view) => best[view]![partOf(kind)]!),
    );
  }

  /** Adds what every rule did in `block`; everything before it fades. */
  observe(block: Block, record: BlockRecord): void {
    const kind = kindOf(block);
    views.forEach(({ partOf }, view) => {
      for (const part of this.#records[view]!) part.fade(this.#fading);
      this.#records[view]![partOf(kind)]!.add(record);
    });
  }

  #best({ costUsd, misses }: BlockRecord, missUsd: number): number[] {
    const scores = this.#scores;
    for (let i = 0; i < scores.length; i++) scores[i] = costUsd[i]! + missUsd * misses[i]!;
    return lowest(scores, chosenRules);
  }
}

class Fading implements BlockRecord {
  readonly costUsd: Float64Array;
  readonly misses: Float64Array;
  claims = 0;

  constructor(rules: number) {
    this.costUsd = new Float64Array(rules);
    this.misses = new Float64Array(rules);
  }

  fade(factor: number): void {
    for (let i = 0; i < this.costUsd.length; i++) {
      this.costUsd[i]! *= factor;
      this.misses[i]! *= factor;
    }
    this.claims *= factor;
  }

  add(record: BlockRecord, share = 1): void {
    for (let i = 0; i < this.costUsd.length; i++) {
      this.costUsd[i]! += share * record.costUsd[i]!;
      this.misses[i]! += share * record.misses[i]!;
    }
    this.claims += share * record.claims;
  }

  /** This record and `share` of `other`. */
  with(other: BlockRecord, share: number): Fading {
    const sum = new Fading(this.costUsd.length);
    sum.add(this);
    sum.add(other, share);
    return sum;
  }
}

const bisections = 12;
/** ln of the lowest price tried, relative to the highest. */
const cheapest = -14;

/** The lowest price of a miss at which the best rule of each part reaches the rate together. */
function lowestPrice(
  parts: readonly BlockRecord[],
  { rate, missUsdMax }: Goal & { readonly kind: 'hit-rate' },
): number {
  const claims = parts.reduce((sum, part) => sum + part.claims, 0);
  const reaches = (missUsd: number): boolean => {
    const misses = parts.reduce((sum, part) => sum + missesOfBest(part, missUsd), 0);
    return misses <= (1 - rate) * claims;
  };
  if (!reaches(missUsdMax)) return missUsdMax;
  let [low, high] = [cheapest, 0];
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2;
    if (reaches(missUsdMax * Math.exp(middle))) high = middle;
    else low = middle;
  }
  return missUsdMax * Math.exp(high);
}

function missesOfBest({ costUsd, misses }: BlockRecord, missUsd: number): number {
  let [best, lowestScore] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < costUsd.length; i++) {
    const score = costUsd[i]! + missUsd * misses[i]!;
    if (score >= lowestScore) continue;
    best = i;
    lowestScore = score;
  }
  return misses[best]!;
}

/** Indices of the `count` lowest scores, the lowest first, earlier ones before their equals. */
export function lowest(scores: Float64Array, count: number): number[] {
  const order: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (order.length === count && scores[i]! >= scores[order.at(-1)!]!) continue;
    if (order.length === count) order.pop();
    let at = order.length;
    while (at > 0 && scores[order[at - 1]!]! > scores[i]!) at--;
    order.splice(at, 0, i);
  }
  return order;
}
