import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dot } from '../../../../src/core/forecasting/fitting/linear-algebra.ts';
import {
  addEquation,
  addRidge,
  copyOf,
  emptyEquations,
  type NormalEquations,
  solve,
} from '../../../../src/core/forecasting/fitting/normal-equations.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const row = fc.tuple(number, number).map(([a, b]) => Float64Array.of(1, a, b));
const rows = fc.array(row, { minLength: 12, maxLength: 20 });
const law = fc.tuple(number, number, number).map((numbers) => Float64Array.from(numbers));

/** Sums of `some` rows that follow `coefficients` to the letter. */
function equationsOf(some: readonly Float64Array[], coefficients: Float64Array) {
  const equations = emptyEquations(3);
  addRidge(equations, [1e-9, 1e-9, 1e-9]);
  for (const one of some) addEquation(equations, one, dot(one, coefficients), 1);
  return equations;
}

/** How far the solution is from explaining `some` rows of the law `coefficients`, at worst. */
function misses(
  equations: NormalEquations,
  some: readonly Float64Array[],
  coefficients: Float64Array,
) {
  const found = solve(equations);
  return Math.max(...some.map((one) => Math.abs(dot(one, found) - dot(one, coefficients))));
}

describe('normal equations', () => {
  test('find the law that every row follows', () => {
    fc.assert(
      fc.property(rows, law, (some, coefficients) => {
        expect(misses(equationsOf(some, coefficients), some, coefficients)).toBeLessThan(1e-4);
      }),
    );
  });

  test('rows that come later are as good as rows that were there', () => {
    fc.assert(
      fc.property(rows, law, law, (some, early, late) => {
        const all = equationsOf(some, early);
        const before = copyOf(all);
        for (const one of some) addEquation(all, one, dot(one, late), 1);
        const mean = early.map((value, j) => (value + late[j]!) / 2);
        expect(misses(all, some, mean)).toBeLessThan(1e-4);
        expect(misses(before, some, early)).toBeLessThan(1e-4);
      }),
    );
  });

  test('a row of weight three is three rows', () => {
    const some = [Float64Array.of(1, 2, 0), Float64Array.of(1, -1, 1), Float64Array.of(1, 0, 5)];
    const odd = Float64Array.of(1, 1, 1);
    const [heavy, thrice] = [0, 1].map(() => equationsOf(some, Float64Array.of(1, 2, 3)));
    addEquation(heavy!, odd, 100, 3); // the law says 6
    for (let times = 0; times < 3; times++) addEquation(thrice!, odd, 100, 1);
    solve(heavy!).forEach((value, j) => {
      expect(value).toBeCloseTo(solve(thrice!)[j]!, 6);
    });
  });

  test('a ridge pulls its own unknown alone', () => {
    const some = [Float64Array.of(1, 2, 0), Float64Array.of(1, -2, 1), Float64Array.of(1, 0, -1)];
    const equations = equationsOf(some, Float64Array.of(0.5, 2, 3));
    addRidge(equations, [0, 1e9, 0]);
    const [, pulled, free] = solve(equations);
    expect(Math.abs(pulled!)).toBeLessThan(1e-6);
    expect(Math.abs(free!)).toBeGreaterThan(0.5);
  });
});
