/**
 * The best choice of one option each under a budget, exactly: the multiple-choice knapsack.
 *
 * With a price μ on money every group by itself would take its option of least misses + μ × cost,
 * and what another option lacks to that is its regret. A choice that misses less than one already
 * known has, with μ for each unit left unspent, less regret in all than the known one. Few options
 * are that good: the others are dropped, and the rest are combined group by group, keeping only
 * what nothing beats in cost and misses both.
 */

/** One thing that a group could have. */
export interface Priced {
  /** ≥ 0. */
  readonly cost: number;
  /** ≥ 0, in units that can be added between groups. */
  readonly misses: number;
}

/** Choices kept at most while groups are combined: beyond it the answer may be a trifle off. */
const choicesMax = 20_000;
/** Relative error of sums. */
const dust = 1e-9;

/** An option that may be part of the best choice. */
interface Hopeful extends Priced {
  readonly index: number;
  readonly regret: number;
}

/** Choices for some of the groups, linked to what was chosen before. */
interface Choice extends Priced {
  readonly regret: number;
  /** Index of the option taken last; −1 at the root. */
  readonly taken: number;
  readonly before: Choice | null;
}

const root: Choice = { cost: 0, misses: 0, regret: 0, taken: -1, before: null };

/**
 * Index of the option to take of each of `menus` so that misses are fewest within `budget`.
 *
 * @param mu Misses avoided per unit of money at which the budget is just spent, > 0.
 * @param known A choice that fits the budget; returned where nothing misses less.
 */
export function fewestMisses(
  menus: readonly (readonly Priced[])[],
  budget: number,
  mu: number,
  known: readonly number[],
): readonly number[] {
  const priced = menus.map((menu) => withRegret(menu, mu));
  const regretMax = regretOf(priced, known, mu, budget) * (1 + dust);
  const hopeful = priced.map((menu) => menu.filter(({ regret }) => regret <= regretMax));
  // Widest first: what is left then moves the sum little, and hopeless choices are seen early.
  const order = hopeful.map((_, n) => n).sort((a, b) => spread(hopeful[b]!) - spread(hopeful[a]!));

  let least = hopeful.reduce((sum, menu) => sum + leastCost(menu), 0);
  let most = hopeful.reduce((sum, menu) => sum + mostCost(menu), 0);
  let choices: readonly Choice[] = [root];
  for (const n of order) {
    const menu = hopeful[n]!;
    least -= leastCost(menu);
    most -= mostCost(menu);
    const costMax = (budget - least) * (1 + dust);
    const isLost = ({ cost, regret }: Choice) =>
      cost > costMax || regret + mu * Math.max(0, budget - most - cost) > regretMax;
    choices = undominated(extended(choices, menu).filter((choice) => !isLost(choice)));
  }
  const best = choices.findLast(({ cost }) => cost <= budget); // the dearest misses least
  const knownMisses = known.reduce((sum, index, n) => sum + menus[n]![index]!.misses, 0);
  return best === undefined || best.misses >= knownMisses ? known : indicesOf(best, order);
}

function withRegret(menu: readonly Priced[], mu: number): Hopeful[] {
  const best = Math.min(...menu.map(({ cost, misses }) => misses + mu * cost));
  return menu.map(({ cost, misses }, index) => {
    return { cost, misses, index, regret: misses + mu * cost - best };
  });
}

/** Regret of a choice in all, what it leaves unspent included. */
function regretOf(
  menus: readonly (readonly Hopeful[])[],
  indices: readonly number[],
  mu: number,
  budget: number,
): number {
  const taken = indices.map((index, n) => menus[n]![index]!);
  const cost = taken.reduce((sum, option) => sum + option.cost, 0);
  return taken.reduce((sum, option) => sum + option.regret, mu * Math.max(0, budget - cost));
}

/** Every one of `choices` with every option of `menu`. */
function extended(choices: readonly Choice[], menu: readonly Hopeful[]): Choice[] {
  return menu.flatMap((option) =>
    choices.map((before) => ({
      cost: before.cost + option.cost,
      misses: before.misses + option.misses,
      regret: before.regret + option.regret,
      taken: option.index,
      before,
    })),
  );
}

/** Those that no other beats in cost and misses both, cheapest first: each later one misses less. */
function undominated(choices: readonly Choice[]): readonly Choice[] {
  const kept: Choice[] = [];
  for (const choice of choices.toSorted((a, b) => a.cost - b.cost || a.misses - b.misses)) {
    if (kept.length === 0 || choice.misses < kept.at(-1)!.misses) kept.push(choice);
  }
  if (kept.length <= choicesMax) return kept;
  const best = new Set(kept.toSorted((a, b) => a.regret - b.regret).slice(0, choicesMax));
  return kept.filter((choice) => best.has(choice));
}

function indicesOf(choice: Choice, order: readonly number[]): number[] {
  const indices: number[] = [];
  let at = choice;
  for (const n of order.toReversed()) {
    indices[n] = at.taken;
    at = at.before!;
  }
  return indices;
}

function leastCost(menu: readonly Priced[]): number {
  return Math.min(...menu.map(({ cost }) => cost));
}

function mostCost(menu: readonly Priced[]): number {
  return Math.max(...menu.map(({ cost }) => cost));
}

function spread(menu: readonly Priced[]): number {
  return mostCost(menu) - leastCost(menu);
}
