import { describe, expect, test } from 'vitest';
import {
  allocate,
  type GroupOptions,
  type Option,
} from '../../../src/core/allocation/allocation.ts';
import { type Random, seededRandom } from '../../../src/core/random.ts';

type Fleet = readonly GroupOptions<Option>[];

/** The part of HiGHS that is used. Its own types describe its CommonJS form, not the one imported here. */
interface Solver {
  solve(model: string, options: object): { Status: string; ObjectiveValue: number };
}

const highs = 'highs';
const { default: load } = (await import(highs)) as { default: () => Promise<Solver> };
const solver = await load();

/** Menus as sizing makes them: misses fall with cost, steeply at first, with some noise. */
function sizedMenu(random: Random): Option[] {
  const steps = 2 + random.below(12);
  const dearest = 10 ** (4 + 2 * random.next());
  const most = 10 ** (2 * random.next());
  const bend = 1 + 6 * random.next();
  return Array.from({ length: steps }, (_, n) => {
    const share = n / (steps - 1);
    const cost = Math.round(dearest * share * (1 + 0.2 * random.next()));
    const noise = 0.85 + 0.3 * random.next();
    return { cost, misses: most * (Math.exp(-bend * share) - Math.exp(-bend)) * noise };
  });
}

/** Menus without any shape. */
function wildMenu(random: Random): Option[] {
  const steps = 2 + random.below(12);
  return Array.from({ length: steps }, () => ({
    cost: random.below(1000),
    misses: random.below(100),
  }));
}

function fleetOf(groups: number, menu: (random: Random) => Option[], random: Random): Fleet {
  return Array.from({ length: groups }, (_, n) => {
    return { group: `g${n}`, priority: 1, weight: 1 + random.below(3), options: menu(random) };
  });
}

const costs = ({ options }: GroupOptions<Option>) => options.map(({ cost }) => cost);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Weighted misses that `allocate` leaves. */
function allocated(fleet: Fleet, budget: number): number {
  const chosen = allocate(fleet, budget);
  return sum(fleet.map(({ group, weight }) => weight * chosen.get(group)!.misses));
}

/** Weighted misses of the best choice within `budget`, by an exact solver. */
function optimum(fleet: Fleet, budget: number): number {
  const columns = fleet.map(({ options }, g) => options.map((_, n) => `x${g}_${n}`));
  const terms = (factorOf: (group: GroupOptions<Option>, option: Option) => number) =>
    fleet
      .flatMap((group, g) =>
        group.options.map((each, n) => `${factorOf(group, each).toFixed(9)} ${columns[g]![n]}`),
      )
      .join(' + ');
  const model = [
    `Minimize\n misses: ${terms(({ weight }, { misses }) => weight * misses)}`,
    `Subject To\n cap: ${terms((_, { cost }) => cost)} <= ${budget}`,
    ...columns.map((names, g) => ` one${g}: ${names.join(' + ')} = 1`),
    `Binary\n ${columns.flat().join(' ')}\nEnd`,
  ].join('\n');
  const solution = solver.solve(model, { output_flag: false, mip_rel_gap: 0 });
  expect(solution.Status).toBe('Optimal');
  return solution.ObjectiveValue;
}

describe('allocate beside an exact solver', () => {
  test.each([
    { name: 'two groups', groups: 2, menu: sizedMenu, fleets: 12 },
    { name: 'five groups', groups: 5, menu: sizedMenu, fleets: 12 },
    { name: 'twenty groups', groups: 20, menu: sizedMenu, fleets: 5 },
    { name: 'five groups without shape', groups: 5, menu: wildMenu, fleets: 15 },
    { name: 'more groups than are solved exactly', groups: 120, menu: sizedMenu, fleets: 1 },
  ])('$name: within 1 % of the cold starts that money can avoid', ({ groups, menu, fleets }) => {
    for (let seed = 0; seed < fleets; seed++) {
      const random = seededRandom(1000 * groups + seed);
      const fleet = fleetOf(groups, menu, random);
      const least = sum(fleet.map((each) => Math.min(...costs(each))));
      const most = sum(fleet.map((each) => Math.max(...costs(each))));
      const budget = Math.round(least + (most - least) * (0.05 + 0.7 * random.next()));
      const best = optimum(fleet, budget);
      const avoidable = allocated(fleet, least) - best;
      expect(allocated(fleet, budget) - best).toBeLessThanOrEqual(0.01 * avoidable + 1e-6);
    }
  });
});
