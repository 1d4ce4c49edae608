import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';

const draws = (seed: number, name?: string) => {
  const random = seededRandom(seed, name);
  return Array.from({ length: 5 }, () => random.next());
};

describe('seededRandom', () => {
  test('a seed repeats its stream, and another seed or name does not', () => {
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
    expect(draws(7, 'traffic')).not.toEqual(draws(7, 'faults'));
  });

  test('a named stream does not depend on what was drawn before', () => {
    const used = seededRandom(7);
    used.next();
    expect(used.stream('faults').next()).toBe(seededRandom(7).stream('faults').next());
  });

  test('uniform and normal draws have the moments of their distributions', () => {
    const random = seededRandom(1);
    const uniform = Array.from({ length: 20_000 }, () => random.next());
    const normal = Array.from({ length: 20_000 }, () => random.normal());
    const mean = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(uniform.every((x) => x >= 0 && x < 1)).toBe(true);
  });
});
